/** What a lake's ledger says of days that are not published and of reports that are due; it is only read. */
import { listDirtyDays } from '../../../functions/lib/ledger/days.ts'
import { type DayFailure, listDayFailures } from '../../../functions/lib/ledger/failures.ts'
import type { Clock, ObjectStore } from '../../../functions/lib/ports.ts'
import { nextDueMs } from '../../../functions/lib/reports/due.ts'
import { storedReports } from '../../../functions/lib/reports/stored-reports.ts'
import { listOpenReports, type OpenReport } from '../../../functions/reconcile/due-reports.ts'
import { fine, minuteOf, type StatusLine, someOf } from './lines.ts'

/** What to do, which is not the same on a stage and on one machine. */
export interface LakeAdvice {
  /** About a day that fails. */
  failing: string
  /** When days that changed are published. */
  waiting: string
  /** About a report that is due and not made. */
  due: string
}

const MOST_FAILURES = 10

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
  const definitions = await storedReports(lake)
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
