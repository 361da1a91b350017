/** Which local days a report is about: whole days of each zone. */
import { addDays, calendarOf, DAY_MS, daysBetween, SLOT_MS } from './calendar.ts'
import type { LivenessRow } from './observed.ts'

export interface ReportWindow {
  /** First and last local day, the same dates in every zone. */
  fromDay: string
  toDay: string
  days: number
  /** No day is whole: all days touched stand for them. */
  partial: boolean
  /** Local days at the edges that are not logged whole. */
  partialDays: string[]
  /** UTC days whose logs lie apart from the others (a wrong clock, another year); left out. */
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
 * holds most records, of those that `asked` leaves. Undefined where nothing was logged. Throws where what is asked for
 * is empty, or longer than ten years.
 */
export function chooseWindow(
  liveness: readonly LivenessRow[],
  zones: readonly string[],
  asked: { fromDay: string | null; toDay: string | null },
): ReportWindow | undefined {
  const every = recordsByDay(liveness)
  // A local day lies within the UTC days around it.
  const near = every.filter(
    ({ dt }) =>
      (asked.fromDay === null || dt >= addDays(asked.fromDay, -1)) &&
      (asked.toDay === null || dt <= addDays(asked.toDay, 1)),
  )
  const days = near.length === 0 ? every : near
  const kept = withoutLoneEdges(largestCluster(days), liveness)
  const [first] = kept
  const last = kept.at(-1)
  if (first === undefined || last === undefined) return undefined
  const logged = loggedSlots(liveness, kept)
  const firstMs = logged[0] ?? Date.parse(first)
  const lastMs = logged.at(-1) ?? Date.parse(last)

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
      `report: expected --from on or before --to, found ${fromDay} and ${toDay}; logs cover ${every[0]?.dt} to ${every.at(-1)?.dt}`,
    )
  const length = Math.round((Date.parse(toDay) - Date.parse(fromDay)) / DAY_MS) + 1
  if (length > MOST_ASKED_DAYS && (asked.fromDay !== null || asked.toDay !== null))
    throw new Error(
      `report: expected a window of at most ${MOST_ASKED_DAYS} days, found ${fromDay} to ${toDay}; narrow it with --from and --to`,
    )
  if (asked.fromDay !== null || asked.toDay !== null) partial = false
  const strayDays = days.map(({ dt }) => dt).filter(dt => !kept.includes(dt) && (dt < fromDay || dt > toDay))
  const partialDays = daysBetween(fromDay, toDay).filter(day => day < wholeFrom || day > wholeTo)
  return { fromDay, toDay, days: length, partial, partialDays, strayDays }
}

function recordsByDay(liveness: readonly LivenessRow[]): { dt: string; weight: number }[] {
  const byDay = new Map<string, number>()
  // Markers count too, a little: a day of nothing but heartbeats is a logged day.
  for (const { dt, records } of liveness) byDay.set(dt, (byDay.get(dt) ?? 0) + records + 1)
  return [...byDay].sort(([a], [b]) => (a < b ? -1 : 1)).map(([dt, weight]) => ({ dt, weight }))
}

function largestCluster(days: readonly { dt: string; weight: number }[]): string[] {
  let best: { days: string[]; weight: number } = { days: [], weight: -1 }
  let current: { days: string[]; weight: number } = { days: [], weight: 0 }
  let previous: string | undefined
  for (const { dt, weight } of days) {
    if (previous !== undefined && Date.parse(dt) - Date.parse(previous) > CLUSTER_GAP_DAYS * DAY_MS)
      current = { days: [], weight: 0 }
    current.days.push(dt)
    current.weight += weight
    if (current.weight > best.weight) best = current
    previous = dt
  }
  return best.days
}

/** Without days at either end that hold next to nothing where days are usually full. */
function withoutLoneEdges(days: readonly string[], liveness: readonly LivenessRow[]): string[] {
  const slots = new Map(days.map(day => [day, loggedSlots(liveness, [day]).length]))
  const usual = [...slots.values()].sort((a, b) => a - b)[Math.floor(slots.size / 2)] ?? 0
  if (slots.size < 3 || usual < USUAL_SLOTS) return [...days]
  const full = (day: string) => (slots.get(day) ?? 0) >= TOLERANCE_SLOTS
  return days.slice(days.findIndex(full), days.findLastIndex(full) + 1)
}

function loggedSlots(liveness: readonly LivenessRow[], days: readonly string[]): number[] {
  const ends = [days[0], days.at(-1)]
  const slots = new Set<number>()
  for (const { dt, slots: marks } of liveness) {
    if (!ends.includes(dt)) continue
    for (let i = 0; i < marks.length; i++) if (marks[i] === '1') slots.add(Date.parse(dt) + i * SLOT_MS)
  }
  return [...slots].sort((a, b) => a - b)
}
