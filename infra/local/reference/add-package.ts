/** `npm run reference -- add-package NAME@VERSION`: an edition that the npm registry holds, got by the npm client. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { useReference } from '../lake.ts'
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
