/** When each exporter logged anything: what later tells a quiet night from a missing one. */
import type { Liveness } from '../lib/receipt.ts'

const SLOT_MS = 900_000
const DAY_MS = 86_400_000
const SLOTS = 96

/**
 * Exporter-days beyond which the upload is refused: publish reads the receipt in 512 MB, and one that does not fit would
 * keep every day waiting. 50,000 are 18 MB of receipt and take 190 MB to read; 200,000 end the process.
 */
export const MAX_EXPORTER_DAYS = 50_000

interface ExporterDay {
  slots: Uint8Array
  lost: Uint8Array
  networks: Set<number>
  /** The network added last: most records add it again. */
  lastNetwork: number
  records: number
}

export interface LivenessLog {
  /** A record of `network` (-1: out of scope) was logged from startMs to endMs (at most 31 days). */
  record(exporter: string, startMs: number, endMs: number, network: number): void
  /** The exporter said that it was alive, or that it lost records. */
  marker(exporter: string, startMs: number, endMs: number, lost: boolean): void
  /** What an exporter logged on a day (UTC days since 1970): 96 slots of 0 or 1, networks by index, and records. */
  merge(exporter: string, day: number, slots: Uint8Array, networks: Iterable<number>, records: number): void
  readonly exporterDays: number
  /** Distinct UTC days of all exporters. */
  readonly days: number
  /** In order of exporter and day. */
  entries(prefixOf: (index: number) => string): Liveness[]
}

export function createLivenessLog(): LivenessLog {
  const exporters = new Map<string, Map<number, ExporterDay>>()
  const numbers = new Set<number>()
  /** Their count, asked for with each record. */
  let days = 0
  let exporterDays = 0
  let lastExporter: string | undefined
  let lastDays: Map<number, ExporterDay> | undefined
  let lastNumber = -1
  let lastDay: ExporterDay | undefined

  function dayOf(exporter: string, number: number): ExporterDay {
    if (exporter === lastExporter && number === lastNumber && lastDay !== undefined) return lastDay
    if (exporter !== lastExporter || lastDays === undefined) {
      lastDays = exporters.get(exporter)
      if (lastDays === undefined) {
        lastDays = new Map()
        exporters.set(exporter, lastDays)
      }
      lastExporter = exporter
    }
    let day = lastDays.get(number)
    if (day === undefined) {
      day = {
        slots: new Uint8Array(SLOTS),
        lost: new Uint8Array(SLOTS),
        networks: new Set(),
        lastNetwork: -1,
        records: 0,
      }
      lastDays.set(number, day)
      exporterDays++
      numbers.add(number)
      days = numbers.size
    }
    lastNumber = number
    lastDay = day
    return day
  }

  /** Marks the slots touched, the end's included, and adds the network to each day touched. */
  function touch(exporter: string, startMs: number, endMs: number, network: number, lost: boolean): void {
    const first = Math.floor(startMs / SLOT_MS)
    const last = Math.floor(endMs / SLOT_MS)
    for (let slot = first; slot <= last; slot++) {
      const number = Math.floor(slot / SLOTS)
      const day = dayOf(exporter, number)
      const at = slot - number * SLOTS
      if (lost) day.lost[at] = 1
      else day.slots[at] = 1
      if (network >= 0 && network !== day.lastNetwork) {
        day.networks.add(network)
        day.lastNetwork = network
      }
    }
  }

  return {
    record(exporter, startMs, endMs, network) {
      touch(exporter, startMs, endMs, network, false)
      dayOf(exporter, Math.floor(startMs / DAY_MS)).records++
    },
    marker(exporter, startMs, endMs, lost) {
      touch(exporter, startMs, endMs, -1, lost)
    },
    merge(exporter, number, slots, networks, records) {
      const day = dayOf(exporter, number)
      for (let slot = 0; slot < SLOTS; slot++) if (slots[slot] === 1) day.slots[slot] = 1
      for (const network of networks) day.networks.add(network)
      day.records += records
    },
    get exporterDays() {
      return exporterDays
    },
    get days() {
      return days
    },
    entries(prefixOf) {
      const result: Liveness[] = []
      for (const exporter of [...exporters.keys()].sort()) {
        const days = exporters.get(exporter)
        if (days === undefined) continue
        for (const number of [...days.keys()].sort((a, b) => a - b)) {
          const day = days.get(number)
          if (day === undefined) continue
          const networks = [...new Set([...day.networks].map(prefixOf))].sort()
          result.push({
            exporter,
            dt: new Date(number * DAY_MS).toISOString().slice(0, 10),
            slots: day.slots.join(''),
            lost: day.lost.join(''),
            networks,
            records: day.records,
          })
        }
      }
      return result
    },
  }
}
