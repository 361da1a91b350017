/** Contacts and bytes by network and quarter-hour, each found by its local day and the time on the clock. */
import { add, type Whole } from '../../../lib/exact-numbers.ts'
import { numberIn, type Row, type SectionContext, textIn, wholeIn } from '../../section.ts'
import { calendarOf, SLOT_MS, timestampMs, zoneOf } from '../../window/calendar.ts'
import type { Observed } from '../../window/observed.ts'

export type Measure = 'contacts' | 'bytes'

/** Quarter-hours on the clock of a day. */
export const CELLS = 96

/** A network's quarter-hours in order from `fromMs` on; each array has one value for each. */
export interface NetworkSlots {
  network: string
  fromMs: number
  /** 1 observed. */
  seen: Uint8Array
  contacts: Float64Array
  bytes: Whole[]
  /** By local day: the place of each quarter-hour on the clock, −1 where clocks skip it, it comes twice, or it lies outside. */
  places: ReadonlyMap<string, Int32Array>
}

/** `rows` of `activity/slots` over the days of `observed`. */
export function networkSlots(
  { observed, networks }: { observed: readonly Observed[]; networks: SectionContext['networks'] },
  rows: readonly Row[],
): NetworkSlots[] {
  const byNetwork = Map.groupBy(rows, row => textIn(row, 'network'))
  return observed.map(({ network, slots: seen, fromMs }) => {
    const contacts = new Float64Array(seen.length)
    const bytes = new Array<Whole>(seen.length).fill(0)
    for (const row of byNetwork.get(network) ?? []) {
      const place = (timestampMs(textIn(row, 'slot')) - fromMs) / SLOT_MS
      if (place < 0 || place >= seen.length) continue
      contacts[place] = numberIn(row, 'contacts')
      bytes[place] = wholeIn(row, 'bytes')
    }
    const places = placesOf(zoneOf(networks, network), fromMs, seen.length)
    return { network, fromMs, seen, contacts, bytes, places }
  })
}

const TWICE = -2

function placesOf(zone: string, fromMs: number, length: number): Map<string, Int32Array> {
  const calendar = calendarOf(zone)
  const places = new Map<string, Int32Array>()
  let own = new Int32Array(CELLS)
  let [last, startMs] = ['', 0]
  for (let place = 0; place < length; place++) {
    const ms = fromMs + place * SLOT_MS
    const { day, hour } = calendar.at(ms)
    if (day !== last) {
      own = new Int32Array(CELLS).fill(-1)
      places.set(day, own)
      startMs = calendar.startOf(day)
      last = day
    }
    const cell = hour * 4 + (((ms - startMs) / SLOT_MS) % 4)
    own[cell] = own[cell] === -1 ? place : TWICE
  }
  for (const day of places.values()) for (let cell = 0; cell < CELLS; cell++) if (day[cell] === TWICE) day[cell] = -1
  return places
}

/** Place of a quarter-hour on the clock of a local day where it was observed; −1 where not. */
export const seenAt = ({ seen, places }: NetworkSlots, day: string, cell: number): number => {
  const place = places.get(day)?.[cell] ?? -1
  return place >= 0 && seen[place] === 1 ? place : -1
}

/** A local day of the window, all networks. */
export interface DayTotals {
  contacts: number
  bytes: Whole
  unclear: number
  /** Observed quarter-hours, of so many, of the networks that are watched. */
  seen: number
  of: number
}

/** By local day, in order: `days` are those of the window. */
export function dayTotals(
  days: readonly string[],
  rows: readonly Row[],
  slots: readonly NetworkSlots[],
  networks: SectionContext['networks'],
): Map<string, DayTotals> {
  const totals = new Map<string, DayTotals>(
    days.map(day => [day, { contacts: 0, bytes: 0, unclear: 0, seen: 0, of: 0 }]),
  )
  for (const row of rows) {
    const day = totals.get(textIn(row, 'local_day'))
    if (day === undefined) continue
    day.contacts += numberIn(row, 'contacts')
    day.bytes = add(day.bytes, wholeIn(row, 'bytes'))
    day.unclear += numberIn(row, 'unclear')
  }
  for (const { network, fromMs, seen } of slots) {
    const calendar = calendarOf(zoneOf(networks, network))
    for (let place = 0; place < seen.length; place++) {
      const day = totals.get(calendar.at(fromMs + place * SLOT_MS).day)
      if (day === undefined) continue
      day.of++
      day.seen += seen[place] ?? 0
    }
  }
  return totals
}
