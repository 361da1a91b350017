/** The files of a report: sections, report.json, index.html last. The same report gives the same bytes. */
import { csvLine } from '../lib/csv.ts'
import { exactJson } from '../lib/exact-numbers.ts'
import type { Clock, ObjectStore, SqlValue } from '../lib/ports.ts'
import type { Figure, SectionResult } from './figures/figure.ts'
import { type NoticeContent, noticeContentOf } from './notice/content.ts'
import { noticeFiles } from './notice/files.ts'
import { renderPage } from './render/page.ts'
import { csvName } from './render/table.ts'
import type { Report } from './report.ts'
import { fileName, reportFolder } from './reports-index/places.ts'
import { recordReport } from './reports-index/record.ts'
import { remakePages, writePage } from './reports-index/remake-pages.ts'

export interface WrittenReport {
  /** Key of index.html in the reports store. */
  indexKey: string
  revision: number
  notice: NoticeContent
}

/** Writes the files below `<name>/<last day>/`, notes the revision and remakes the index; `runFacts` go to run.json. */
export async function writeReport(
  report: Report,
  reports: ObjectStore,
  clock: Clock,
  { runFacts, showLocalAddresses }: { runFacts: Record<string, unknown>; showLocalAddresses: boolean },
): Promise<WrittenReport> {
  const { name } = report
  const until = report.window.toDay
  const folder = reportFolder(name, until)
  for (const [file, content] of reportFiles(report)) await reports.put(`${folder}${file}`, content)
  const recorded = await recordReport(reports, report, clock, runFacts)
  const page = fileName(report, 'index.html')
  const indexKey = `${folder}${page}`
  const notice = noticeContentOf({ report, recorded, page: indexKey, showLocalAddresses })
  for (const [file, content] of noticeFiles(report, notice)) await reports.put(`${folder}${file}`, content)
  await writePage(reports, { name, until, page }, renderPage(report))
  await remakePages(reports, name, until)
  return { indexKey, revision: recorded.revision, notice }
}

/** Name and content of every file beside index.html. */
export function reportFiles(report: Report): Map<string, string> {
  const { data } = report
  const files = new Map<string, string>()
  for (const section of report.sections) {
    files.set(`${section.name}.json`, `${exactJson(data === undefined ? section : { data, ...section }, 1)}\n`)
    if ('failure' in section) continue
    files.set(csvName(report, section.name, 'figures'), csvOf(figuresLines(section), data))
    for (const table of section.tables)
      files.set(
        csvName(report, section.name, table.name),
        csvOf([table.columns.map(({ name }) => name), ...table.rows], data),
      )
  }
  files.set('report.json', `${exactJson(report, 1)}\n`)
  return files
}

/** Everything that a figure carries, one figure a line. */
const FIGURE_COLUMNS: readonly [string, (figure: Figure) => SqlValue][] = [
  ['id', ({ id }) => id],
  ['label', ({ label }) => label],
  ['value', ({ value }) => value],
  ['text', ({ text }) => text],
  ['unit', ({ unit }) => unit],
  ['numerator', ({ numerator }) => numerator],
  ['numerator_of', ({ numeratorOf }) => numeratorOf],
  ['denominator', ({ denominator }) => denominator],
  ['formula', ({ formula }) => formula],
  ['rounding', ({ rounding }) => rounding],
  ['interval_low', ({ interval }) => interval?.low ?? null],
  ['interval_high', ({ interval }) => interval?.high ?? null],
  ['interval_method', ({ interval }) => interval?.method ?? null],
  ['withheld', ({ withheld }) => withheld],
  ['role', ({ role }) => role],
  ['scope', ({ scope }) => scope],
  ['exclusions', ({ exclusions }) => exclusions.map(({ what, contacts }) => `${what}: ${contacts}`).join('; ')],
  ['from_day', ({ fromDay }) => fromDay],
  ['to_day', ({ toDay }) => toDay],
  ['zones', ({ zones }) => zones.join('; ')],
  ['observed_percent', ({ observedShare }) => observedShare],
  ['unknown_percent', ({ unknownShare }) => unknownShare],
  ['unclear_contacts', ({ unclearContacts }) => unclearContacts],
  ['local_addresses', ({ localAddresses }) => localAddresses],
  ['largest_local_percent', ({ largestLocalShare }) => largestLocalShare],
  ['reference_sets', ({ references }) => references.join('; ')],
  ['reference_data', ({ referenceDates }) => referenceDates.join('; ')],
  ['catalogue', ({ catalogue }) => catalogue.join('; ')],
  ['unit_rule', ({ unitRule }) => unitRule],
  ['sql_file', ({ query }) => query.file],
  ['sql_hash', ({ query }) => query.hash],
  ['sql_parameters', ({ query }) => JSON.stringify(query.parameters)],
]

const figuresLines = ({ figures }: SectionResult): SqlValue[][] => [
  FIGURE_COLUMNS.map(([name]) => name),
  ...figures.map(figure => FIGURE_COLUMNS.map(([, of]) => of(figure))),
]

/**
 * Lines as CSV, the first the names of the columns. Where data are generated, a last column says so by its name, which
 * stands in the head also of a table without rows, and on every row, which may be copied alone. A line of comment would
 * say it as well, and most readers of CSV would take it for the names of the columns.
 */
function csvOf([names = [], ...rows]: readonly (readonly SqlValue[])[], data: Report['data']): string {
  if (data === undefined) return [names, ...rows].map(line => csvLine(line)).join('')
  return [csvLine([...names, GENERATED_COLUMN]), ...rows.map(row => csvLine([...row, 'yes']))].join('')
}

const GENERATED_COLUMN = 'generated_not_real_traffic'
