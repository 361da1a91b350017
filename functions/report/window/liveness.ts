/** Rows of liveness as a report reads them: what each exporter logged, quarter-hour by quarter-hour, of one span of time. */
import { DAY_MS, SLOT_MS } from './calendar.ts'

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

/** Bits of a mark: something was logged; the exporter said that it lost records. */
export const LOGGED = 1
export const LOST = 2

const SLOTS_PER_DAY = 96
const ONE = '1'.charCodeAt(0)

export interface ExporterLog {
  exporter: string
  /** Whether it logs even when nothing happens. */
  heartbeat: boolean
  /** One a quarter-hour of the span. */
  marks: Uint8Array
  /** By network: 1 for each UTC day of the span on which it logged records of the network. */
  saw: ReadonlyMap<string, Uint8Array>
}

export interface Liveness {
  /** First UTC midnight of the span, and its days. */
  fromMs: number
  days: number
  /** In order of name. */
  exporters: readonly ExporterLog[]
}

interface GrowingLog extends ExporterLog {
  saw: Map<string, Uint8Array>
}

/** Adds rows up by exporter; several of one exporter and day are merged. Those outside [fromDay, toDay] (UTC days) are left out. */
export function collectLiveness(rows: Iterable<LivenessRow>, fromDay: string, toDay: string): Liveness {
  const fromMs = Date.parse(fromDay)
  const days = Math.max(0, Math.round((Date.parse(toDay) - fromMs) / DAY_MS) + 1)
  const logs = new Map<string, GrowingLog>()
  for (const row of rows) {
    const day = Math.round((Date.parse(row.dt) - fromMs) / DAY_MS)
    if (day < 0 || day >= days) continue
    const log = logOf(logs, row.exporter, days)
    log.heartbeat ||= row.heartbeat
    mark(log.marks, day * SLOTS_PER_DAY, row)
    if (row.network === null) continue
    const saw = log.saw.get(row.network) ?? new Uint8Array(days)
    log.saw.set(row.network, saw)
    saw[day] = 1
  }
  const exporters = [...logs.values()].sort((a, b) => (a.exporter < b.exporter ? -1 : 1))
  return { fromMs, days, exporters }
}

function logOf(logs: Map<string, GrowingLog>, exporter: string, days: number): GrowingLog {
  const known = logs.get(exporter)
  if (known !== undefined) return known
  const log = { exporter, heartbeat: false, marks: new Uint8Array(days * SLOTS_PER_DAY), saw: new Map() }
  logs.set(exporter, log)
  return log
}

function mark(marks: Uint8Array, first: number, { slots, lost }: LivenessRow): void {
  for (let i = 0; i < SLOTS_PER_DAY; i++) {
    const bits = (slots.charCodeAt(i) === ONE ? LOGGED : 0) | (lost.charCodeAt(i) === ONE ? LOST : 0)
    if (bits !== 0) marks[first + i] = (marks[first + i] ?? 0) | bits
  }
}

/** Days within `around` days of one that is set. */
export function daysAround(days: Uint8Array, around: number): Uint8Array {
  const near = new Uint8Array(days.length)
  for (let day = 0; day < days.length; day++)
    if (days[day] === 1) near.fill(1, Math.max(0, day - around), Math.min(days.length, day + around + 1))
  return near
}

/** Quarter-hours from the beginning of the span to a moment; below 0 before it. */
export const slotAt = ({ fromMs }: Pick<Liveness, 'fromMs'>, ms: number): number => Math.round((ms - fromMs) / SLOT_MS)
