/** Contacts by hour, networks added up, and where events lie among these hours. */
import type { DatedEvent } from '../../../lib/reference/events.ts'
import { numberIn, type Row, type SectionContext, textIn } from '../../section.ts'
import type { HourlySeries } from '../../statistics/hourly-residuals.ts'
import { addDays, calendarOf, SLOT_MS, timestampMs, zoneOf } from '../../window/calendar.ts'

export const HOUR_MS = 3_600_000
const SLOTS_PER_HOUR = 4
const COLUMNS = ['contacts_00', 'contacts_15', 'contacts_30', 'contacts_45'] as const

export interface ContactHours extends HourlySeries {
  /** Begin of the first hour. */
  fromMs: number
  /** Whose contacts they are: an hour is observed where it was for all of them, whole. */
  networks: string[]
  /** Networks with contacts that are left out, since the hours observed for all would be too few with them. */
  leftOut: string[]
}

/**
 * `rows` of `events/hours`. Hours are those of the clock of most contacts, whose weeks they are of. Of networks that were
 * observed at different times, those whose common hours hold most contacts. Undefined where none was observed.
 */
export function contactHours(
  { observed, networks, window }: Pick<SectionContext, 'observed' | 'networks' | 'window'>,
  rows: readonly Row[],
): ContactHours | undefined {
  const calendar = calendarOf(mainZone(rows, networks))
  const fromMs = calendar.startOf(window.fromDay)
  const hours = Math.round((calendar.startOf(addDays(window.toDay, 1)) - fromMs) / HOUR_MS)
  const slotOf = (ms: number) => Math.round((ms - fromMs) / SLOT_MS)

  const own = new Map<string, { contacts: Float64Array; seen: Uint8Array; hours: number; total: number }>()
  for (const { network, slots, fromMs: first, logged } of observed) {
    const seen = new Uint8Array(hours)
    let count = 0
    for (let hour = 0; hour < hours; hour++) {
      const at = slotOf(fromMs + hour * HOUR_MS) - slotOf(first)
      let whole = 1
      for (let slot = at; slot < at + SLOTS_PER_HOUR; slot++) whole &= slots[slot] ?? 0
      seen[hour] = whole
      count += whole
    }
    if (logged && count > 0) own.set(network, { contacts: new Float64Array(hours), seen, hours: count, total: 0 })
  }
  for (const row of rows) {
    const network = own.get(textIn(row, 'network'))
    if (network === undefined) continue
    const first = slotOf(timestampMs(`${textIn(row, 'hour')}:00:00`))
    COLUMNS.forEach((column, at) => {
      const hour = Math.floor((first + at) / SLOTS_PER_HOUR)
      const contacts = numberIn(row, column)
      network.total += contacts
      if (hour >= 0 && hour < hours) network.contacts[hour] = (network.contacts[hour] ?? 0) + contacts
    })
  }

  let best: (Pick<ContactHours, 'contacts' | 'observed' | 'networks'> & { total: number }) | undefined
  // Those that were observed longest first; equal ones together, so that a network that is split is as one.
  for (const least of [...new Set([...own.values()].map(network => network.hours))].sort((a, b) => b - a)) {
    const kept = [...own].filter(([, network]) => network.hours >= least)
    const common = new Uint8Array(hours).fill(1)
    const contacts = new Float64Array(hours)
    let total = 0
    for (const [, { seen }] of kept) for (let t = 0; t < hours; t++) common[t] = (common[t] ?? 0) & (seen[t] ?? 0)
    for (const [, network] of kept)
      for (let t = 0; t < hours; t++)
        if (common[t] === 1) {
          contacts[t] = (contacts[t] ?? 0) + (network.contacts[t] ?? 0)
          total += network.contacts[t] ?? 0
        }
    if (best === undefined || total > best.total)
      best = { contacts, observed: common, networks: kept.map(([name]) => name), total }
  }
  if (best === undefined) return undefined
  const { total: _, ...series } = best
  return {
    ...series,
    weekHours: Uint8Array.from({ length: hours }, (_, t) => {
      const { weekday, hour } = calendar.at(fromMs + t * HOUR_MS)
      return (weekday - 1) * 24 + hour
    }),
    fromMs,
    leftOut: [...own].filter(([name, { total }]) => total > 0 && !series.networks.includes(name)).map(([name]) => name),
  }
}

/** The zone that most contacts are of. */
function mainZone(rows: readonly Row[], networks: SectionContext['networks']): string {
  const totals = new Map<string, number>()
  for (const row of rows) {
    const zone = zoneOf(networks, textIn(row, 'network'))
    const contacts = COLUMNS.reduce((sum, column) => sum + numberIn(row, column), 0)
    totals.set(zone, (totals.get(zone) ?? 0) + contacts)
  }
  return [...totals].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))[0]?.[0] ?? ''
}

/** Epoch ms of an event: of one known by its day the local midnight; a time that clocks skipped is that much later. */
export function momentOf({ day, minute, zone }: Pick<DatedEvent, 'day' | 'minute' | 'zone'>): number {
  const calendar = calendarOf(zone)
  const midnight = calendar.startOf(day)
  if (minute === null) return midnight
  const ms = midnight + minute * 60_000
  const wanted = Math.floor(minute / 60)
  const hourAt = (moment: number) => {
    const { day: found, hour } = calendar.at(moment)
    return hour + (found > day ? 24 : found < day ? -24 : 0)
  }
  // Clocks may have changed since midnight.
  const moved = ms + (wanted - hourAt(ms)) * HOUR_MS
  return hourAt(moved) === wanted ? moved : ms
}
