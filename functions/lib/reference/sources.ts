/** What the logs of a source do not say: the zone of their times, how packets were sampled, who exported them. */
import { type CsvFile, type CsvRow, quoted, rowsOf } from '../csv-rows.ts'
import { isZone } from '../zones.ts'

/** One row of sources.csv. */
export interface SourceRow {
  /** A source, the folders that keys begin with, or EVERY_SOURCE. */
  source: string
  /** IANA name of the zone of times without one; empty where not given (UTC, with a warning). */
  timeZone: string
  /** Of how many packets one was counted; null where not given. */
  sampling: number | null
  /** Name of the exporter where the log has none; empty where not given (the folders of the key). */
  exporter: string
}

/** What is set for an upload: of each column the cell of the row that says most of where the upload is from. */
export interface SourceFacts {
  timeZone?: string
  sampling?: number
  exporter?: string
}

/** sources.csv is refused whole; each problem is one line with where, expected, found and what to do. */
export class SourcesRefused extends Error {
  override name = 'SourcesRefused'
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}

type Column = 'source' | 'time_zone' | 'sampling' | 'exporter'
export const SOURCES_FILE: CsvFile<Column> = {
  name: 'sources.csv',
  columns: ['source', 'time_zone', 'sampling', 'exporter'],
  needed: ['source'],
}

/** Stands for every source that has no row of its own. */
export const EVERY_SOURCE = '*'
const LONGEST_SOURCE = 1024
/** A domain name's length (RFC 1035, section 2.3.4), as everywhere for exporters. */
const LONGEST_EXPORTER = 253
const MOST_SAMPLING = 2 ** 31 - 1
const MOST_ROWS = 10_000

/** Reads sources.csv; a header alone says nothing. Throws SourcesRefused. */
export function parseSources(csv: string): SourceRow[] {
  const problems: string[] = []
  const rows: SourceRow[] = []
  const known = new Set<string>()
  for (const row of rowsOf(csv, SOURCES_FILE, problems)) {
    const found = sourceOf(row)
    if (known.has(found.source))
      row.problem('source', 'each source once', row.value('source'), 'write all that is known of it in one row')
    known.add(found.source)
    rows.push(found)
    if (rows.length === MOST_ROWS + 1)
      row.problem('source', `at most ${MOST_ROWS} rows`, found.source, 'write a folder above the others')
  }
  if (problems.length > 0) throw new SourcesRefused(problems)
  return rows
}

function sourceOf(row: CsvRow<Column>): SourceRow {
  const written = row.value('source')
  const source = written.replace(/\/+$/, '')
  if (source === '' || source.length > LONGEST_SOURCE || source.startsWith('/'))
    row.problem(
      'source',
      `a source, the first folders of its keys (uni/sensor-1), or ${EVERY_SOURCE}`,
      written,
      'write it as receipts do, without a slash before it',
    )
  const timeZone = row.value('time_zone')
  if (timeZone !== '' && !isZone(timeZone))
    row.problem('time_zone', 'an IANA zone such as Asia/Pyongyang', timeZone, 'look it up in the IANA list')
  const exporter = row.value('exporter')
  if (exporter.length > LONGEST_EXPORTER)
    row.problem('exporter', `at most ${LONGEST_EXPORTER} characters`, exporter, 'shorten it')
  return { source, timeZone, sampling: samplingOf(row), exporter }
}

function samplingOf(row: CsvRow<Column>): number | null {
  const text = row.value('sampling')
  if (text === '') return null
  const sampling = /^\d{1,10}$/.test(text) ? Number(text) : 0
  if (sampling >= 1 && sampling <= MOST_SAMPLING) return sampling
  row.problem('sampling', 'a whole number: 1 for every packet, 1000 for one in 1000', text, 'write it so')
  return null
}

/** The text of sources.csv with these rows. */
export const sourcesCsv = (rows: readonly SourceRow[]): string =>
  [
    SOURCES_FILE.columns,
    ...rows.map(({ source, timeZone, sampling, exporter }) => [source, timeZone, sampling ?? '', exporter]),
  ]
    .map(cells => `${cells.map(cell => quoted(String(cell))).join(',')}\n`)
    .join('')

/** Rows with this zone for these sources; what they say besides stays. */
export function withZone(rows: readonly SourceRow[], sources: Iterable<string>, timeZone: string): SourceRow[] {
  const left = new Set(sources)
  const changed = rows.map(row => (left.delete(row.source) ? { ...row, timeZone } : row))
  return [...changed, ...[...left].map(source => ({ source, timeZone, sampling: null, exporter: '' }))]
}

/**
 * What rows say of an upload: the longest that is the beginning of its key's folders, else that of its source, else of
 * EVERY_SOURCE; an empty cell asks the next one.
 */
export function factsOfSource(rows: readonly SourceRow[], key: string, source: string): SourceFacts {
  const rank = (row: SourceRow): number => {
    if (key === row.source || key.startsWith(`${row.source}/`)) return 1 + row.source.length
    return row.source === source ? 1 : row.source === EVERY_SOURCE ? 0 : -1
  }
  const facts: SourceFacts = {}
  const said = rows.map(row => ({ row, rank: rank(row) })).filter(({ rank }) => rank >= 0)
  for (const { row } of said.sort((a, b) => a.rank - b.rank)) {
    if (row.timeZone !== '') facts.timeZone = row.timeZone
    if (row.sampling !== null) facts.sampling = row.sampling
    if (row.exporter !== '') facts.exporter = row.exporter
  }
  return facts
}
