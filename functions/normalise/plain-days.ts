/** Which days the kernel reads the records of at once, and what exporters logged on each of them. */
import type { WatchedNetwork } from '../lib/networks.ts'
import type { Kernel } from './kernel/kernel.ts'
import { MOST_DAYS } from './landing/row-batch.ts'
import type { LivenessLog } from './liveness.ts'

const DAY_MS = 86_400_000
/** How many days of a span lie before the day that asks: logs are in order, or in none. */
const DAYS_BEFORE = 200

/** Days in a row, since 1970. */
export interface DaySpan {
  first: number
  days: number
}

/** The widest span around a day within which no network begins or ends: one answer on an address holds for all of it. */
export function spanAround(day: number, networks: readonly WatchedNetwork[]): DaySpan {
  let first = day - DAYS_BEFORE
  let behind = first + MOST_DAYS
  for (const { validFromMs, validToMs } of networks) {
    for (const changeMs of [validFromMs, validToMs]) {
      if (changeMs === null) continue
      const change = Math.floor(changeMs / DAY_MS)
      if (change <= day) first = Math.max(first, change)
      else behind = Math.min(behind, change)
    }
  }
  return { first, days: behind - first }
}

export interface PlainDays {
  /** The span under way; undefined before the first and after the end. */
  readonly span: DaySpan | undefined
  /** Has the kernel count what an exporter, by its name in the log, logs on a day: begins another span where it has to. */
  learn(kernel: Kernel, day: number, name: Uint8Array, exporter: number): void
  /** Adds what was logged to the liveness, and ends the span. */
  finish(kernel: Kernel): void
}

export interface PlainDaysOptions {
  networks: readonly WatchedNetwork[]
  latestMs: number
  liveness: Pick<LivenessLog, 'merge'>
  /** The name of an exporter by its number. */
  nameOf(exporter: number): string
  /** Whether the span under way is of no more use. */
  isOver(): boolean
  /** Hears of each span that begins. */
  onSpan(): void
}

export function createPlainDays(options: PlainDaysOptions): PlainDays {
  const { networks, latestMs, liveness } = options
  let span: DaySpan | undefined
  /** Of very many exporters the kernel has room for one day only. */
  let isWide = true
  /** Names of the exporters, by place; places by number. */
  let exporters: string[] = []
  const places = new Map<number, number>()
  /** Places and days of the entries, in their order, and the same as one number each. */
  let entries: { place: number; day: number }[] = []
  const counted = new Set<number>()

  function finish(kernel: Kernel): void {
    if (span === undefined) return
    for (const [entry, { place, day }] of entries.entries()) {
      const { slots, records, networks: seen } = kernel.logged(entry, networks.length)
      const touched = [...seen.keys()].filter(index => seen[index] === 1)
      if (records > 0) liveness.merge(exporters[place] ?? '', day, slots, touched, records)
    }
    exporters = []
    entries = []
    places.clear()
    counted.clear()
    span = undefined
  }

  function begin(kernel: Kernel, day: number): DaySpan {
    finish(kernel)
    const begun = isWide ? spanAround(day, networks) : { first: day, days: 1 }
    kernel.setDays(begun.first * DAY_MS, begun.days, latestMs, networks.length)
    span = begun
    options.onSpan()
    return begun
  }

  /** False where the kernel has no room. */
  function count(kernel: Kernel, { first, days }: DaySpan, day: number, name: Uint8Array, exporter: number): boolean {
    let place = places.get(exporter)
    if (place === undefined) {
      if (!kernel.addNamed(exporters.length, days, name, exporter)) return false
      place = exporters.push(options.nameOf(exporter)) - 1
      places.set(exporter, place)
    }
    const key = place * days + day - first
    if (counted.has(key)) return true
    if (!kernel.addLiveDay(entries.length, networks.length, place, day - first)) return false
    entries.push({ place, day })
    counted.add(key)
    return true
  }

  return {
    get span() {
      return span
    },
    learn(kernel, day, name, exporter) {
      const holds = span !== undefined && day >= span.first && day < span.first + span.days && !options.isOver()
      const under = holds && span !== undefined ? span : begin(kernel, day)
      if (count(kernel, under, day, name, exporter) || !isWide) return
      isWide = false
      count(kernel, begin(kernel, day), day, name, exporter)
    },
    finish,
  }
}
