/** `npm run explain`: a figure's SQL, parameters and rows, down to flows and uploaded lines. */
import { relative, resolve } from 'node:path'
import { readReceipt } from '../../../functions/lib/ledger/receipts.ts'
import { createFolderStore } from '../../../functions/lib/local/folder-store.ts'
import type { QueryResult } from '../../../functions/lib/ports.ts'
import {
  type CountedRows,
  type ExplainedFigure,
  type Explanation,
  explainFigure,
  storedFigures,
} from '../../../functions/report/figures/explain.ts'
import { counted as manyOf } from '../counted.ts'
import { typedCommand } from '../installation.ts'
import { type LocalLake, openExistingLake } from '../lake.ts'
import { commandOn } from '../lake-folders.ts'
import { screenOf } from '../pager.ts'
import { lakeOfReport } from '../report-lake.ts'
import { formatRows, type Rows } from '../rows.ts'
import { chosenFormat, type ShownOptions, showRows, showText } from '../shown-rows.ts'
import { jsonText, print, printable } from '../terminal.ts'
import { uploadedRecords } from '../uploaded-records.ts'
import { typedPath } from '../user-paths.ts'

interface ExplainOptions extends ShownOptions {
  from: string
  out: string
  limit: number
  lake?: string
}

export async function explain(target: string, options: ExplainOptions): Promise<void> {
  // A figure's id may end with a network's name, whatever is in it.
  const [, named = target, figureId = ''] = /^([^#]*)#(.*)$/s.exec(target) ?? []
  const format = chosenFormat(options)
  const reportsFolder = resolve(options.from, options.out)
  const report = named === '' ? '' : await reportNamed(reportsFolder, options.from, named)
  if (figureId === '') return showRows(await whatThereIs(reportsFolder, report), options)
  const lake = await openExistingLake(options.lake ?? (await lakeOfReport(reportsFolder, report)))
  try {
    const explained = await explainFigure(createFolderStore(reportsFolder), await lake.engine(), report, figureId)
    const { counted, flows, answer } = explained
    const shownFlows = { ...flows, rows: flows.rows.slice(0, options.limit) }
    const lines = await uploadedLines(lake, shownFlows)
    if (format === 'table') return await showText(explainedText(explained, lines, options.limit, lake.folder), options)
    // Of the rows behind it those that it counts; of a figure without any those of its query.
    if (format === 'csv') return await showRows(someOf(counted?.result ?? answer, options.limit), options)
    print(jsonText(explainedJson(explained, lines, options.limit)))
  } finally {
    await lake.close()
  }
}

/**
 * The report that is meant, as `name/day`: as it is, by its path, or by its name alone, which is its newest. Throws where there is
 * none, with those that there are.
 */
async function reportNamed(reportsFolder: string, from: string, named: string): Promise<string> {
  const reports = await reportsIn(reportsFolder)
  const inFolder = relative(reportsFolder, resolve(from, named))
  const found = [named, inFolder].flatMap(text => {
    const name = text.replace(/\/(?:[^/]*\.(?:html|json|csv))?$/, '').replace(/\/latest$/, '')
    const newest = reports.filter(report => report.slice(0, report.lastIndexOf('/')) === name).at(-1)
    return reports.includes(name) ? [name] : newest === undefined ? [] : [newest]
  })
  if (found[0] !== undefined) return found[0]
  const newest = reports.slice(-NAMED_REPORTS).reverse()
  const more = reports.length > newest.length ? ` and ${reports.length - newest.length} more` : ''
  throw new Error(
    `explain: expected a report in ${typedPath(reportsFolder)}, found none called ${JSON.stringify(named)}; ` +
      `there are ${newest.join(', ')}${more}`,
  )
}

/** Reports that are named where another was asked for. */
const NAMED_REPORTS = 8

/** Reports of a folder in order of name, then day. Throws where there is none. */
async function reportsIn(reportsFolder: string): Promise<string[]> {
  const names: string[] = []
  for await (const { key } of createFolderStore(reportsFolder).list(''))
    if (key.endsWith('/report.json')) names.push(key.slice(0, -'/report.json'.length))
  if (names.length > 0) return names.sort()
  throw new Error(
    `explain: expected reports in ${typedPath(reportsFolder)}, found none; ${typedCommand('start')} makes one, ` +
      '--out names another folder',
  )
}

/** Figures of a report, as they are typed; without one the reports. Throws where there is none. */
async function whatThereIs(reportsFolder: string, report: string): Promise<Rows> {
  if (report === '') return { columns: ['report'], rows: (await reportsIn(reportsFolder)).map(name => [name]) }
  const { figures } = await storedFigures(createFolderStore(reportsFolder), report)
  return {
    columns: ['figure', 'value', 'label'],
    rows: figures.map(({ id, text, label }) => [`${report}#${id}`, text, label]),
    lastWraps: true,
  }
}

function explainedText(
  { figure, sql, sameSql, answer, counted, flows }: Explanation,
  uploaded: string[],
  limit: number,
  lakeFolder: string,
) {
  const lines = [
    printable(`${figure.label}: ${figure.text} (${figure.numerator} of ${figure.denominator}, ${figure.unit})`),
    ...figure.exclusions.map(({ what, contacts }) => `  taken out before: ${what}, ${manyOf(contacts, 'contact')}`),
    `\nSQL ${figure.query.file} (${figure.query.hash})${sameSql ? '' : ': the file has changed since'}\n${sql.trim()}`,
    `\nwith ${JSON.stringify(figure.query.parameters)}: ${manyOf(answer.rows.length, 'row')}`,
    ...someLines(answer, limit),
  ]
  if (counted === undefined)
    return [...lines, `\nIt counts ${figure.numeratorOf}: there are no rows behind it`].join('\n')
  const difference = differenceOf(figure, counted)
  lines.push(
    `\nWhat it counts, of ${counted.table}: ${manyOf(counted.result.rows.length, 'row')}${difference}\n${counted.sql.trim()}`,
    ...someLines(counted.result, limit),
  )
  if (counted.table !== 'flows' && counted.table !== 'contacts')
    lines.push(
      `\nOf ${counted.table} there are no log records: ${commandOn(lakeFolder, 'receipts')} says what became of each upload's`,
    )
  else {
    if (counted.table === 'contacts')
      lines.push(`\nThe log records of the first: ${flows.rows.length}`, ...someLines(flows, limit))
    lines.push('\nThe uploaded lines', ...uploaded.map(printable))
  }
  return lines.join('\n')
}

/** The same for programs; at most `limit` rows of each kind, with how many there are. */
function explainedJson(
  { figure, sql, sameSql, answer, counted, flows }: Explanation,
  uploaded: string[],
  limit: number,
) {
  const objects = (result: QueryResult) => {
    const { columns, rows } = someOf(result, limit)
    const shown = rows.map(row => Object.fromEntries(columns.map((column, at) => [column, row[at] ?? null])))
    return { count: result.rows.length, rows: shown }
  }
  return JSON.parse(
    JSON.stringify(
      {
        figure,
        query: { sql: sql.trim(), isSameSql: sameSql, ...objects(answer) },
        counts:
          counted === undefined ? null : { table: counted.table, sql: counted.sql.trim(), ...objects(counted.result) },
        records: objects(flows),
        uploadedLines: uploaded,
      },
      (_, value) => (typeof value === 'bigint' ? String(value) : value),
    ),
  )
}

/** Said where the days were published anew since the report was made; a mean is no number of rows. */
function differenceOf({ numerator, numeratorOf, text }: ExplainedFigure, { number }: CountedRows): string {
  if (numerator === number || text === 'withheld' || !['contacts', 'bytes', 'log records'].includes(numeratorOf))
    return ''
  return `, ${number} ${numeratorOf}, not ${numerator} as in the report: what is published has changed since`
}

const someOf = (result: QueryResult, limit: number) => ({
  columns: result.columns,
  rows: result.rows.slice(0, limit).map(row => row.map(value => (typeof value === 'bigint' ? String(value) : value))),
})

function someLines(result: QueryResult, limit: number): string[] {
  const table = fittingTable(someOf(result, limit))
  return result.rows.length > limit ? [table, `… ${result.rows.length - limit} more (--limit)`] : [table]
}

/** What says of a row of contacts or of flows which one it is. */
const TELLING = ['slot', 'start_time', 'local_ip', 'remote_ip', 'remote_port', 'service_port']

/** At a terminal that is too narrow all else that a row says stands below it; nothing is cut. */
function fittingTable(rows: Rows): string {
  const { width } = screenOf()
  const telling = rows.columns.includes('local_ip') ? TELLING : rows.columns.slice(0, 4)
  const below = rows.columns.filter(name => !telling.includes(name))
  let isCut = width === undefined
  const text = formatRows({ ...rows, below }, 'table', {
    width: width ?? 0,
    hasColours: false,
    onCut: () => (isCut = true),
  })
  return isCut ? formatRows(rows, 'table') : text
}

/** The uploaded lines (or rows) that records came from, each with where it lies, in the order of the rows. */
async function uploadedLines({ lake, uploads }: LocalLake, { columns, rows }: QueryResult): Promise<string[]> {
  const places = rows.map(row => ({
    uploadId: String(row[columns.indexOf('upload_id')]),
    record: Number(row[columns.indexOf('record')]),
  }))
  const texts = new Map<string, string>()
  for (const uploadId of new Set(places.map(place => place.uploadId))) {
    const records = new Set(places.filter(place => place.uploadId === uploadId).map(({ record }) => record))
    const receipt = await readReceipt(lake, uploadId)
    const found = receipt === undefined ? undefined : await uploadedRecords(uploads, receipt, records)
    for (const record of records) {
      const text = found?.get(record) ?? 'the file has changed or gone since'
      texts.set(`${uploadId} ${record}`, `${receipt?.key ?? `upload ${uploadId}`}:${record}: ${text}`)
    }
  }
  return places.map(({ uploadId, record }) => texts.get(`${uploadId} ${record}`) ?? '')
}
