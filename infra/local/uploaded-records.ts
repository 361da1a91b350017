/** What stands in an upload at given records: read back from the upload itself, by the format that read it first. */
import type { Receipt } from '../../functions/lib/receipt.ts'
import { openContentFile } from '../../functions/normalise/content/content-file.ts'
import { openContent } from '../../functions/normalise/content/open-content.ts'
import type { RandomAccessFormat } from '../../functions/normalise/formats/format.ts'
import { formatOf } from '../../functions/normalise/formats/index.ts'
import { recogniseContent } from '../../functions/normalise/recognise-content.ts'
import { openScratch } from '../../functions/normalise/scratch.ts'
import { streamUnitTexts } from '../../functions/normalise/unit-texts.ts'
import type { UploadStore } from './uploads.ts'
import { temporaryFolder } from './writable-folder.ts'

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
  const format = formatOf(receipt.format)
  if (head === undefined || head.etag !== receipt.version || format === undefined) return undefined
  if (format.access === 'random') return placedUnits(format, uploads, head, records)
  const { body } = await uploads.stream(receipt.key)
  const content = openContent(body, Number.POSITIVE_INFINITY)
  try {
    const recognised = await recogniseContent(content)
    return await streamUnitTexts(format, recognised.chunks(), records)
  } finally {
    await content.close()
  }
}

async function placedUnits(
  format: RandomAccessFormat,
  uploads: UploadStore,
  { key, size }: { key: string; size: number },
  records: ReadonlySet<number>,
): Promise<Map<number, string>> {
  const scratch = await openScratch(temporaryFolder())
  const { body } = await uploads.stream(key)
  const content = openContent(body, Number.POSITIVE_INFINITY)
  try {
    await content.head(1)
    const placed = { size, read: (start: number, end: number) => uploads.read(key, { start, end }) }
    const file = await openContentFile(placed, content, scratch.path)
    try {
      return await format.unitTexts(file, records)
    } finally {
      file.close()
    }
  } finally {
    await content.close()
    await scratch.close()
  }
}
