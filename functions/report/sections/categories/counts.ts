/** Contacts and bytes by category and local day. */
import { add, type Whole } from '../../../lib/exact-numbers.ts'
import { numberIn, type Row, sumBy, sumWholesBy, textIn, wholeIn } from '../../section.ts'
import type { DayCounts } from '../../statistics/bootstrap.ts'

export const INFRASTRUCTURE = 'infrastructure'
/** Whether a category is in the headline's denominator. */
export const isCounted = (category: string): boolean => category !== INFRASTRUCTURE

type ByDay = ReadonlyMap<string, ReadonlyMap<string, number>>

export interface CategoryCounts {
  /** By contacts, most first. */
  names: string[]
  contacts: ReadonlyMap<string, number>
  bytes: ReadonlyMap<string, Whole>
  unclearBy: ReadonlyMap<string, number>
  /** Distinct local addresses, and contacts and bytes of the busiest one. */
  addresses: ReadonlyMap<string, number>
  largest: ReadonlyMap<string, number>
  contactsByDay: ByDay
  bytesByDay: ReadonlyMap<string, ReadonlyMap<string, Whole>>
  /** Without infrastructure; `everything` with it. */
  total: number
  totalBytes: Whole
  everything: number
  unclear: number
  sum(values: ReadonlyMap<string, number>, keep: (name: string) => boolean): number
  /** Bytes of the categories kept. */
  sumBytes(keep: (name: string) => boolean): Whole
  /** Contacts of each local day: those kept of all that are below the line. */
  series(below: (name: string) => boolean, keep: (name: string) => boolean): DayCounts[]
}

/** `rows` of `categories/days`, `locals` of `categories/locals`. */
export function countCategories(rows: readonly Row[], locals: readonly Row[], days: readonly string[]): CategoryCounts {
  const contacts = sumBy(rows, 'category', 'contacts')
  const bytes = sumWholesBy(rows, 'category', 'bytes')
  const sumBytes = (keep: (name: string) => boolean) => {
    let sum: Whole = 0
    for (const [name, value] of bytes) if (keep(name)) sum = add(sum, value)
    return sum
  }
  const unclearBy = sumBy(rows, 'category', 'unclear')
  const { addresses, largest } = addressesOf(locals)
  const contactsByDay = byDay(
    rows,
    days,
    row => numberIn(row, 'contacts'),
    (a, b) => a + b,
  )
  return {
    names: [...contacts.keys()].sort((a, b) => (contacts.get(b) ?? 0) - (contacts.get(a) ?? 0) || (a < b ? -1 : 1)),
    contacts,
    bytes,
    unclearBy,
    addresses,
    largest,
    contactsByDay,
    bytesByDay: byDay<Whole>(rows, days, row => wholeIn(row, 'bytes'), add),
    total: sum(contacts, isCounted),
    totalBytes: sumBytes(isCounted),
    everything: sum(contacts, () => true),
    unclear: sum(unclearBy, () => true),
    sum,
    sumBytes,
    series: (below, keep) =>
      days.map(day => {
        const counts = contactsByDay.get(day) ?? new Map<string, number>()
        return { numerator: sum(counts, keep), denominator: sum(counts, below) }
      }),
  }
}

/** Categories that are pooled have one local address each, and may have the same one. */
function addressesOf(locals: readonly Row[]) {
  const addresses = new Map<string, number>()
  const largest = new Map<string, number>()
  for (const [name, own] of Map.groupBy(locals, row => textIn(row, 'category'))) {
    const contacts = new Map<string, number>()
    if (own.length > 1)
      for (const row of own) {
        const address = JSON.stringify([row.only_network, row.only_address])
        contacts.set(address, (contacts.get(address) ?? 0) + numberIn(row, 'largest'))
      }
    const [first = {}] = own
    addresses.set(name, own.length > 1 ? contacts.size : numberIn(first, 'addresses'))
    largest.set(
      name,
      own.length > 1
        ? [...contacts.values()].reduce((most, value) => Math.max(most, value))
        : numberIn(first, 'largest'),
    )
  }
  return { addresses, largest }
}

const sum = (values: ReadonlyMap<string, number>, keep: (name: string) => boolean): number =>
  [...values].reduce((total, [name, value]) => (keep(name) ? total + value : total), 0)

function byDay<Value extends Whole>(
  rows: readonly Row[],
  days: readonly string[],
  amountOf: (row: Row) => Value,
  plus: (a: Value, b: Value) => Value,
): Map<string, Map<string, Value>> {
  const found = new Map<string, Map<string, Value>>(days.map(day => [day, new Map()]))
  for (const row of rows) {
    const counts = found.get(textIn(row, 'local_day'))
    const name = textIn(row, 'category')
    const known = counts?.get(name)
    counts?.set(name, known === undefined ? amountOf(row) : plus(known, amountOf(row)))
  }
  return found
}
