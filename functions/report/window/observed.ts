/**
 * Which quarter-hours were watched at all: zero and missing are different things. A slot is observed for a network when
 * any exporter that saw the network within 30 days logged anything in it; short gaps are bridged.
 */
import { calendarOf, SLOT_MS } from './calendar.ts'
import { gapsOf, localHours, quietGaps } from './gaps.ts'
import { daysAround, type ExporterLog, type Liveness, LOGGED, slotAt } from './liveness.ts'

/** A run of quarter-hours of the window that nobody observed. */
export interface UnobservedGap {
  fromMs: number
  slots: number
}

export interface Observed {
  network: string
  /** One per quarter-hour of the network's window: 1 observed. */
  slots: Uint8Array
  fromMs: number
  observed: number
  total: number
  /** Whether any exporter logged records of it in the window or within 30 days. */
  logged: boolean
  /** In order of time. */
  gaps: UnobservedGap[]
  /** The longest of them, of equal ones the first. */
  longestGap: UnobservedGap | null
  /** Local days of the window with at least half of their quarter-hours observed. */
  days: number
}

/** At most this many empty slots in a row are bridged. */
const BRIDGED_SLOTS = 4
/** An exporter's logs count for a network this many days before and after those on which it saw the network. */
export const NEIGHBOUR_DAYS = 30
const SLOTS_PER_DAY = 96

/** Observed slots of a network in [fromMs, toMs). `liveness` covers that and 30 days around it. */
export function observe(network: string, zone: string, liveness: Liveness, fromMs: number, toMs: number): Observed {
  const first = slotAt(liveness, fromMs)
  const total = Math.max(0, Math.round((toMs - fromMs) / SLOT_MS))
  const union = new Uint8Array(liveness.days * SLOTS_PER_DAY)
  let logged = false
  for (const exporter of liveness.exporters) {
    const saw = exporter.saw.get(network)
    if (saw === undefined) continue
    logged = true
    const near = daysAround(saw, NEIGHBOUR_DAYS)
    const marks = marksOf(exporter, liveness, zone, [first, first + total])
    for (let i = 0; i < union.length; i++)
      if (near[Math.floor(i / SLOTS_PER_DAY)] === 1) union[i] = (union[i] ?? 0) | (marks[i] ?? 0)
  }
  // Gaps are bridged before the window is cut out: whether one is short does not depend on where the window begins.
  for (const { from, length, touchesLost } of gapsOf(union)) {
    const isInside = from > 0 && from + length < union.length
    if (isInside && !touchesLost && length <= BRIDGED_SLOTS) union.fill(LOGGED, from, from + length)
  }
  const slots = new Uint8Array(total)
  for (let i = 0; i < slots.length; i++) slots[i] = (union[first + i] ?? 0) & LOGGED
  return { network, slots, fromMs, logged, ...summarise(slots, fromMs, zone) }
}

/** What an exporter logged; of one without heartbeat, with its quiet gaps filled, as they are seen from the window [first, end). */
function marksOf(
  { marks, heartbeat }: ExporterLog,
  liveness: Liveness,
  zone: string,
  [first, end]: readonly [number, number],
): Uint8Array {
  if (heartbeat) return marks
  const filled = marks.slice()
  for (const { from, length } of quietGaps(marks, localHours(liveness, marks.length, zone), first, end))
    for (let i = from; i < from + length; i++) filled[i] = (filled[i] ?? 0) | LOGGED
  return filled
}

function summarise(slots: Uint8Array, fromMs: number, zone: string) {
  const calendar = calendarOf(zone)
  const perDay = new Map<string, { observed: number; total: number }>()
  let observed = 0
  for (let i = 0; i < slots.length; i++) {
    const { day } = calendar.at(fromMs + i * SLOT_MS)
    const known = perDay.get(day) ?? { observed: 0, total: 0 }
    perDay.set(day, known)
    known.total++
    observed += slots[i] ?? 0
    known.observed += slots[i] ?? 0
  }
  const gaps = gapsOf(slots).map(({ from, length }) => ({ fromMs: fromMs + from * SLOT_MS, slots: length }))
  let longestGap: UnobservedGap | null = null
  for (const gap of gaps) if (longestGap === null || gap.slots > longestGap.slots) longestGap = gap
  const days = [...perDay.values()].filter(day => day.observed * 2 >= day.total).length
  return { observed, total: slots.length, gaps, longestGap, days }
}
