/** Which changes are told: those of one matter as one, and none that the data may have made. */
import { numberIn, type Row, textIn } from '../../section.ts'
import { addDays } from '../../window/calendar.ts'
import type { Change } from './changes.ts'
import type { Cause, Disturbance } from './disturbances.ts'
import { idOf, KEY_KINDS, type Key, keysOfRow } from './keys.ts'

export interface KeyChange extends Change {
  key: Key
  /** Local days: first and last of the higher level, and those that fit. */
  fromDay: string
  toDay: string
  fitsDays: { from: string; to: string }
  /** The least that one local address has of the contacts at the higher level, from 0 to 1; 0 of systems and ports. */
  busiest: number
}

export type Withheld = { cause: Cause | 'several'; day: string }

/** A change, and those of keys that share more than half of their contacts with it. */
interface Matter {
  head: KeyChange
  others: KeyChange[]
}

export interface ChangeGroup extends Matter {
  withheld: Withheld | null
}

/** Unrelated changes on one day that are the data, not them. */
const SEVERAL = 3
const SHARED = 0.5
/** A group is told by its plainest kind of key, which has nearly all of the contacts of the largest. */
const NEARLY_ALL = 0.8

/** `rows` of `onsets/days`, `days` the observed ones. */
export function groupsOf(
  changes: readonly KeyChange[],
  rows: readonly Row[],
  disturbances: readonly Disturbance[],
): ChangeGroup[] {
  const tallies = tally(changes, rows)
  const matters: [KeyChange, ...KeyChange[]][] = []
  for (const change of [...changes].sort((a, b) => tallies.of(b) - tallies.of(a))) {
    const matter = matters.find(([largest]) => isSameMatter(largest, change, tallies))
    if (matter !== undefined) matter.push(change)
    else matters.push([change])
  }
  const groups = matters.map(matter => groupOf(matter, tallies))
  return groups.map(group => ({
    ...group,
    withheld: disturbing(group.head, rows, disturbances) ?? crowded(group, groups),
  }))
}

/** The contacts of each change's higher level, and those that two of them share. */
interface Tallies {
  of(change: KeyChange): number
  shared(a: KeyChange, b: KeyChange): number
}

function tally(changes: readonly KeyChange[], rows: readonly Row[]): Tallies {
  const byKey = Map.groupBy(changes, ({ key }) => idOf(key))
  const sums = new Map<string, number>()
  const pairOf = (a: KeyChange, b: KeyChange) => JSON.stringify([a.kind, idOf(a.key), b.kind, idOf(b.key)])
  for (const row of rows) {
    const day = textIn(row, 'local_day')
    const own = keysOfRow(row).flatMap(name => byKey.get(idOf(name)) ?? [])
    for (const a of own) {
      if (day < a.fromDay || day > a.toDay) continue
      for (const b of own) sums.set(pairOf(a, b), (sums.get(pairOf(a, b)) ?? 0) + numberIn(row, 'contacts'))
    }
  }
  const shared = (a: KeyChange, b: KeyChange) => sums.get(pairOf(a, b)) ?? 0
  return { shared, of: change => shared(change, change) }
}

/** The largest comes first in `matter`. */
function groupOf(matter: readonly [KeyChange, ...KeyChange[]], tallies: Tallies): Matter {
  const [largest] = matter
  const order = (change: KeyChange) => KEY_KINDS.indexOf(change.key.kind)
  const plain = matter
    .filter(change => tallies.of(change) >= NEARLY_ALL * tallies.of(largest))
    .sort((a, b) => order(a) - order(b))
  const head = plain[0] ?? largest
  return { head, others: matter.filter(change => change !== head).sort((a, b) => order(a) - order(b)) }
}

/** Two keys, changing alike, one of which shares more than half of its contacts with the other. */
function isSameMatter(a: KeyChange, b: KeyChange, tallies: Tallies): boolean {
  if (a.kind !== b.kind) return false
  return tallies.shared(a, b) > SHARED * tallies.of(a) || tallies.shared(b, a) > SHARED * tallies.of(b)
}

/** The days on which a change may be: those that fit, and one around, since versions and formats are of UTC days. */
function spansOf({ kind, fitsDays, toDay }: KeyChange): { from: string; to: string }[] {
  const around = (from: string, to: string) => ({ from: addDays(from, -1), to: addDays(to, 1) })
  return [around(fitsDays.from, fitsDays.to), ...(kind === 'burst' ? [around(toDay, toDay)] : [])]
}

/** What in the data is on the day of a change; a sensor only where most of the change is its network's. */
function disturbing(change: KeyChange, rows: readonly Row[], disturbances: readonly Disturbance[]): Withheld | null {
  const [spans, id] = [spansOf(change), idOf(change.key)]
  const near = disturbances.filter(
    ({ day, kinds }) =>
      (kinds === undefined || kinds.includes(change.key.kind)) &&
      spans.some(({ from, to }) => day >= from && day <= to),
  )
  const [everywhere] = near.filter(({ network }) => network === undefined)
  if (everywhere !== undefined) return { cause: everywhere.cause, day: everywhere.day }
  const [first] = near
  if (first === undefined) return null
  const networks = new Set(near.map(({ network }) => network))
  let [all, touched] = [0, 0]
  for (const row of rows) {
    const day = textIn(row, 'local_day')
    if (day < change.fromDay || day > change.toDay) continue
    if (!keysOfRow(row).some(name => idOf(name) === id)) continue
    all += numberIn(row, 'contacts')
    if (networks.has(textIn(row, 'network'))) touched += numberIn(row, 'contacts')
  }
  return touched >= SHARED * all ? { cause: first.cause, day: first.day } : null
}

/** Several groups whose changes are on one day. */
function crowded({ head }: Matter, groups: readonly Matter[]): Withheld | null {
  const day = dayOf(head)
  const same = groups.filter(other => other.head.kind === head.kind && dayOf(other.head) === day)
  return same.length >= SEVERAL ? { cause: 'several', day } : null
}

/** The day that a change is dated by. */
export const dayOf = ({ kind, fromDay, toDay }: KeyChange): string => (kind === 'ended' ? toDay : fromDay)
