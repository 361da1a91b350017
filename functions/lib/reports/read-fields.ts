/** Values of reports.json, each read into what it means; what does not fit is told with its place. */
import { dayMsOf } from '../iso-day.ts'
import type { JsonNode } from '../json-nodes.ts'
import { isZone } from '../zones.ts'
import {
  COMPARISONS,
  type Comparison,
  type LocalDays,
  type Recurrence,
  type ReportWindowRule,
  ROLLING_WINDOWS,
  type Schedule,
} from './definition.ts'

/** What definitions may name; a list that is absent is not held against them. */
export interface KnownNames {
  networks?: readonly string[]
  sections?: readonly string[]
  eventSets?: readonly string[]
}

export interface Reader {
  known: KnownNames
  problem(node: Placed, expected: string, found: string, todo: string): undefined
}
type Placed = Pick<JsonNode, 'line' | 'column'> & { path?: string }

const MOST_NAMES = 100
/** Ten years, as for every window. */
const MOST_DAYS = 3653
/** Each weekday has its like. */
const LEAST_COMPARED_DAYS = 7
/** Between them no zone changes its clocks, so that the hour comes, and comes once. */
const [FIRST_MINUTE, LAST_MINUTE] = [4 * 60, 23 * 60 - 1]
const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
/** The name is a folder: of any system. */
const NAME = /^[a-z0-9][a-z0-9-]{0,40}$/
const NO_FOLDER = /^(?:con|prn|aux|nul|com\d|lpt\d)$/
const [WITHHELD, SHOWN] = ['withhold local addresses', 'show local addresses']

/** Members of an object with these keys alone, each once. Undefined where it is none, or lacks one that is needed. */
export function membersOf<K extends string>(
  node: JsonNode,
  keys: readonly K[],
  needed: readonly K[],
  { problem }: Reader,
): Map<K, JsonNode> | undefined {
  if (node.kind !== 'object') return problem(node, `an object with ${keys.join(', ')}`, shown(node), 'write it in { }')
  const members = new Map<K, JsonNode>()
  for (const member of node.members) {
    const key = keys.find(name => name === member.key)
    const place = { ...member, path: member.value.path }
    if (key === undefined)
      problem(place, `one of the keys ${keys.join(', ')}`, JSON.stringify(cut(member.key)), 'rename or remove it')
    else if (members.has(key)) problem(place, 'each key once', `"${key}" again`, 'remove one')
    else members.set(key, member.value)
  }
  const missing = needed.filter(key => !members.has(key))
  for (const key of missing) problem(node, `a key "${key}"`, 'none', 'add it')
  return missing.length > 0 ? undefined : members
}

export function listOf(node: JsonNode, what: string, { problem }: Reader): readonly JsonNode[] | undefined {
  return node.kind === 'list' ? node.items : problem(node, what, shown(node), 'write it in [ ]')
}

const textOf = (node: JsonNode): string | undefined =>
  node.kind === 'value' && typeof node.value === 'string' ? node.value : undefined

export function nameOf(node: JsonNode, { problem }: Reader): string | undefined {
  const name = textOf(node)
  if (name !== undefined && NAME.test(name) && !NO_FOLDER.test(name)) return name
  return problem(
    node,
    'a name of small letters, digits and "-", at most 41, that can be a folder on any system',
    shown(node),
    'name it such as weekly-campus',
  )
}

/** A list of names, each once and known. */
export const namesOf =
  (of: keyof KnownNames, what: string) =>
  (node: JsonNode, { known, problem }: Reader): string[] | undefined => {
    const items = listOf(node, `a list of ${what}`, { known, problem })
    if (items === undefined) return undefined
    if (items.length === 0 || items.length > MOST_NAMES)
      return problem(node, `1 to ${MOST_NAMES} ${what}`, String(items.length), 'leave the key out for all of them')
    const names: string[] = []
    for (const item of items) {
      const name = textOf(item)
      const list = known[of]
      if (name === undefined) problem(item, `a name of ${what}`, shown(item), 'write it in double quotes')
      else if (names.includes(name)) problem(item, 'each name once', shown(item), 'remove one')
      else if (list !== undefined && !list.includes(name))
        problem(item, `one of the ${what} (${listText(list)})`, shown(item), ADVICE[of])
      else names.push(name)
    }
    return names
  }

const ADVICE: Record<keyof KnownNames, string> = {
  networks: 'correct it, or put networks.csv with it first',
  sections: 'correct or remove it',
  eventSets: 'correct it, or put events.csv with it first',
}

/** One of a few texts, or days. */
function oneOf<T extends string>(
  node: JsonNode,
  texts: readonly T[],
  reader: Reader,
  leastDays: number,
): T | LocalDays | undefined {
  if (node.kind === 'object') return daysOf(node, reader, leastDays)
  const text = texts.find(own => own === textOf(node))
  if (text !== undefined) return text
  return reader.problem(
    node,
    `${texts.map(own => `"${own}"`).join(', ')} or {"from", "to"}`,
    shown(node),
    'write one of them',
  )
}

const WINDOWS = Object.keys(ROLLING_WINDOWS) as (keyof typeof ROLLING_WINDOWS)[]
export const windowOf = (node: JsonNode, reader: Reader): ReportWindowRule | undefined =>
  oneOf(node, WINDOWS, reader, 1)
export const comparisonOf = (node: JsonNode, reader: Reader): Comparison | undefined =>
  oneOf(node, COMPARISONS, reader, LEAST_COMPARED_DAYS)

function daysOf(node: JsonNode, reader: Reader, leastDays: number): LocalDays | undefined {
  const members = membersOf(node, ['from', 'to'], ['from', 'to'], reader)
  const [from, to] = [members?.get('from'), members?.get('to')]
  if (from === undefined || to === undefined) return undefined
  const [fromDay, toDay] = [dayOf(from, reader), dayOf(to, reader)]
  if (fromDay === undefined || toDay === undefined) return undefined
  const days = (Date.parse(toDay) - Date.parse(fromDay)) / 86_400_000 + 1
  if (days < 1) return reader.problem(to, `a day on or after ${fromDay}`, shown(to), 'exchange them')
  if (days < leastDays || days > MOST_DAYS)
    return reader.problem(node, `${leastDays} to ${MOST_DAYS} days`, String(days), 'name other days')
  return { fromDay, toDay }
}

function dayOf(node: JsonNode, { problem }: Reader): string | undefined {
  const text = textOf(node)
  if (text !== undefined && dayMsOf(text) !== undefined) return text
  return problem(node, 'a day of the calendar such as "2017-04-01"', shown(node), 'write it so')
}

const EVERY = ['day', 'week', 'month', 'quarter'] as const

export function scheduleOf(node: JsonNode, reader: Reader): Schedule | undefined {
  if (textOf(node) === 'once') return 'once'
  if (node.kind !== 'object')
    return reader.problem(node, '"once" or an object with every, on, at', shown(node), 'write when it is due')
  const members = membersOf(node, ['every', 'on', 'at'], ['every', 'at'], reader)
  const [everyNode, on, at] = [members?.get('every'), members?.get('on'), members?.get('at')]
  if (everyNode === undefined || at === undefined) return undefined
  const every = EVERY.find(own => own === textOf(everyNode))
  if (every === undefined)
    return reader.problem(everyNode, EVERY.map(own => `"${own}"`).join(', '), shown(everyNode), 'write one of them')
  const atMinute = minuteOf(at, reader)
  const onDay = onOf(every, on, node, reader)
  if (atMinute === undefined || onDay === undefined) return undefined
  const recurrence: Recurrence = every === 'day' ? { every, atMinute } : { every, on: onDay, atMinute }
  return recurrence
}

function minuteOf(node: JsonNode, { problem }: Reader): number | undefined {
  const [, hour, minute] = /^(\d\d):([0-5]\d)$/.exec(textOf(node) ?? '') ?? []
  const found = Number(hour) * 60 + Number(minute)
  if (found >= FIRST_MINUTE && found <= LAST_MINUTE) return found
  return problem(
    node,
    'a time from "04:00" to "22:59", when no zone changes its clocks',
    shown(node),
    'write it as "06:00"',
  )
}

/** The day on which it is due: 0 for each day. */
function onOf(
  every: (typeof EVERY)[number],
  on: JsonNode | undefined,
  schedule: JsonNode,
  { problem }: Reader,
): number | undefined {
  if (every === 'day')
    return on === undefined ? 0 : problem(on, 'no "on" beside every day', shown(on), 'remove it, or write "week"')
  const isWeek = every === 'week'
  const expected = isWeek ? `"on" with ${WEEKDAYS.join(', ')}` : `"on" with a day of the month from 1 to 28`
  if (on === undefined) return problem(schedule, expected, 'none', 'add it')
  const value = on.kind === 'value' ? on.value : undefined
  const found = isWeek ? WEEKDAYS.indexOf(String(value)) + 1 : Number(value)
  if (isWeek ? found > 0 : typeof value === 'number' && Number.isInteger(found) && found >= 1 && found <= 28)
    return found
  return problem(on, expected, shown(on), isWeek ? 'write it as "Tuesday"' : 'write it as 3')
}

export function zoneOf(node: JsonNode, { problem }: Reader): string | undefined {
  const zone = textOf(node)
  if (zone !== undefined && isZone(zone)) return zone
  return problem(node, 'an IANA zone such as Asia/Pyongyang', shown(node), 'look it up in the IANA list')
}

export function eventsOf(node: JsonNode, reader: Reader): readonly string[] | null | undefined {
  if (node.kind === 'list') return namesOf('eventSets', 'sets of events.csv')(node, reader)
  const text = textOf(node)
  if (text === 'events.csv') return null
  if (text === 'none') return []
  return reader.problem(node, '"events.csv", "none" or a list of its sets', shown(node), 'write one of them')
}

export function privacyOf(node: JsonNode, { problem }: Reader): boolean | undefined {
  const text = textOf(node)
  if (text === SHOWN || text === WITHHELD) return text === SHOWN
  return problem(node, `"${WITHHELD}" or "${SHOWN}"`, shown(node), 'write one of them')
}

export function languageOf(node: JsonNode, { problem }: Reader): string | undefined {
  const text = textOf(node)
  if (text !== undefined && isLanguage(text)) return text
  return problem(
    node,
    'a language (BCP 47) whose numbers are known, such as "en" or "de-CH"',
    shown(node),
    'write such a tag',
  )
}

function isLanguage(tag: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf(tag).length === 1 && !tag.includes('-u-')
  } catch {
    return false
  }
}

const cut = (text: string): string => text.slice(0, 60)
const listText = (names: readonly string[]): string =>
  `${names.slice(0, 20).join(', ') || 'none'}${names.length > 20 ? ', …' : ''}`
const shown = (node: JsonNode): string =>
  node.kind === 'value'
    ? JSON.stringify(typeof node.value === 'string' ? cut(node.value) : node.value)
    : node.kind === 'list'
      ? 'a list'
      : 'an object'
