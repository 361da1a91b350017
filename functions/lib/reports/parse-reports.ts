/** reports.json: definitions of reports as a user writes them, refused whole with the place of each problem. */
import { type JsonNode, NoJson, readJsonNodes } from '../json-nodes.ts'
import {
  type Comparison,
  isRolling,
  type ReportDefinition,
  type ReportWindowRule,
  type Schedule,
} from './definition.ts'
import {
  comparisonOf,
  eventsOf,
  type KnownNames,
  languageOf,
  listOf,
  membersOf,
  nameOf,
  namesOf,
  privacyOf,
  type Reader,
  scheduleOf,
  windowOf,
  zoneOf,
} from './read-fields.ts'

export const REPORTS_FILE = 'reports.json'

/** reports.json is refused whole; each problem is one line with where, expected, found and what to do. */
export class ReportsRefused extends Error {
  override name = 'ReportsRefused'
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}

/** Wakes begin five at a time, every quarter of an hour: so many are begun within two and a half hours. */
const MOST_REPORTS = 50
const LONGEST_TEXT = 200_000
const KEYS = [
  'name',
  'networks',
  'window',
  'comparison',
  'sections',
  'schedule',
  'zone',
  'events',
  'privacy',
  'language',
] as const
type Key = (typeof KEYS)[number]

/** Reads reports.json, in its order. Throws ReportsRefused. */
export function parseReports(text: string, known: KnownNames = {}): ReportDefinition[] {
  const problems: string[] = []
  const reports = readReports(text, known, problems)
  if (problems.length > 0) throw new ReportsRefused(problems)
  return reports
}

function readReports(text: string, known: KnownNames, problems: string[]): ReportDefinition[] {
  if (text.length > LONGEST_TEXT) {
    problems.push(`${REPORTS_FILE}: expected at most ${LONGEST_TEXT} characters, found ${text.length}; shorten it`)
    return []
  }
  const reader: Reader = {
    known,
    problem({ line, column, path }, expected, found, todo) {
      const where = path === undefined || path === '' ? '' : ` (${path})`
      problems.push(
        `${REPORTS_FILE} line ${line}, column ${column}${where}: expected ${expected}, found ${found}; ${todo}`,
      )
      return undefined
    },
  }
  let whole: JsonNode
  try {
    whole = readJsonNodes(text)
  } catch (error) {
    if (!(error instanceof NoJson)) throw error
    problems.push(`${REPORTS_FILE} ${error.message}; check quotes, commas and brackets there`)
    return []
  }
  const list = membersOf(whole, ['reports'], ['reports'], reader)?.get('reports')
  if (list === undefined) return []
  const items = listOf(list, 'a list of definitions', reader) ?? []
  const beyond = items[MOST_REPORTS]
  if (beyond !== undefined)
    reader.problem(beyond, `at most ${MOST_REPORTS} definitions`, String(items.length), 'leave the others out')
  const reports: ReportDefinition[] = []
  const names = new Set<string>()
  for (const item of items.slice(0, MOST_REPORTS)) {
    const found = definitionOf(item, reader)
    if (found === undefined) continue
    const { name } = found.report
    if (name !== '' && names.has(name))
      reader.problem(found.name, 'each name once', JSON.stringify(name), 'name one of them otherwise')
    names.add(name)
    reports.push(found.report)
  }
  return reports
}

function definitionOf(item: JsonNode, reader: Reader): { report: ReportDefinition; name: JsonNode } | undefined {
  const members = membersOf(item, KEYS, ['name', 'window'], reader)
  const nameNode = members?.get('name')
  const windowNode = members?.get('window')
  if (members === undefined || nameNode === undefined || windowNode === undefined) return undefined
  const of = <T>(key: Key, read: (node: JsonNode, reader: Reader) => T | undefined, absent: T): T => {
    const node = members.get(key)
    return node === undefined ? absent : (read(node, reader) ?? absent)
  }
  const window = of<ReportWindowRule>('window', windowOf, 'day')
  const schedule = of<Schedule>('schedule', scheduleOf, null)
  const report: ReportDefinition = {
    name: of('name', nameOf, ''),
    networks: of<readonly string[] | null>('networks', namesOf('networks', 'watched networks'), null),
    window,
    comparison: of<Comparison>('comparison', comparisonOf, window === 'day' ? 'same weekdays' : 'window before'),
    sections: of<readonly string[] | null>('sections', namesOf('sections', 'sections'), null),
    schedule,
    zone: of('zone', zoneOf, 'Etc/UTC'),
    eventSets: of<readonly string[] | null>('events', eventsOf, null),
    showLocalAddresses: of('privacy', privacyOf, false),
    language: of('language', languageOf, 'en'),
  }
  checkTogether(report, members, reader)
  return { report, name: nameNode }
}

/** What single values do not show. */
function checkTogether(
  { window, schedule, comparison }: ReportDefinition,
  members: ReadonlyMap<Key, JsonNode>,
  { problem }: Reader,
): void {
  const at = (key: Key, found: string, expected: string, todo: string) => {
    const node = members.get(key)
    if (node !== undefined) problem(node, expected, found, todo)
  }
  if (!isRolling(window) && schedule !== null && schedule !== 'once')
    at(
      'schedule',
      'one that comes again',
      '"once" for a window from one day to another',
      'write "once": it would be about the same days each time; or make the window day, week or quarter',
    )
  if (isRolling(window) && schedule === 'once')
    at(
      'schedule',
      '"once"',
      `an object such as {"every": "day", "at": "06:00"} for a window of a ${window}`,
      'write when it is due; or name the days of the window',
    )
  if (members.has('zone') && (schedule === null || schedule === 'once'))
    at(
      'zone',
      'one without',
      'a zone only beside a schedule that comes again',
      'remove it: days are those of the networks, by networks.csv',
    )
  if (typeof comparison === 'object' && !isRolling(window) && comparison.toDay >= window.fromDay)
    at(
      'comparison',
      `days to ${comparison.toDay}`,
      `days before the window, which begins on ${window.fromDay}`,
      'name earlier days',
    )
}
