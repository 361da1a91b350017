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
  const marks = new Uint8Array(total)
  const days = new Map<string, Set<string>>()
  let heartbeat = false
  for (const row of liveness) {
    if (row.network !== network) continue
    heartbeat ||= row.heartbeat
    const known = days.get(row.exporter)
    if (known === undefined) days.set(row.exporter, new Set([row.dt]))
    else known.add(row.dt)
  }
  for (const { exporter, dt, slots, lost } of liveness) {
    const sawOn = days.get(exporter)
    if (sawOn === undefined || !nearAny(sawOn, dt)) continue
    const first = Math.round((Date.parse(dt) - fromMs) / SLOT_MS)
    for (let i = Math.max(0, -first); i < 96 && first + i < total; i++) {
      if (slots[i] === '1') marks[first + i] = (marks[first + i] ?? 0) | LOGGED
      if (lost[i] === '1') marks[first + i] = (marks[first + i] ?? 0) | LOST
    }
  }
  const observed = Uint8Array.from(marks, mark => mark & LOGGED)
  const gaps = gapsOf(marks)
  const usual = heartbeat ? undefined : usualGaps(gaps, total, fromMs, zone)
  for (const gap of gaps) {
    if (gap.touchesLost) continue
    const inside = gap.from > 0 && gap.from + gap.length < total
    const quiet = usual !== undefined && gap.length <= QUIET_FACTOR * usualOf(usual, gap, fromMs, zone)
    if ((inside && gap.length <= BRIDGED_SLOTS) || quiet) observed.fill(1, gap.from, gap.from + gap.length)
  }
  return { network, slots: observed, fromMs, ...summarise(observed, fromMs, zone) }
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

/** Per local hour, the median over days of the longest gap that touches it. */
function usualGaps(gaps: readonly Gap[], total: number, fromMs: number, zone: string): number[] {
  const calendar = calendarOf(zone)
  const longest = Array.from({ length: 24 }, () => new Map<string, number>())
  const days = new Set<string>()
  for (let slot = 0; slot < total; slot += 4) days.add(calendar.at(fromMs + slot * SLOT_MS).day)
  for (const gap of gaps) {
    for (let slot = gap.from; slot < gap.from + gap.length; slot++) {
      const { day, hour } = calendar.at(fromMs + slot * SLOT_MS)
      const known = longest[hour]
      known?.set(day, Math.max(known.get(day) ?? 0, gap.length))
    }
  }
  return longest.map(byDay => {
    const lengths = [...days].map(day => byDay.get(day) ?? 0).sort((a, b) => a - b)
    return lengths[Math.floor(lengths.length / 2)] ?? 0
  })
}

function usualOf(usual: readonly number[], gap: Gap, fromMs: number, zone: string): number {
  const calendar = calendarOf(zone)
  let most = 0
  for (let slot = gap.from; slot < gap.from + gap.length; slot++)
    most = Math.max(most, usual[calendar.at(fromMs + slot * SLOT_MS).hour] ?? 0)
  return most
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
