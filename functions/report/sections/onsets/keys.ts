/** What contacts are with, day by day: each category, service, country, autonomous system, and port without a service. */
import { numberIn, type Row, textIn } from '../../section.ts'

export const KEY_KINDS = ['category', 'service', 'port', 'country', 'system'] as const
export type KeyKind = (typeof KEY_KINDS)[number]

export interface KeyName {
  kind: KeyKind
  /** As in the tables; of a port `6 8333`, protocol and number. */
  name: string
  /** What a system is called, where that is known. */
  operator?: string
}

export interface Key extends KeyName {
  /** Contacts of the observed days in order. */
  counts: Float64Array
}

export const idOf = ({ kind, name }: KeyName): string => `${kind} ${name}`

/** The keys that a row of `onsets/days` counts for. */
export function keysOfRow(row: Row): KeyName[] {
  const keys: KeyName[] = [{ kind: 'category', name: textIn(row, 'category') }]
  const [service, country, port] = [textIn(row, 'service'), textIn(row, 'country'), numberIn(row, 'service_port')]
  if (service !== '') keys.push({ kind: 'service', name: service })
  if (country !== 'ZZ') keys.push({ kind: 'country', name: country })
  if (row.asn !== null) keys.push({ kind: 'system', name: String(numberIn(row, 'asn')) })
  if (port !== 0) keys.push({ kind: 'port', name: `${numberIn(row, 'protocol')} ${port}` })
  return keys
}

/** Keys by the rows of `onsets/days`, of the observed days, without those that are not to be named; in order of kind and name. */
export function keysOf(rows: readonly Row[], days: readonly string[], hidden: ReadonlySet<string>): Key[] {
  const places = new Map(days.map((day, at) => [day, at]))
  const keys = new Map<string, Key>()
  for (const row of rows) {
    const at = places.get(textIn(row, 'local_day'))
    if (at === undefined) continue
    const contacts = numberIn(row, 'contacts')
    for (const name of keysOfRow(row)) {
      const id = idOf(name)
      if (hidden.has(id)) continue
      const key = keys.get(id) ?? { ...name, counts: new Float64Array(days.length) }
      keys.set(id, key)
      key.counts[at] = (key.counts[at] ?? 0) + contacts
    }
  }
  const order = (key: Key) => KEY_KINDS.indexOf(key.kind)
  return [...keys.values()].sort((a, b) => order(a) - order(b) || (a.name < b.name ? -1 : 1))
}

/** Keys that rest on one local address, by the rows of `onsets/devices` and `onsets/remote-locals`. */
export const singleKeys = (rows: readonly Row[]): Set<string> =>
  new Set(rows.filter(row => numberIn(row, 'addresses') === 1).map(rowId))

/**
 * The least that one local address has of the contacts of a key on the days from one to another: what it has on days of which
 * it has more than half, by the key’s rows of `onsets/busiest-days`.
 */
export function busiestContacts(rows: readonly Row[], fromDay: string, toDay: string): number {
  const sums = new Map<string, number>()
  let most = 0
  for (const row of rows) {
    const day = textIn(row, 'local_day')
    if (day < fromDay || day > toDay) continue
    const address = JSON.stringify([textIn(row, 'network'), textIn(row, 'local_address')])
    const sum = (sums.get(address) ?? 0) + numberIn(row, 'contacts')
    sums.set(address, sum)
    most = Math.max(most, sum)
  }
  return most
}

/** The key that a row is of, as `idOf` has it. */
export const rowId = (row: Row): string => `${textIn(row, 'kind')} ${textIn(row, 'name')}`
