/** Which local days a report is about: whole days of each zone. */
import { addDays, calendarOf, DAY_MS, daysBetween, SLOT_MS } from './calendar.ts'

/** A UTC day on which anything was logged: a row of `coverage/logged-days`. */
export interface LoggedDay {
  dt: string
  /** Records, and one for each exporter and network: markers count too, a little. */
  weight: number
  /** How many of its quarter-hours are logged, by any exporter; the first and the last of them, from 0. */
  slots: number
  firstSlot: number
  lastSlot: number
}

export interface ReportWindow {
  /** First and last local day, the same dates in every zone. */
  fromDay: string
  toDay: string
  days: number
  /** No day is whole: all days touched stand for them. */
  partial: boolean
  /** Local days at the edges that are not logged whole. */
  partialDays: string[]
  /** UTC days whose logs lie days apart from the others (a wrong clock, another year); left out. */
  strayDays: string[]
}

/** Days of silence beyond which what lies on the other side is another period. */
const CLUSTER_GAP_DAYS = 14
/** A day is whole where logging begins within its first hour and ends within its last: as many slots are bridged. */
const TOLERANCE_SLOTS = 4
/** Where half of the days are logged this long, one at an edge with less than the tolerance is a clock that is wrong. */
const USUAL_SLOTS = 48

/** Ten years: what is longer is a slip of the hand, and would not fit in memory. */
const MOST_ASKED_DAYS = 3653

/**
 * The window of one machine: the whole local days between the first and the last logged quarter-hour of the period that
 * holds most records, of those that `asked` leaves. `logged` in order of day. Undefined where nothing was logged and no
 * first and last day is asked for. Throws where what is asked for is empty, or longer than ten years.
 */
export function chooseWindow(
  logged: readonly LoggedDay[],
  zones: readonly string[],
  asked: { fromDay: string | null; toDay: string | null },
): ReportWindow | undefined {
  // A local day lies within the UTC days around it.
  const near = logged.filter(
    ({ dt }) =>
      (asked.fromDay === null || dt >= addDays(asked.fromDay, -1)) &&
      (asked.toDay === null || dt <= addDays(asked.toDay, 1)),
  )
  const days = near.length === 0 ? logged : near
  const kept = withoutLoneEdges(largestCluster(days))
  const [first] = kept
  const last = kept.at(-1)
  if (first === undefined || last === undefined) return nothingLogged(asked)
  const firstMs = Date.parse(first.dt) + first.firstSlot * SLOT_MS
  const lastMs = Date.parse(last.dt) + last.lastSlot * SLOT_MS

  let fromDay = ''
  let toDay = '9999-12-31'
  let touchedFrom = '9999-12-31'
  let touchedTo = ''
  for (const zone of zones.length === 0 ? [''] : zones) {
    const calendar = calendarOf(zone)
    const firstDay = calendar.at(firstMs).day
    const lastDay = calendar.at(lastMs).day
    const from = calendar.startOf(firstDay) + TOLERANCE_SLOTS * SLOT_MS >= firstMs ? firstDay : addDays(firstDay, 1)
    const nextDay = calendar.startOf(addDays(lastDay, 1))
    const to = nextDay - (TOLERANCE_SLOTS + 1) * SLOT_MS <= lastMs ? lastDay : addDays(lastDay, -1)
    if (from > fromDay) fromDay = from
    if (to < toDay) toDay = to
    if (firstDay < touchedFrom) touchedFrom = firstDay
    if (lastDay > touchedTo) touchedTo = lastDay
  }
  const [wholeFrom, wholeTo] = [fromDay, toDay]
  let partial = fromDay > toDay
  if (partial) {
    fromDay = touchedFrom
    toDay = touchedTo
  }
  if (asked.fromDay !== null) fromDay = asked.fromDay
  if (asked.toDay !== null) toDay = asked.toDay
  // All logs lie on the other side of the one day that was named.
  if (fromDay > toDay && asked.toDay === null) toDay = fromDay
  if (fromDay > toDay && asked.fromDay === null) fromDay = toDay
  if (fromDay > toDay)
    throw new Error(
      `report: expected --from on or before --to, found ${fromDay} and ${toDay}; logs cover ${logged[0]?.dt} to ${logged.at(-1)?.dt}`,
    )
  const length = lengthOf(fromDay, toDay, asked)
  if (asked.fromDay !== null || asked.toDay !== null) partial = false
  const strayDays = daysApart(days, kept).filter(dt => dt < fromDay || dt > toDay)
  const partialDays = daysBetween(fromDay, toDay).filter(day => day < wholeFrom || day > wholeTo)
  return { fromDay, toDay, days: length, partial, partialDays, strayDays }
}

/** What is asked for, where nothing was logged in it; undefined where it has no first or no last day. */
function nothingLogged(asked: { fromDay: string | null; toDay: string | null }): ReportWindow | undefined {
  const { fromDay, toDay } = asked
  if (fromDay === null || toDay === null || fromDay > toDay) return undefined
  const days = lengthOf(fromDay, toDay, asked)
  return { fromDay, toDay, days, partial: false, partialDays: daysBetween(fromDay, toDay), strayDays: [] }
}

/** Local days of a window. Throws where more than ten years are asked for. */
function lengthOf(fromDay: string, toDay: string, asked: { fromDay: string | null; toDay: string | null }): number {
  const length = Math.round((Date.parse(toDay) - Date.parse(fromDay)) / DAY_MS) + 1
  if (length > MOST_ASKED_DAYS && (asked.fromDay !== null || asked.toDay !== null))
    throw new Error(
      `report: expected a window of at most ${MOST_ASKED_DAYS} days, found ${fromDay} to ${toDay}; narrow it with --from and --to`,
    )
  return length
}

function largestCluster(days: readonly LoggedDay[]): LoggedDay[] {
  let best: { days: LoggedDay[]; weight: number } = { days: [], weight: -1 }
  let current: { days: LoggedDay[]; weight: number } = { days: [], weight: 0 }
  let previous: string | undefined
  for (const day of days) {
    if (previous !== undefined && Date.parse(day.dt) - Date.parse(previous) > CLUSTER_GAP_DAYS * DAY_MS)
      current = { days: [], weight: 0 }
    current.days.push(day)
    current.weight += day.weight
    if (current.weight > best.weight) best = current
    previous = day.dt
  }
  return best.days
}

/** Without days at either end that hold next to nothing where days are usually full. */
function withoutLoneEdges(days: readonly LoggedDay[]): LoggedDay[] {
  const usual = days.map(({ slots }) => slots).sort((a, b) => a - b)[Math.floor(days.length / 2)] ?? 0
  if (days.length < 3 || usual < USUAL_SLOTS) return [...days]
  const isFull = ({ slots }: LoggedDay) => slots >= TOLERANCE_SLOTS
  return days.slice(days.findIndex(isFull), days.findLastIndex(isFull) + 1)
}

/**
 * Days that are not kept and have at least a day without logs between them and those that are: records of the last
 * seconds before midnight lie on the day before, and are no wrong clock.
 */
function daysApart(days: readonly LoggedDay[], kept: readonly LoggedDay[]): string[] {
  const isKept = new Set(kept.map(({ dt }) => dt))
  const apart: string[] = []
  let run: string[] = []
  const close = () => {
    if (!run.some(dt => isKept.has(dt))) for (const dt of run) apart.push(dt)
    run = []
  }
  for (const { dt } of days) {
    const before = run.at(-1)
    if (before !== undefined && dt !== addDays(before, 1)) close()
    run.push(dt)
  }
  close()
  return apart
}
