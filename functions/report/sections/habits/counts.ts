/** Which services and institutions were used on which days: daily, once, or neither. */
import { singleAddressClasses } from '../../figures/withheld.ts'
import { numberIn, type Row, type SectionContext, textIn } from '../../section.ts'
import { type DayDirection, directionOf } from '../../statistics/turned-days.ts'
import { wilsonInterval } from '../../statistics/wilson.ts'
import { addDays } from '../../window/calendar.ts'
import { DAILY_SHARE, ONE_OFF_CONTACTS, ONE_OFF_DAYS } from './thresholds.ts'

export interface Used {
  what: 'service' | 'institution'
  name: string
  /** Categories of a service's contacts, or kinds of an institution, most contacts first. */
  kinds: string[]
  /** Where an institution is at home; empty of services. */
  country: string
  contacts: number
  /** Of them those that the catalogue names: not by a port, nor by the name of an autonomous system, alone. */
  named: number
  /** Distinct local addresses, IPv6 by /64. */
  addresses: number
  /** Local days with contacts, in order. */
  days: string[]
  /** Contacts by local hour. */
  hours: Float64Array
  /** Of each day with contacts. */
  directions: DayDirection[]
  /** Hours in use on a day with contacts, the mean. */
  hoursOfDay: number
}

export interface Habit extends Used {
  /** Observed days with contacts, and bounds of their share of all observed days, 0 to 1. */
  seenDays: number
  share: { low: number; high: number }
  isDaily: boolean
  /** All contacts within two days, inside of what was observed. */
  isOneOff: boolean
}

interface Answers {
  /** Of `habits/hours`, `habits/institutions`, `services/locals` and, where addresses are masked, `habits/institution-locals`. */
  hours: readonly Row[]
  institutions: readonly Row[]
  serviceLocals: readonly Row[]
  institutionLocals: readonly Row[]
}

export interface Habits {
  /** Most contacts first. */
  all: Habit[]
  /** How many rest on one local address each, and are in no list. */
  withheld: number
}

/** `seen`: local days that were observed. */
export function countHabits(
  context: Pick<SectionContext, 'showLocalAddresses' | 'window' | 'versionDays'>,
  answers: Answers,
  seen: ReadonlySet<string>,
): Habits {
  const homes = homesOf(answers.institutions)
  const serviceRows = answers.serviceLocals.filter(row => textIn(row, 'category') === '')
  const singles = {
    service: singleAddressClasses(context, serviceRows, row => textIn(row, 'family')),
    institution: singleAddressClasses(context, answers.institutionLocals, row => textIn(row, 'institution')),
  }
  const addresses = {
    service: new Map(serviceRows.map(row => [textIn(row, 'family'), numberIn(row, 'addresses')])),
    institution: new Map(
      answers.institutionLocals.map(row => [textIn(row, 'institution'), numberIn(row, 'addresses')]),
    ),
  }
  const all: Habit[] = []
  let withheld = 0
  const groups = Map.groupBy(answers.hours, row => JSON.stringify([textIn(row, 'what'), textIn(row, 'name')]))
  for (const own of groups.values()) {
    const [first] = own
    if (first === undefined) continue
    const what = textIn(first, 'what') === 'institution' ? 'institution' : 'service'
    const name = textIn(first, 'name')
    if (singles[what].has(name)) {
      withheld++
      continue
    }
    const used = usedOf(what, name, own, addresses[what].get(name) ?? 0)
    const home = what === 'institution' ? homes.get(name) : undefined
    const known: Used = home === undefined ? used : { ...used, country: home.country, named: home.listed }
    all.push(habitOf(known, seen, context))
  }
  all.sort((a, b) => b.contacts - a.contacts || (a.name < b.name ? -1 : 1))
  return { all, withheld }
}

function usedOf(what: Used['what'], name: string, rows: readonly Row[], addresses: number): Used {
  const hours = new Float64Array(24)
  const byDay = new Map<string, Float64Array>()
  const kinds = new Map<string, number>()
  let [contacts, named] = [0, 0]
  for (const row of rows) {
    const day = textIn(row, 'local_day')
    const counts = byDay.get(day) ?? new Float64Array(24)
    byDay.set(day, counts)
    for (let hour = 0; hour < 24; hour++) {
      const own = numberIn(row, `h${hour}`)
      counts[hour] = (counts[hour] ?? 0) + own
      hours[hour] = (hours[hour] ?? 0) + own
    }
    const kind = textIn(row, 'kind')
    kinds.set(kind, (kinds.get(kind) ?? 0) + numberIn(row, 'contacts'))
    contacts += numberIn(row, 'contacts')
    named += numberIn(row, 'named')
  }
  const days = [...byDay.keys()].sort()
  let inUse = 0
  for (const counts of byDay.values()) for (const own of counts) if (own > 0) inUse++
  return {
    what,
    name,
    kinds: [...kinds].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([kind]) => kind),
    country: '',
    contacts,
    named,
    addresses,
    days,
    hours,
    directions: days.map(day => directionOf(byDay.get(day) ?? hours)),
    hoursOfDay: byDay.size === 0 ? 0 : inUse / byDay.size,
  }
}

function habitOf(used: Used, seen: ReadonlySet<string>, context: Place): Habit {
  const seenDays = used.days.filter(day => seen.has(day)).length
  const share = wilsonInterval(seenDays, seen.size)
  return {
    ...used,
    seenDays,
    share,
    isDaily: share.low >= DAILY_SHARE,
    isOneOff: isOneOff(used, seen, context),
  }
}

type Place = Pick<SectionContext, 'window' | 'versionDays'>

/**
 * What reaches to an end of the window, or to a day that nobody observed, may go on behind it; what reaches to a day on which
 * other data are in use may have another name there.
 */
function isOneOff(
  { contacts, named, days }: Used,
  seen: ReadonlySet<string>,
  { window: { fromDay, toDay }, versionDays }: Place,
): boolean {
  const [first, last] = [days[0], days.at(-1)]
  if (first === undefined || last === undefined) return false
  if (contacts < ONE_OFF_CONTACTS || named < contacts || last > addDays(first, ONE_OFF_DAYS - 1)) return false
  const around = [addDays(first, -1), addDays(last, 1)]
  // A local day lies within the UTC days around it.
  const isRenamed = versionDays.some(day => day >= addDays(first, -1) && day <= addDays(last, 2))
  return !isRenamed && first > fromDay && last < toDay && around.every(day => seen.has(day))
}

/** By institution: where it is at home by most of its contacts, and those that its own name tells. */
function homesOf(rows: readonly Row[]): ReadonlyMap<string, { country: string; listed: number }> {
  const homes = new Map<string, { country: string; listed: number }>()
  for (const [name, own] of Map.groupBy(rows, row => textIn(row, 'institution'))) {
    const [most] = own.toSorted((a, b) => numberIn(b, 'contacts') - numberIn(a, 'contacts'))
    const listed = own.reduce((sum, row) => sum + numberIn(row, 'listed'), 0)
    homes.set(name, { country: most === undefined ? '' : textIn(most, 'country'), listed })
  }
  return homes
}
