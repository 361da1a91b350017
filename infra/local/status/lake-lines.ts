/** What a lake says of its reference set, of days that are not published and of reports that are due; it is only read. */
import { listDirtyDays } from '../../../functions/lib/ledger/days.ts'
import { type DayFailure, listDayFailures } from '../../../functions/lib/ledger/failures.ts'
import type { Clock, ObjectStore } from '../../../functions/lib/ports.ts'
import { currentReference, ReferenceDamaged, readWholeSet } from '../../../functions/lib/reference/reference-set.ts'
import type { ReportDefinition } from '../../../functions/lib/reports/definition.ts'
import { nextDueMs } from '../../../functions/lib/reports/due.ts'
import { REPORTS_FILE, ReportsRefused } from '../../../functions/lib/reports/parse-reports.ts'
import { storedReports } from '../../../functions/lib/reports/stored-reports.ts'
import { listOpenReports, type OpenReport } from '../../../functions/reconcile/due-reports.ts'
import { type Refusal, refusalsOf } from '../refused-files.ts'
import { fine, minuteOf, type StatusLine, someOf } from './lines.ts'

/** What to do, which is not the same on a stage and on one machine. */
export interface LakeAdvice {
  /** About a day that fails. */
  failing: string
  /** When days that changed are published. */
  waiting: string
  /** About a report that is due and not made. */
  due: string
  /** About a file of the reference set that is refused. */
  refused: string
}

const MOST_FAILURES = 10

/**
 * A line for each file of the current set that this version refuses, so that nothing is read or published with it, with the first
 * problem of it; one where the set is not whole.
 */
export async function referenceLines(lake: ObjectStore, advice: LakeAdvice): Promise<StatusLine[]> {
  const hash = await currentReference(lake)
  if (hash === undefined) return []
  const line = (what: string, detail: string) => ({
    ...fine(what, 1, detail),
    isWrong: true,
    advice: advice.refused,
  })
  let refusals: Refusal[]
  try {
    refusals = [...refusalsOf(await readWholeSet(lake, hash))]
  } catch (error) {
    if (!(error instanceof ReferenceDamaged)) throw error
    return [{ ...line('reference damaged', error.message), advice: '' }]
  }
  return [...Map.groupBy(refusals, ({ file }) => file).values()].map(([first, ...others]) =>
    line(
      'reference refused',
      `${first?.problem}${others.length === 0 ? '' : `, and ${others.length} more of this file`}`,
    ),
  )
}

/** Days that changed since they were published, and, each with its reason, days that fail. */
export async function dayLines(lake: ObjectStore, advice: LakeAdvice): Promise<StatusLine[]> {
  const failures = await listDayFailures(lake)
  const failing = new Set(failures.map(({ dt }) => dt))
  const dirty = (await listDirtyDays(lake)).filter(dt => !failing.has(dt))
  const waiting = dirty.length === 0 ? '' : `${someOf(dirty)}; ${advice.waiting}`
  return [fine('days unpublished', dirty.length, waiting), ...failedLines(failures, advice)]
}

function failedLines(failures: readonly DayFailure[], advice: LakeAdvice): StatusLine[] {
  const newest = failures.toReversed().slice(0, MOST_FAILURES)
  const lines = newest.map(({ dt, failedMs, reason }) => ({
    what: 'day failing',
    isWrong: true,
    number: 1,
    detail: `${dt}, last tried ${minuteOf(failedMs)}: ${reason}`,
    advice: advice.failing,
  }))
  const left = failures.length - newest.length
  if (left > 0)
    lines.push({ ...fine('day failing', left, 'more days, older ones'), isWrong: true, advice: advice.failing })
  return lines
}

/** Reports that are due and not at their end; where there is none, when the next is due. */
export async function reportLines(lake: ObjectStore, clock: Clock, advice: LakeAdvice): Promise<StatusLine[]> {
  const definitions = await readableReports(lake)
  if (definitions === undefined)
    return [
      { ...fine('reports due', 0, `not known: ${REPORTS_FILE} is refused`), isWrong: true, advice: advice.refused },
    ]
  const open = await listOpenReports(definitions, { lake, clock })
  if (open.length > 0) return open.map(report => openLine(report, advice))
  const [next] = definitions
    .flatMap(definition => {
      const dueMs = nextDueMs(definition, clock.nowMs())
      return dueMs === undefined ? [] : [{ name: definition.name, dueMs }]
    })
    .sort((a, b) => a.dueMs - b.dueMs)
  return [
    fine('reports due', 0, next === undefined ? 'none has a schedule' : `next ${next.name}, ${minuteOf(next.dueMs)}`),
  ]
}

/** Undefined where this version refuses them. */
const readableReports = (lake: ObjectStore): Promise<ReportDefinition[] | undefined> =>
  storedReports(lake).catch(error => {
    if (!(error instanceof ReportsRefused)) throw error
    return undefined
  })

function openLine({ definition: { name }, dueMs, claim, isOverdue }: OpenReport, advice: LakeAdvice): StatusLine {
  const tries =
    claim === undefined
      ? 'not begun yet'
      : `begun ${claim.tries === 1 ? 'once' : `${claim.tries} times`}, last ${minuteOf(Date.parse(claim.lastBegun))}, not at its end`
  return {
    what: isOverdue ? 'report overdue' : 'report due',
    isWrong: isOverdue,
    number: 1,
    detail: `${name}, due ${minuteOf(dueMs)}: ${tries}`,
    advice: advice.due,
  }
}
