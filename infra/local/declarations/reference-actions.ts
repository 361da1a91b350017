/** The actions of `reference`, each a command of its own; where the lake is, the command above says. */
import { Command } from 'commander'
import { deploymentOf } from '../deployment-name.ts'
import { isoDay } from '../options.ts'
import type { TargetOptions } from '../reference/target.ts'
import { print } from '../terminal.ts'
import { fromUser } from '../user-paths.ts'
import { LISTS } from './words.ts'

/** Declares `put`; where the lake is, the command above it says. */
export const putCommand = (): Command =>
  new Command('put')
    .description('Validates files, makes a set with all of them, and points at that.')
    .argument(
      '<files...>',
      'networks.csv, sources.csv, deleted.csv, events.csv, reports.json, or own rows of a list ' +
        `(${LISTS.map(name => `${name}.csv`).join(', ')}), which win over the shipped ones; known by its header, else by ` +
        'its name. Lists that refer to each other are put at once: where one is malformed all are refused, and the old set ' +
        'stays. One of a list, of sources, of deletions or of events with nothing but its header takes the own rows away; ' +
        'reports.json takes the place of all definitions',
    )
    .action(async (files: string[], _, put: Command) => {
      const options: TargetOptions = put.optsWithGlobals()
      const of = deploymentOf(options)
      if (of === undefined) {
        const { putFiles } = await import('../reference/put.ts')
        return putFiles(files.map(fromUser), options)
      }
      const { putOnAws } = await import('../../aws/commands/reference.ts')
      print(await putOnAws(files.map(fromUser), of))
    })

/** Declares `add`; where the lake is, the command above it says. */
export const addCommand = (): Command =>
  new Command('add')
    .description(
      'Adds editions of country and AS data: each record is placed by the edition of its day, the last at or before it, ' +
        'else the first after it. What does not fit is refused whole, and the old set stays.',
    )
    .option(
      '--country <files...>',
      'MMDB (GeoLite2, GeoIP2, IPinfo Lite, DB-IP, ip-location-db) or CSV of ranges, plain or gzip',
    )
    .option('--as <files...>', 'the same with autonomous systems; both may name one file')
    .option('--date <day>', 'day of the data, YYYY-MM-DD (default: when the MMDB says that it was built)', isoDay)
    .option('--licence <text>', 'the licence of the data, for reports', "the owner's")
    .option('--notice <text>', 'what the licence asks to be said of its source', '')
    .action(async (_, add: Command) => {
      const { addEditions } = await import('../reference/add.ts')
      await addEditions(add.optsWithGlobals(), Date.now())
    })

/** Declares `add-package`; where the lake is, the command above it says. */
export const addPackageCommand = (): Command =>
  new Command('add-package')
    .description(
      'Adds the edition of an npm package: geoip-lite 1.1 to 1.4 (countries, 2013 to 2023), @ip-location-db/* (2025, 2026). ' +
        'Where no registry is reached nothing changes.',
    )
    .argument('<package>', 'NAME@VERSION, as npm has it, the version in full')
    .option('--date <day>', 'day of the data, YYYY-MM-DD, for versions whose data files carry none', isoDay)
    .action(async (spec: string, _, add: Command) => {
      const { addPackage } = await import('../reference/add-package.ts')
      await addPackage(spec, add.optsWithGlobals(), Date.now())
    })

/** Declares `list`; where the lake is, the command above it says. */
export const listCommand = (): Command =>
  new Command('list')
    .description('The editions of country and AS data of the set in use, and which days each of them places.')
    .action(async (_, list: Command) => {
      const { listEditions } = await import('../reference/list.ts')
      await listEditions(list.optsWithGlobals())
    })

/** Declares `remove`; where the lake is, the command above it says. */
export const removeCommand = (): Command =>
  new Command('remove')
    .description('Makes a set without an edition of country or AS data; the last one of either stays.')
    .option('--country <day>', 'day of the edition of country data, as list has it', isoDay)
    .option('--as <day>', 'day of the edition of AS data, as list has it', isoDay)
    .action(async (_, remove: Command) => {
      const { removeEditions } = await import('../reference/remove.ts')
      await removeEditions(remove.optsWithGlobals())
    })

/** Declares `diff`; where the lake is, the command above it says. */
export const diffCommand = (): Command =>
  new Command('diff')
    .description(
      'Compares the editions that place two days: which shares of all addresses, and of the contacts of the lake, ' +
        'change country or operator.',
    )
    .argument('<day>', 'a day that the first edition places, YYYY-MM-DD', isoDay)
    .argument('<other-day>', 'a day that the other edition places, YYYY-MM-DD', isoDay)
    .action(async (day: string, other: string, _, diff: Command) => {
      const { diffEditions } = await import('../reference/diff.ts')
      await diffEditions(day, other, diff.optsWithGlobals())
    })
