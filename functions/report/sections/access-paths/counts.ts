/** Contacts by access path, over the quarter-hours in which every path was observed: an outage of one does not raise the others. */
import { add, type Whole } from '../../../lib/exact-numbers.ts'
import type { Condition } from '../../figures/selection.ts'
import { countedRuns, withinTimes } from '../../figures/time-runs.ts'
import { numberIn, type Row, type SectionContext, textIn, wholeIn } from '../../section.ts'
import type { DayCounts } from '../../statistics/bootstrap.ts'
import { calendarOf, daysBetween, SLOT_MS, timestampMs, zoneOf } from '../../window/calendar.ts'

export interface PathCounts {
  path: string
  /** All of the window, and what of it lies in quarter-hours in which all paths were observed. */
  all: number
  contacts: number
  bytes: Whole
  /** The same of each local day: of this path, of all. */
  days: DayCounts[]
  /** First and last local day on which networks.csv has it within the window; its networks. */
  fromDay: string
  toDay: string
  networks: string[]
  /** Hours in which a network of it was not observed. */
  missingHours: number
}

export interface Paths {
  /** Most contacts first. */
  paths: PathCounts[]
  contacts: number
  bytes: Whole
  all: number
  /** Quarter-hours that count, of so many of the window. */
  slots: number
  of: number
  /** Paths of which nothing was logged: they are waited for by none. */
  silent: string[]
  /** What the shares count, beside what all counts have in common. */
  condition: Condition
}

interface Timeline {
  fromMs: number
  /** 1 where every network that is watched then, and was ever logged, was observed. */
  counted: Uint8Array
  of: number
}

/** `rows` of `access-paths/slots`; `nameOf` gives what a path is called. */
export function countPaths(context: SectionContext, rows: readonly Row[], nameOf: (path: string) => string): Paths {
  const { window } = context
  const { fromMs, counted, of } = timelineOf(context)
  const days = new Map(daysBetween(window.fromDay, window.toDay).map((day, at) => [day, at]))
  const paths = new Map<string, PathCounts>()
  for (const own of expectedPaths(context, nameOf, days.size)) paths.set(own.path, own)
  const totals = Array.from(days, () => 0)
  const hasContacts = new Uint8Array(counted.length)
  for (const row of rows) {
    const own = paths.get(nameOf(textIn(row, 'access_path')))
    if (own === undefined) continue
    const contacts = numberIn(row, 'contacts')
    own.all += contacts
    const place = (timestampMs(textIn(row, 'slot')) - fromMs) / SLOT_MS
    hasContacts[place] = 1
    if (counted[place] !== 1) continue
    own.contacts += contacts
    own.bytes = add(own.bytes, wholeIn(row, 'bytes'))
    const at = days.get(textIn(row, 'local_day')) ?? -1
    const day = own.days[at]
    if (day === undefined) continue
    day.numerator += contacts
    totals[at] = (totals[at] ?? 0) + contacts
  }
  for (const own of paths.values()) for (const [at, day] of own.days.entries()) day.denominator = totals[at] ?? 0
  const found = [...paths.values()].sort((a, b) => b.contacts - a.contacts || (a.path < b.path ? -1 : 1))
  return {
    paths: found,
    contacts: found.reduce((sum, own) => sum + own.contacts, 0),
    bytes: found.reduce<Whole>((sum, own) => add(sum, own.bytes), 0),
    all: found.reduce((sum, own) => sum + own.all, 0),
    slots: counted.reduce((sum, value) => sum + value, 0),
    of,
    silent: silentPaths(context, new Set(found.map(({ path }) => path)), nameOf),
    condition: {
      anyOf: countedRuns(
        counted.length,
        place => hasContacts[place] === 1,
        place => counted[place] === 1,
      ).map(({ from, to }) => withinTimes(fromMs + from * SLOT_MS, fromMs + to * SLOT_MS)),
    },
  }
}

function timelineOf({ observed }: Pick<SectionContext, 'observed'>): Timeline {
  const logged = observed.filter(own => own.logged && own.observed > 0)
  let [fromMs, toMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const { fromMs: from, slots } of logged) {
    fromMs = Math.min(fromMs, from)
    toMs = Math.max(toMs, from + slots.length * SLOT_MS)
  }
  const length = logged.length === 0 ? 0 : (toMs - fromMs) / SLOT_MS
  const watched = new Uint8Array(length)
  const missing = new Uint8Array(length)
  for (const { fromMs: from, slots } of logged) {
    const first = (from - fromMs) / SLOT_MS
    for (let i = 0; i < slots.length; i++) {
      watched[first + i] = 1
      if (slots[i] !== 1) missing[first + i] = 1
    }
  }
  const counted = watched.map((value, place) => (value === 1 && missing[place] === 0 ? 1 : 0))
  return { fromMs, counted, of: watched.reduce((sum, value) => sum + value, 0) }
}

/** Paths of the logged networks, by their dates in networks.csv. */
function expectedPaths(
  { observed, networks }: SectionContext,
  nameOf: (path: string) => string,
  days: number,
): PathCounts[] {
  const paths = new Map<string, PathCounts>()
  for (const { network, fromMs, slots, logged, observed: seen } of observed) {
    if (!logged || seen === 0) continue
    const toMs = fromMs + slots.length * SLOT_MS
    const calendar = calendarOf(zoneOf(networks, network))
    for (const { name, accessPath, validFromMs, validToMs } of networks) {
      const from = Math.max(fromMs, validFromMs ?? fromMs)
      const to = Math.min(toMs, validToMs ?? toMs)
      if (name !== network || from >= to) continue
      const path = nameOf(accessPath)
      const [fromDay, toDay] = [calendar.at(from).day, calendar.at(to - SLOT_MS).day]
      const known = paths.get(path)
      const hours = (slots.length - seen) / 4
      if (known === undefined) {
        const series = Array.from({ length: days }, () => ({ numerator: 0, denominator: 0 }))
        const empty = { all: 0, contacts: 0, bytes: 0, days: series }
        paths.set(path, { path, ...empty, fromDay, toDay, networks: [network], missingHours: hours })
        continue
      }
      if (fromDay < known.fromDay) known.fromDay = fromDay
      if (toDay > known.toDay) known.toDay = toDay
      if (known.networks.includes(network)) continue
      known.networks.push(network)
      known.missingHours += hours
    }
  }
  return [...paths.values()]
}

const silentPaths = (
  { observed, networks }: SectionContext,
  known: ReadonlySet<string>,
  nameOf: (path: string) => string,
): string[] => {
  const silent = new Set<string>()
  for (const { network, logged, observed: seen } of observed) {
    if (logged && seen > 0) continue
    for (const { name, accessPath } of networks)
      if (name === network && !known.has(nameOf(accessPath))) silent.add(nameOf(accessPath))
  }
  return [...silent].sort()
}
