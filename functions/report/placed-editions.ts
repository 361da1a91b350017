/**
 * Which editions of country and AS data placed how many contacts, and when. Contacts carry their reference set and UTC day;
 * the edition is the one of that day in that set.
 */
import { type Edition, type EditionData, type Editions, editionOf } from '../lib/reference/editions.ts'
import { DAY_MS } from './window/calendar.ts'

/** Contacts of one UTC day that rest on one reference set. */
export interface PlacedDay {
  dt: string
  contacts: number
  /** undefined where the set is no longer stored. */
  editions: Editions | undefined
}

/** An edition with the contacts that it placed, all roles. */
export interface PlacedEdition extends Omit<Edition, 'ranges'> {
  contacts: number
  /** First and last UTC day with contacts that it placed. */
  firstDay: string
  lastDay: string
}

/** Years between half of the contacts, or more, and the edition that placed them. */
export interface EditionDistance {
  years: number
  /** Whether most contacts are of days before the edition that placed them. */
  newer: boolean
}

const YEAR_MS = 365.25 * DAY_MS

/** By data, then date. */
export function placedEditions(days: readonly PlacedDay[]): PlacedEdition[] {
  const placed = new Map<string, PlacedEdition>()
  for (const { dt, contacts, editions } of days) {
    if (editions === undefined) continue
    for (const data of ['asn', 'country'] as const) {
      const { ranges, ...edition } = editionOf(editions[data], dt)
      const key = [data, edition.date, edition.name, edition.version, ranges].join('\n')
      const known = placed.get(key)
      if (known === undefined) placed.set(key, { ...edition, contacts, firstDay: dt, lastDay: dt })
      else {
        known.contacts += contacts
        if (dt < known.firstDay) known.firstDay = dt
        if (dt > known.lastDay) known.lastDay = dt
      }
    }
  }
  return [...placed].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, edition]) => edition)
}

/** Country editions that placed these days by date, and the newest of the set that is current. */
export function countryEditions(days: readonly PlacedDay[], current: Editions): Edition[] {
  const used = new Map<string, Edition>()
  for (const { dt, editions } of days) {
    if (editions === undefined) continue
    const edition = editionOf(editions.country, dt)
    used.set(edition.ranges, edition)
  }
  const newest = current.country.at(-1)
  if (newest !== undefined) used.set(newest.ranges, newest)
  return [...used.values()].sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0))
}

/** The median over contacts; null where half of them rest on sets that are no longer stored, or where there are none. */
export function editionDistance(days: readonly PlacedDay[], data: EditionData): EditionDistance | null {
  const distances = days.map(({ dt, contacts, editions }) => {
    const ms =
      editions === undefined
        ? Number.POSITIVE_INFINITY
        : Date.parse(editionOf(editions[data], dt).date) - Date.parse(dt)
    return { ms: Math.abs(ms), newer: ms > 0, contacts }
  })
  const total = distances.reduce((sum, { contacts }) => sum + contacts, 0)
  const newer = distances.reduce((sum, own) => sum + (own.newer ? own.contacts : 0), 0)
  let sum = 0
  for (const { ms, contacts } of distances.sort((a, b) => a.ms - b.ms)) {
    sum += contacts
    if (total > 0 && 2 * sum >= total)
      return Number.isFinite(ms) ? { years: ms / YEAR_MS, newer: 2 * newer > total } : null
  }
  return null
}
