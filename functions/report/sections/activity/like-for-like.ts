/**
 * The window against the one before, like for like: only networks and quarter-hours that were observed in both. A network
 * that came since, and a day that is not at its end, then move nothing.
 */
import { add, type Whole } from '../../../lib/exact-numbers.ts'
import type { Condition } from '../../figures/selection.ts'
import { countedRuns, withinTimes } from '../../figures/time-runs.ts'
import type { DayCounts } from '../../statistics/bootstrap.ts'
import { SLOT_MS } from '../../window/calendar.ts'
import { CELLS, type NetworkSlots, seenAt } from './counts.ts'

export interface LikeForLike {
  /** Contacts and bytes of the window; before it the mean of the days that each of its days is compared with, added up. */
  now: { contacts: number; bytes: Whole }
  earlier: { contacts: number; bytes: number }
  /** Quarter-hours of the window that are compared, of so many that were observed. */
  compared: number
  observed: number
  /** Networks in both, and those of the window that are not. */
  networks: string[]
  others: string[]
  /** Of each day of the window, and of each day before: contacts and bytes, and how much of a day's time is compared. */
  days: { contacts: DayCounts; bytes: DayCounts }[]
  daysBefore: { contacts: DayCounts; bytes: DayCounts }[]
  /** What `now` counts, beside what all counts of the section have in common. */
  condition: Condition
}

interface Sums {
  contacts: number
  bytes: number
  time: number
}

/** `daysOf`: what a day of the window is compared with. */
export function compareWindows(
  window: readonly NetworkSlots[],
  windowBefore: readonly NetworkSlots[],
  days: readonly string[],
  daysOf: (day: string) => readonly string[],
): LikeForLike {
  const now: LikeForLike['now'] = { contacts: 0, bytes: 0 }
  const was = { contacts: 0, bytes: 0 }
  let [compared, observed] = [0, 0]
  const sums = new Map<string, Sums>()
  const sumsBefore = new Map<string, Sums>()
  const shared = new Map<string, Uint8Array>()
  for (const own of window) {
    const before = windowBefore.find(({ network }) => network === own.network)
    const isShared = new Uint8Array(own.seen.length)
    for (const day of days) {
      const others = daysOf(day)
      for (let cell = 0; cell < CELLS; cell++) {
        const place = seenAt(own, day, cell)
        if (place < 0) continue
        observed++
        if (before === undefined) continue
        const places = others.map(other => seenAt(before, other, cell))
        const known = places.filter(other => other >= 0).length
        if (known === 0) continue
        compared++
        isShared[place] = 1
        now.contacts += own.contacts[place] ?? 0
        now.bytes = add(now.bytes, own.bytes[place] ?? 0)
        grow(sums, day, own.contacts[place] ?? 0, Number(own.bytes[place] ?? 0), 1)
        for (const [at, other] of others.entries()) {
          const from = places[at] ?? -1
          if (from < 0) continue
          const [contacts, bytes] = [(before.contacts[from] ?? 0) / known, Number(before.bytes[from] ?? 0) / known]
          was.contacts += contacts
          was.bytes += bytes
          grow(sumsBefore, other, contacts, bytes, 1 / known)
        }
      }
    }
    if (isShared.includes(1)) shared.set(own.network, isShared)
  }
  return {
    now,
    earlier: { contacts: whole(was.contacts), bytes: whole(was.bytes) },
    compared,
    observed,
    networks: [...shared.keys()],
    others: window
      .filter(({ network, seen }) => !shared.has(network) && seen.includes(1))
      .map(({ network }) => network),
    days: seriesOf(sums),
    daysBefore: seriesOf(sumsBefore),
    condition: {
      anyOf: window.flatMap(own => {
        const isShared = shared.get(own.network)
        return isShared === undefined ? [] : runsOf(own, isShared)
      }),
    },
  }
}

/** Thirds that add up are whole. */
const whole = (value: number): number => Number(value.toPrecision(15))

function grow(sums: Map<string, Sums>, day: string, contacts: number, bytes: number, time: number): void {
  const own = sums.get(day) ?? { contacts: 0, bytes: 0, time: 0 }
  own.contacts += contacts
  own.bytes += bytes
  own.time += time / CELLS
  sums.set(day, own)
}

const seriesOf = (sums: ReadonlyMap<string, Sums>): LikeForLike['days'] =>
  [...sums]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { contacts, bytes, time }]) => ({
      contacts: { numerator: contacts, denominator: time },
      bytes: { numerator: bytes, denominator: time },
    }))

/** Conditions of the network's contacts that are compared. */
function runsOf({ network, fromMs, contacts }: NetworkSlots, isShared: Uint8Array): Condition[][] {
  const ofNetwork: Condition = { column: 'network', is: 'equal', value: network }
  const runs = countedRuns(
    contacts.length,
    place => contacts[place] !== 0,
    place => isShared[place] === 1,
  )
  return runs.map(({ from, to }) => {
    const isAll = from === 0 && to === contacts.length
    return isAll ? [ofNetwork] : [ofNetwork, ...withinTimes(fromMs + from * SLOT_MS, fromMs + to * SLOT_MS)]
  })
}
