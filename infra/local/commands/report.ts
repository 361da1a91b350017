/** `npm run report`: reports as reports.json defines them, of what is published. */
import { resolve } from 'node:path'
import { listPublishedDays } from '../../../functions/lib/ledger/manifests.ts'
import { noteDone } from '../../../functions/lib/ledger/report-claims.ts'
import { currentReference, loadReference } from '../../../functions/lib/reference/reference-set.ts'
import { isRolling, type ReportDefinition, ROLLING_WINDOWS } from '../../../functions/lib/reports/definition.ts'
import { storedReports } from '../../../functions/lib/reports/stored-reports.ts'
import { beginDueReports } from '../../../functions/reconcile/due-reports.ts'
import { scheduledDays } from '../../../functions/report/scheduled.ts'
import { addDays } from '../../../functions/report/window/calendar.ts'
import { definitionLine } from '../definition-lines.ts'
import { type LocalLake, openExistingLake } from '../lake.ts'
import { commandOn } from '../lake-folders.ts'
import { makeLocalReport, printReport } from '../made-report.ts'
import { print, printable } from '../terminal.ts'
import { expectWritable } from '../writable-folder.ts'

export interface ReportOptions {
  /** Folder that relative paths start from. */
  from: string
  out: string
  to?: string
  due?: boolean
  lake?: string
}

/** Throws where a name is none, or no log touches the days of a report. */
export async function makeReports(names: readonly string[], options: ReportOptions): Promise<void> {
  if (options.due === true && (names.length > 0 || options.to !== undefined))
    throw new Error('report --due: expected no name and no --to with it, found one; it makes all that is due')
  if (names.length > 0 || options.due === true) expectWritable(resolve(options.from, options.out))
  const lake = await openExistingLake(options.lake)
  try {
    const definitions = await storedReports(lake.lake)
    if (options.due === true) return await makeDue(definitions, lake, options)
    const chosen = names.map(name => namedIn(definitions, name))
    if (chosen.length === 0) {
      for (const definition of definitions) print(printable(definitionLine(definition, lake.clock.nowMs())))
      if (definitions.length === 0)
        print(`no definitions: ${commandOn(lake.folder, 'reference', 'put', 'reports.json')}`)
    }
    for (const definition of chosen) await makeNamed(definition, lake, options)
  } finally {
    await lake.close()
  }
}

function namedIn(definitions: readonly ReportDefinition[], name: string): ReportDefinition {
  const definition = definitions.find(own => own.name === name)
  if (definition !== undefined) return definition
  const known = definitions.map(own => own.name).join(', ')
  throw new Error(`report: expected a definition (${known || 'there is none'}), found ${JSON.stringify(name)}`)
}

async function makeNamed(definition: ReportDefinition, lake: LocalLake, options: ReportOptions): Promise<void> {
  const { name, window } = definition
  if (options.to !== undefined && !isRolling(window))
    throw new Error(
      `report ${name} --to: expected a window of a day, a week or a quarter with it, found ${window.fromDay} to ${window.toDay}`,
    )
  const reference = await referenceOf(lake)
  const settled = scheduledDays(definition, lake.clock.nowMs(), reference.networks)
  const days =
    options.to === undefined || !isRolling(window)
      ? settled
      : { fromDay: addDays(options.to, 1 - ROLLING_WINDOWS[window]), toDay: options.to }
  const published = await listPublishedDays(lake.lake)
  // A local day lies within the UTC days around it.
  if (!published.some(dt => dt >= addDays(days.fromDay, -1) && dt <= addDays(days.toDay, 1))) {
    const reach =
      published.length === 0 ? 'nothing is published' : `logs reach from ${published[0]} to ${published.at(-1)}`
    throw new Error(
      `report ${name}: expected logs of ${days.fromDay} to ${days.toDay}, found none; ${reach}; --to names a last day`,
    )
  }
  const reportsFolder = resolve(options.from, options.out)
  printReport(await makeLocalReport({ ...definition, ...days, reference }, lake, reportsFolder), reportsFolder)
}

/** A few are begun at a time; all that is due is made. */
async function makeDue(
  definitions: readonly ReportDefinition[],
  lake: LocalLake,
  options: ReportOptions,
): Promise<void> {
  const reportsFolder = resolve(options.from, options.out)
  const reference = await referenceOf(lake)
  let made = 0
  for (;;) {
    const { begun } = await beginDueReports(definitions, {
      ...lake,
      async begin(due) {
        const { definition, dueMs } = due
        const days = scheduledDays(definition, dueMs, reference.networks)
        print(printable(`${definition.name}: ${days.fromDay} to ${days.toDay}`))
        printReport(await makeLocalReport({ ...definition, ...days, reference }, lake, reportsFolder), reportsFolder)
        await noteDone(lake.lake, due, lake.clock.nowMs())
      },
    })
    made += begun.length
    if (begun.length === 0) break
  }
  if (made > 0) return
  print('nothing is due:')
  for (const definition of definitions) print(printable(`  ${definitionLine(definition, lake.clock.nowMs())}`))
}

async function referenceOf({ lake, folder }: LocalLake) {
  const hash = await currentReference(lake)
  if (hash === undefined)
    throw new Error(
      `report: expected a lake with logs, found none in ${folder}; ${commandOn(folder, 'start', '<files>')} reads some`,
    )
  return loadReference(lake, hash)
}
