/** Dated events of the user's own, in sets: whether activity around them differs is a question of a report. */
import { type CsvFile, type CsvRow, rowsOf } from '../csv-rows.ts'
import { isDay } from '../iso-day.ts'
import { isZone } from '../zones.ts'

/** One row of events.csv. */
export interface DatedEvent {
  name: string
  /** Local day, `2017-04-05`. */
  day: string
  /** Minutes after local midnight; null where only the day is known. */
  minute: number | null
  /** IANA name. */
  zone: string
  /** Each set is tested apart. */
  set: string
  /** Where it stands; empty where not given. */
  source: string
}

/** events.csv is refused whole; each problem is one line with where, expected, found and what to do. */
export class EventsRefused extends Error {
  override name = 'EventsRefused'
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}

type Column = 'name' | 'time' | 'zone' | 'set' | 'source'
export const EVENTS_FILE: CsvFile<Column> = {
  name: 'events.csv',
  columns: ['name', 'time', 'zone', 'set', 'source'],
  needed: ['name', 'time', 'zone', 'set'],
}

/** What a report can test within its time. */
const MOST_OF_A_SET = 1000
const MOST_SETS = 50
const LONGEST_TEXT = 100
const LONGEST_SOURCE = 1000

/** Reads events.csv, in its order; a header alone is no event. Throws EventsRefused. */
export function parseEvents(csv: string): DatedEvent[] {
  const problems: string[] = []
  const events: DatedEvent[] = []
  const times = new Set<string>()
  const sets = new Map<string, number>()
  for (const row of rowsOf(csv, EVENTS_FILE, problems)) {
    const event = eventOf(row)
    const time = JSON.stringify([event.set, event.zone, event.day, event.minute ?? 0])
    if (times.has(time))
      row.problem('time', 'each time once in a set', row.value('time'), 'remove one, or name another set')
    times.add(time)
    const size = (sets.get(event.set) ?? 0) + 1
    sets.set(event.set, size)
    if (size === 1 && sets.size === MOST_SETS + 1)
      row.problem('set', `at most ${MOST_SETS} sets`, event.set, 'leave the others out')
    if (size === MOST_OF_A_SET + 1)
      row.problem('set', `at most ${MOST_OF_A_SET} events in a set`, event.set, 'leave the others out')
    events.push(event)
  }
  if (problems.length > 0) throw new EventsRefused(problems)
  return events
}

function eventOf(row: CsvRow<Column>): DatedEvent {
  const name = textOf(row, 'name', 'name the event')
  const set = textOf(row, 'set', 'name the set, such as missile tests')
  const time = row.value('time')
  const [, day = '', hour, minute] = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}):(\d{2}))?$/.exec(time) ?? []
  const isTime = hour === undefined || (Number(hour) < 24 && Number(minute) < 60)
  if (!isDay(day) || !isTime)
    row.problem('time', 'a local day or time such as 2017-04-05 or 2017-04-05T06:42', time, 'write it so')
  const zone = row.value('zone')
  if (!isZone(zone)) row.problem('zone', 'an IANA zone such as Asia/Pyongyang', zone, 'look it up in the IANA list')
  const source = row.value('source')
  if (source.length > LONGEST_SOURCE)
    row.problem('source', `at most ${LONGEST_SOURCE} characters`, source, 'write the address of a page')
  return { name, day, minute: hour === undefined ? null : Number(hour) * 60 + Number(minute), zone, set, source }
}

function textOf(row: CsvRow<Column>, column: 'name' | 'set', todo: string): string {
  const text = row.value(column)
  if (text === '' || text.length > LONGEST_TEXT) row.problem(column, `1 to ${LONGEST_TEXT} characters`, text, todo)
  return text
}
