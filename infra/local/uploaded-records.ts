/** What stands in an upload at given records: read back from the upload itself, by the framing that read it first. */
import { parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import type { Receipt } from '../../functions/lib/receipt.ts'
import { openContent } from '../../functions/normalise/content.ts'
import type { StreamReader } from '../../functions/normalise/formats/format.ts'
import { readJsonValues } from '../../functions/normalise/formats/framing/json-values.ts'
import { readLines, type UnitSink } from '../../functions/normalise/formats/framing/lines.ts'
import type { UploadStore } from './uploads.ts'

/**
 * Texts by record (1-based line, or row of a Parquet file as JSON) of an upload that still lies where it was read;
 * undefined where it has changed or gone since. Reads no further than the last record asked for.
 */
export async function uploadedRecords(
  uploads: UploadStore,
  receipt: Receipt,
  records: ReadonlySet<number>,
): Promise<Map<number, string> | undefined> {
  const head = await uploads.head(receipt.key)
  if (head === undefined || head.etag !== receipt.version) return undefined
  return receipt.format === 'aws-vpc-parquet'
    ? parquetRows(uploads, receipt.key, head.size, records)
    : framedUnits(uploads, receipt, records)
}

async function framedUnits(
  uploads: UploadStore,
  receipt: Receipt,
  records: ReadonlySet<number>,
): Promise<Map<number, string>> {
  const found = new Map<number, string>()
  const decoder = new TextDecoder()
  const sink: UnitSink = {
    frame(ordinal, buffer, start, end) {
      if (records.has(ordinal)) found.set(ordinal, decoder.decode(buffer.subarray(start, end)))
    },
    reject() {},
    skip() {},
  }
  const reader: StreamReader =
    receipt.format === 'suricata-eve'
      ? readJsonValues(sink, { skipKind: () => 'read', onObject() {} })
      : readLines(sink, () => {})
  const { body } = await uploads.stream(receipt.key)
  for await (const chunk of openContent(body, Number.POSITIVE_INFINITY).chunks()) {
    reader.push(chunk)
    if (found.size === records.size) return found
  }
  reader.end()
  return found
}

async function parquetRows(
  uploads: UploadStore,
  key: string,
  byteLength: number,
  records: ReadonlySet<number>,
): Promise<Map<number, string>> {
  const file = {
    byteLength,
    async slice(start: number, end = byteLength): Promise<ArrayBuffer> {
      const bytes = await uploads.read(key, { start, end })
      return bytes.slice().buffer
    },
  }
  const metadata = await parquetMetadataAsync(file)
  const found = new Map<number, string>()
  for (const record of records) {
    const [row] = await parquetReadObjects({ file, metadata, compressors, rowStart: record - 1, rowEnd: record })
    if (row !== undefined)
      found.set(
        record,
        JSON.stringify(row, (_, value) => plain(value)),
      )
  }
  return found
}

const plain = (value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value)
