/** `npm run rejects`: refused lines with their reasons. */
import { listReceipts } from '../../../functions/lib/ledger/receipts.ts'
import type { ObjectStore } from '../../../functions/lib/ports.ts'
import { formatOf } from '../../../functions/normalise/formats/index.ts'
import { adviceOn, describeReject, parseReject, type Reject } from '../../../functions/normalise/rejects.ts'
import { openExistingLake } from '../lake.ts'
import { commandOn } from '../lake-folders.ts'
import { chosenFormat, type ShownOptions, showRows, showText } from '../shown-rows.ts'
import { print, printable } from '../terminal.ts'

interface RejectsOptions extends ShownOptions {
  limit: number
  lake?: string
}

const COLUMNS = ['upload', 'key', 'record', 'place', 'field', 'reason', 'expected', 'found', 'todo', 'text']

export async function rejects(id: string | undefined, options: RejectsOptions): Promise<void> {
  const format = chosenFormat(options)
  const { lake, folder, close } = await openExistingLake(options.lake)
  try {
    let found = 0
    const lines: string[] = []
    const rows: (string | number | null)[][] = []
    // Ids are hexadecimal: of one no receipt is read but those that begin so.
    const [begin] = /^[\da-f]*$/.exec(id ?? '') ?? []
    for await (const receipt of listReceipts(lake, begin)) {
      if (id !== undefined && !receipt.uploadId.startsWith(id)) continue
      found++
      if (receipt.rejects === null) continue
      const kept = await keptRejects(receipt.rejects, lake)
      const total = Object.values(receipt.rejected).reduce((a, b) => a + b, 0)
      lines.push(`${printable(receipt.key)} (${receipt.uploadId.slice(0, 10)}): ${total} rejected, ${kept.length} kept`)
      const unit = formatOf(receipt.format)?.unit ?? 'line'
      for (const reject of kept.slice(0, options.limit)) {
        const { record, place = null, column, reason, found: stood, text } = reject
        const { expected, todo } = adviceOn(reject)
        lines.push(`  ${printable(describeReject(`${unit} ${record}`, reject))}`)
        rows.push([receipt.uploadId, receipt.key, record, place, column, reason, expected, stood, todo, text])
      }
    }
    if (id !== undefined && found === 0)
      throw new Error(
        `rejects: expected an upload id, found none that begins with ${id}; ${commandOn(folder, 'receipts')} lists them`,
      )
    if (format !== 'table') await showRows({ columns: COLUMNS, rows }, options)
    else if (rows.length === 0) print([...lines, 'nothing was rejected'].join('\n'))
    else await showText(lines.join('\n'), options)
  } finally {
    await close()
  }
}

async function keptRejects(key: string, lake: ObjectStore): Promise<Reject[]> {
  const object = await lake.get(key)
  if (object === undefined) return []
  return new TextDecoder().decode(object.bytes).trimEnd().split('\n').map(parseReject)
}
