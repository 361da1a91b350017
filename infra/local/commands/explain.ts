/** `npm run explain`: a figure's SQL, parameters and rows, down to flows and uploaded lines. */
import { resolve } from 'node:path'
import { readReceipt } from '../../../functions/lib/ledger/receipts.ts'
import { createFolderStore } from '../../../functions/lib/local/folder-store.ts'
import type { QueryResult } from '../../../functions/lib/ports.ts'
import { currentReference, loadReference } from '../../../functions/lib/reference/reference-set.ts'
import { openContent } from '../../../functions/normalise/content.ts'
import { explainFigure } from '../../../functions/report/explain.ts'
import { type LocalLake, lakeFolder, openLake } from '../lake.ts'
import { formatRows } from '../rows.ts'
import { print, printable } from '../terminal.ts'

export async function explain(
  target: string,
  options: { from: string; out: string; limit: number; lake?: string },
): Promise<void> {
  const [report = '', figureId = ''] = target.split('#')
  if (report === '' || figureId === '')
    throw new Error(
      `explain: expected <report>#<figure>, found ${JSON.stringify(target)}; the report prints its figures' ids`,
    )
  const lake = await openLake(lakeFolder(options.lake))
  try {
    const reports = createFolderStore(resolve(options.from, options.out))
    const hash = await currentReference(lake.lake)
    const networks = hash === undefined ? [] : (await loadReference(lake.lake, hash)).networks
    const zones = [...new Set(networks.map(({ timeZone }) => timeZone))]
    const { figure, sql, sameSql, answers, contacts, flows } = await explainFigure(
      reports,
      await lake.engine(),
      report,
      figureId,
      zones,
    )
    print(printable(`${figure.label}: ${figure.text} (${figure.numerator} of ${figure.denominator}, ${figure.unit})`))
    for (const { what, contacts: count } of figure.exclusions) print(`  taken out before: ${what}, ${count} contacts`)
    print(
      `\nSQL ${figure.query.file} (${figure.query.hash})${sameSql ? '' : ': the file has changed since'}\n${sql.trim()}`,
    )
    for (const { parameters, result } of answers) {
      print(`\nwith ${JSON.stringify(parameters)}: ${result.rows.length} rows`)
      printSome(result, options.limit)
    }
    print(`\nThe contacts: ${contacts.rows.length}`)
    printSome(contacts, options.limit)
    print(`\nThe log records of the first: ${flows.rows.length}`)
    printSome(flows, options.limit)
    print('\nThe uploaded lines')
    for (const row of flows.rows.slice(0, options.limit)) {
      const uploadId = String(row[flows.columns.indexOf('upload_id')])
      print(printable(await uploadedLine(lake, uploadId, Number(row[flows.columns.indexOf('record')]))))
    }
  } finally {
    await lake.close()
  }
}

function printSome(result: QueryResult, limit: number): void {
  print(formatRows({ ...result, rows: result.rows.slice(0, limit) }, 'table'))
  if (result.rows.length > limit) print(`… ${result.rows.length - limit} more (--limit)`)
}

/** The line (or what stands at that ordinal) of an upload, with where it lies. */
async function uploadedLine({ lake, uploads }: LocalLake, uploadId: string, record: number): Promise<string> {
  const receipt = await readReceipt(lake, uploadId)
  if (receipt === undefined) return `upload ${uploadId}: no receipt`
  const where = `${receipt.key}:${record}`
  const head = await uploads.head(receipt.key)
  if (head?.etag !== receipt.version) return `${where}: the file has changed or gone since`
  if (receipt.format?.endsWith('parquet')) return `${where}: row ${record} of a Parquet file`
  const decoder = new TextDecoder()
  const content = openContent((await uploads.stream(receipt.key)).body, Number.POSITIVE_INFINITY)
  let line = 1
  let rest = ''
  for await (const chunk of content.chunks()) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    if (line + lines.length > record) return `${where}: ${lines[record - line]}`
    line += lines.length
  }
  return `${where}: ${rest}`
}
