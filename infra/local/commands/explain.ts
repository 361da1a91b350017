/** `npm run explain`: a figure's SQL, parameters and rows, down to flows and uploaded lines. */

import { resolve } from 'node:path'
import { Command } from 'commander'
import { readReceipt } from '../../../functions/lib/ledger/receipts.ts'
import { createFolderStore } from '../../../functions/lib/local/folder-store.ts'
import type { QueryResult } from '../../../functions/lib/ports.ts'
import { type CountedRows, type ExplainedFigure, explainFigure } from '../../../functions/report/figures/explain.ts'
import { typedCommand } from '../installation.ts'
import { type LocalLake, openExistingLake } from '../lake.ts'
import { examples, lakeOption, wholeNumber } from '../options.ts'
import { lakeOfReport } from '../report-lake.ts'
import { formatRows } from '../rows.ts'
import { print, printable } from '../terminal.ts'
import { uploadedRecords } from '../uploaded-records.ts'
import { userFolder } from '../user-paths.ts'

/** Declares `explain`. */
export const command = (): Command =>
  new Command('explain')
    .description('A figure of a report: its SQL, parameters, rows, and down to flows and uploaded lines.')
    .argument('<figure>', '<report>#<figure>, as printed in the report: study/2017-07-06#categories.share.gaming')
    .option('--out <dir>', 'where reports were written', 'reports')
    .option('--limit <n>', 'contacts, flows and lines shown', wholeNumber, 10)
    .addOption(lakeOption())
    .addHelpText(
      'after',
      examples([`explain 'study/2017-07-06#categories.share.gaming' --limit 3`, 'a figure of the study']),
    )
    .action(async (figure: string, options) => {
      await explain(figure, { from: userFolder(), ...options })
    })

export async function explain(
  target: string,
  options: { from: string; out: string; limit: number; lake?: string },
): Promise<void> {
  // A figure's id may end with a network's name, whatever is in it.
  const [, report = '', figureId = ''] = /^([^#]*)#(.*)$/s.exec(target) ?? []
  if (report === '' || figureId === '')
    throw new Error(
      `explain: expected <report>#<figure>, found ${JSON.stringify(target)}; the report prints its figures' ids`,
    )
  const reportsFolder = resolve(options.from, options.out)
  const lake = await openExistingLake(options.lake ?? (await lakeOfReport(reportsFolder, report)))
  try {
    const reports = createFolderStore(reportsFolder)
    const { figure, sql, sameSql, answer, counted, flows } = await explainFigure(
      reports,
      await lake.engine(),
      report,
      figureId,
    )
    print(printable(`${figure.label}: ${figure.text} (${figure.numerator} of ${figure.denominator}, ${figure.unit})`))
    for (const { what, contacts: count } of figure.exclusions) print(`  taken out before: ${what}, ${count} contacts`)
    print(
      `\nSQL ${figure.query.file} (${figure.query.hash})${sameSql ? '' : ': the file has changed since'}\n${sql.trim()}`,
    )
    print(`\nwith ${JSON.stringify(figure.query.parameters)}: ${answer.rows.length} rows`)
    printSome(answer, options.limit)
    if (counted === undefined) {
      print(`\nIt counts ${figure.numeratorOf}: there are no rows behind it`)
      return
    }
    const difference = differenceOf(figure, counted)
    print(
      `\nWhat it counts, of ${counted.table}: ${counted.result.rows.length} rows${difference}\n${counted.sql.trim()}`,
    )
    printSome(counted.result, options.limit)
    if (counted.table !== 'flows' && counted.table !== 'contacts') {
      print(
        `\nOf ${counted.table} there are no log records: ${typedCommand('receipts')} says what became of each upload's`,
      )
      return
    }
    if (counted.table === 'contacts') {
      print(`\nThe log records of the first: ${flows.rows.length}`)
      printSome(flows, options.limit)
    }
    print('\nThe uploaded lines')
    const shown = { ...flows, rows: flows.rows.slice(0, options.limit) }
    for (const line of await uploadedLines(lake, shown)) print(printable(line))
  } finally {
    await lake.close()
  }
}

/** Said where the days were published anew since the report was made; a mean is no number of rows. */
function differenceOf({ numerator, numeratorOf, text }: ExplainedFigure, { number }: CountedRows): string {
  if (numerator === number || text === 'withheld' || !['contacts', 'bytes', 'log records'].includes(numeratorOf))
    return ''
  return `, ${number} ${numeratorOf}, not ${numerator} as in the report: what is published has changed since`
}

function printSome(result: QueryResult, limit: number): void {
  const rows = result.rows
    .slice(0, limit)
    .map(row => row.map(value => (typeof value === 'bigint' ? String(value) : value)))
  print(formatRows({ ...result, rows }, 'table'))
  if (result.rows.length > limit) print(`… ${result.rows.length - limit} more (--limit)`)
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
