/**
 * Which quarter-hours were watched at all: zero and missing are different things. A slot is observed for a network when
 * any exporter that saw the network within 30 days logged anything in it; short gaps are bridged.
 */
import { calendarOf, DAY_MS, SLOT_MS } from './calendar.ts'

/** A row of the `liveness` table. */
export interface LivenessRow {
  dt: string
  exporter: string
  network: string | null
  heartbeat: boolean
  /** 96 characters of 0 and 1. */
  slots: string
  lost: string
  records: number
}

export interface Observed {
  network: string
  /** One per quarter-hour of the window: 1 observed. */
  slots: Uint8Array
  fromMs: number
  observed: number
  total: number
  /** The longest run of unobserved quarter-hours. */
  longestGap: { fromMs: number; slots: number } | null
  /** Local days of the window with at least half of their quarter-hours observed. */
  days: number
}

/** At most this many empty slots in a row are bridged. */
const BRIDGED_SLOTS = 4
/** For exporters without heartbeat, a gap is missing above this many times the usual longest gap at that hour. */
const QUIET_FACTOR = 3
/** Silence of more than a week is nobody's habit: it would make itself usual. */
const LONGEST_USUAL_SLOTS = 7 * 96
const NEIGHBOUR_DAYS = 30
const LOGGED = 1
const LOST = 2

/** Observed slots of a network in [fromMs, toMs). `liveness` covers the window and 30 days around it. */
export function observe(
  network: string,
  zone: string,
  liveness: readonly LivenessRow[],
  fromMs: number,
  toMs: number,
): Observed {
  const total = Math.round((toMs - fromMs) / SLOT_MS)
  const union = new Uint8Array(total)
  for (const rows of exportersOf(network, liveness)) {
    const marks = marksOf(rows, fromMs, total)
    const heartbeat = rows.some(row => row.heartbeat)
    const quiet = heartbeat ? [] : quietGaps(gapsOf(marks), marks, fromMs, zone)
    for (const gap of quiet) for (let i = gap.from; i < gap.from + gap.length; i++) marks[i] = (marks[i] ?? 0) | LOGGED
    for (let i = 0; i < total; i++) union[i] = (union[i] ?? 0) | (marks[i] ?? 0)
  }
  const observed = union.map(mark => mark & LOGGED)
  for (const { from, length, touchesLost } of gapsOf(union)) {
    const inside = from > 0 && from + length < total
    if (inside && !touchesLost && length <= BRIDGED_SLOTS) observed.fill(1, from, from + length)
  }
  return { network, slots: observed, fromMs, ...summarise(observed, fromMs, zone) }
}

/** Rows of each exporter within 30 days of one in which it saw the network. */
function exportersOf(network: string, liveness: readonly LivenessRow[]): LivenessRow[][] {
  return [...Map.groupBy(liveness, ({ exporter }) => exporter).values()].flatMap(rows => {
    const sawOn = new Set(rows.filter(row => row.network === network).map(({ dt }) => dt))
    return sawOn.size === 0 ? [] : [rows.filter(({ dt }) => nearAny(sawOn, dt))]
  })
}

function marksOf(rows: readonly LivenessRow[], fromMs: number, total: number): Uint8Array {
  const marks = new Uint8Array(total)
  for (const { dt, slots, lost } of rows) {
    const first = Math.round((Date.parse(dt) - fromMs) / SLOT_MS)
    for (let i = Math.max(0, -first); i < 96 && first + i < total; i++) {
      if (slots[i] === '1') marks[first + i] = (marks[first + i] ?? 0) | LOGGED
      if (lost[i] === '1') marks[first + i] = (marks[first + i] ?? 0) | LOST
    }
  }
  return marks
}

function nearAny(days: ReadonlySet<string>, dt: string): boolean {
  if (days.has(dt)) return true
  const ms = Date.parse(dt)
  for (const day of days) if (Math.abs(Date.parse(day) - ms) <= NEIGHBOUR_DAYS * DAY_MS) return true
  return false
}

interface Gap {
  from: number
  length: number
  touchesLost: boolean
}

/** Runs without anything logged; a lost slot ends none of them, but says that it is no quiet. */
function gapsOf(marks: Uint8Array): Gap[] {
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

/**
 * Gaps of an exporter without heartbeat that are no longer than three times its usual longest gap at one of their hours:
 * the median, over the local days on which it logged anything, of the longest gap that touches the hour. Days without a
 * log say nothing of what is usual: a sensor that is dead for most of the window would make its own death usual. Nor do
 * gaps at the edges of the window: a sensor that was not there yet is not quiet.
 */
function quietGaps(gaps: readonly Gap[], marks: Uint8Array, fromMs: number, zone: string): Gap[] {
  const calendar = calendarOf(zone)
  const at = (slot: number) => calendar.at(fromMs + slot * SLOT_MS)
  const days = new Set<string>()
  for (let slot = 0; slot < marks.length; slot++) if (((marks[slot] ?? 0) & LOGGED) !== 0) days.add(at(slot).day)
  const longest = Array.from({ length: 24 }, () => new Map<string, number>())
  for (const gap of gaps) {
    const inside = gap.from > 0 && gap.from + gap.length < marks.length
    if (!inside || gap.length > LONGEST_USUAL_SLOTS) continue
    for (let slot = gap.from; slot < gap.from + gap.length; slot++) {
      const { day, hour } = at(slot)
      const known = longest[hour]
      known?.set(day, Math.max(known.get(day) ?? 0, gap.length))
    }
  }
  const usual = longest.map(byDay => {
    const lengths = [...days].map(day => byDay.get(day) ?? 0).sort((a, b) => a - b)
    return lengths[Math.floor(lengths.length / 2)] ?? 0
  })
  return gaps.filter(({ from, length, touchesLost }) => {
    let most = 0
    for (let slot = from; slot < from + length; slot++) most = Math.max(most, usual[at(slot).hour] ?? 0)
    return !touchesLost && length <= QUIET_FACTOR * most
  })
}

function summarise(slots: Uint8Array, fromMs: number, zone: string) {
  const calendar = calendarOf(zone)
  const perDay = new Map<string, { observed: number; total: number }>()
  let observed = 0
  let longestGap: Observed['longestGap'] = null
  let run = 0
  for (let i = 0; i < slots.length; i++) {
    const { day } = calendar.at(fromMs + i * SLOT_MS)
    const known = perDay.get(day) ?? { observed: 0, total: 0 }
    perDay.set(day, known)
    known.total++
    if (slots[i] === 1) {
      observed++
      known.observed++
      run = 0
    } else {
      run++
      if (longestGap === null || run > longestGap.slots)
        longestGap = { fromMs: fromMs + (i - run + 1) * SLOT_MS, slots: run }
    }
  }
  const days = [...perDay.values()].filter(day => day.observed * 2 >= day.total).length
  return { observed, total: slots.length, longestGap, days }
}
