/** Runs of quarter-hours in which nothing was logged, and which of them are only quiet. */
import { calendarOf, SLOT_MS } from './calendar.ts'
import { LOGGED, LOST } from './liveness.ts'

export interface Gap {
  /** Place of its first quarter-hour, and how many it has. */
  from: number
  length: number
  /** Whether records were lost in it: then it is no quiet. */
  touchesLost: boolean
}

/** Runs without anything logged; a lost slot ends none of them. */
export function gapsOf(marks: Uint8Array): Gap[] {
  const gaps: Gap[] = []
  for (let i = 0; i < marks.length; i++) {
    if (((marks[i] ?? 0) & LOGGED) !== 0) continue
    const from = i
    let touchesLost = false
    while (i < marks.length && ((marks[i] ?? 0) & LOGGED) === 0) {
      touchesLost ||= ((marks[i] ?? 0) & LOST) !== 0
      i++
    }
    gaps.push({ from, length: i - from, touchesLost })
  }
  return gaps
}

/** Local day, counted from the first one of the span, and local hour of each quarter-hour. */
export interface LocalHours {
  day: Int32Array
  hour: Uint8Array
  days: number
}

const known = new WeakMap<object, Map<string, LocalHours>>()

/** Of a span of `slots` quarter-hours from `fromMs` on; worked out once for each `span` and zone. */
export function localHours(span: { fromMs: number }, slots: number, zone: string): LocalHours {
  const zones = known.get(span) ?? new Map<string, LocalHours>()
  known.set(span, zones)
  const before = zones.get(zone)
  if (before !== undefined) return before
  const calendar = calendarOf(zone)
  const hours: LocalHours = { day: new Int32Array(slots), hour: new Uint8Array(slots), days: 0 }
  let last = ''
  for (let slot = 0; slot < slots; slot++) {
    const { day, hour } = calendar.at(span.fromMs + slot * SLOT_MS)
    if (day !== last) hours.days++
    last = day
    hours.day[slot] = hours.days - 1
    hours.hour[slot] = hour
  }
  zones.set(zone, hours)
  return hours
}

/** For exporters without heartbeat, a gap is missing above this many times the usual longest gap at that hour. */
const QUIET_FACTOR = 3
/** Silence of more than a week is nobody's habit: it would make itself usual. */
const LONGEST_QUIET_SLOTS = 7 * 96

/**
 * Gaps of an exporter without heartbeat that are no longer than three times its usual longest gap at one of their hours,
 * and than a week: the median, over the local days on which it logged anything, of the longest gap that touches the
 * hour. Days without a log say nothing of what is usual: a sensor that is dead for most of the time would make its own
 * death usual. Nor do gaps that reach to an end of the span: where logs begin or end says nothing of what is usual. Of
 * such a gap only what lies in [first, end), the window, is judged: beyond it nothing was handed in.
 */
export function quietGaps(marks: Uint8Array, { day, hour, days }: LocalHours, first: number, end: number): Gap[] {
  const inside: Gap[] = []
  const judged: Gap[] = []
  for (const gap of gapsOf(marks)) {
    const to = gap.from + gap.length
    const from = gap.from === 0 ? Math.min(first, to) : gap.from
    judged.push({ ...gap, from, length: Math.max(0, (to === marks.length ? Math.min(end, to) : to) - from) })
    if (gap.from > 0 && to < marks.length && gap.length <= LONGEST_QUIET_SLOTS) inside.push(gap)
  }
  const usual = usualLongest(inside, marks, { day, hour, days })
  return judged.filter(({ from, length, touchesLost }) => {
    if (touchesLost || length > LONGEST_QUIET_SLOTS) return false
    for (let slot = from; slot < from + length; slot++)
      if (length <= QUIET_FACTOR * (usual[hour[slot] ?? 0] ?? 0)) return true
    return false
  })
}

/** By local hour, in quarter-hours. */
function usualLongest(gaps: readonly Gap[], marks: Uint8Array, { day, hour, days }: LocalHours): number[] {
  const logged = new Uint8Array(days)
  for (let slot = 0; slot < marks.length; slot++) if (((marks[slot] ?? 0) & LOGGED) !== 0) logged[day[slot] ?? 0] = 1
  const longest = new Uint16Array(days * 24)
  for (const { from, length } of gaps) {
    for (let slot = from; slot < from + length; slot++) {
      const cell = (day[slot] ?? 0) * 24 + (hour[slot] ?? 0)
      if (length > (longest[cell] ?? 0)) longest[cell] = length
    }
  }
  return Array.from({ length: 24 }, (_, of) => {
    const lengths: number[] = []
    for (let own = 0; own < days; own++) if (logged[own] === 1) lengths.push(longest[own * 24 + of] ?? 0)
    return medianOf(lengths)
  })
}

/** Of an even number the mean of the two in the middle; 0 of none. */
function medianOf(values: number[]): number {
  values.sort((a, b) => a - b)
  const middle = values.length / 2
  return ((values[Math.ceil(middle) - 1] ?? 0) + (values[Math.floor(middle)] ?? 0)) / 2
}
