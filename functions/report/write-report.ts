/** The files of a report: sections, report.json, index.html last. The same report gives the same bytes. */
import { csvLine } from '../lib/csv.ts'
import { exactJson } from '../lib/exact-numbers.ts'
import type { Clock, ObjectStore, SqlValue } from '../lib/ports.ts'
import type { Figure, SectionResult } from './figures/figure.ts'
import { renderPage } from './render/page.ts'
import { csvName } from './render/table.ts'
import type { Report } from './report.ts'
import { recordRevision } from './revisions.ts'

export interface WrittenReport {
  /** Key of index.html in the reports store. */
  indexKey: string
  revision: number
}

/** Writes the files below `<name>/<last day>/` and notes the revision; `runFacts` go to run.json. */
export async function writeReport(
  report: Report,
  reports: ObjectStore,
  clock: Clock,
  runFacts: Record<string, unknown>,
): Promise<WrittenReport> {
  const folder = `${encodeURIComponent(report.name)}/${report.window.toDay}`
  for (const [name, content] of reportFiles(report)) await reports.put(`${folder}/${name}`, content)
  const revision = await recordRevision(reports, report, clock, runFacts)
  const indexKey = `${folder}/index.html`
  await reports.put(indexKey, renderPage(report))
  return { indexKey, revision }
}

/** Name and content of every file beside index.html. */
export function reportFiles(report: Report): Map<string, string> {
  const files = new Map<string, string>()
  for (const section of report.sections) {
    files.set(`${section.name}.json`, `${exactJson(section, 1)}\n`)
    if ('failure' in section) continue
    files.set(`${section.name}-figures.csv`, figuresCsv(section))
    for (const table of section.tables) {
      const lines = [csvLine(table.columns.map(({ name }) => name)), ...table.rows.map(row => csvLine(row))]
      files.set(csvName(section.name, table.name), lines.join(''))
    }
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

const figuresCsv = ({ figures }: SectionResult): string =>
  [
    csvLine(FIGURE_COLUMNS.map(([name]) => name)),
    ...figures.map(figure => csvLine(FIGURE_COLUMNS.map(([, of]) => of(figure)))),
  ].join('')
