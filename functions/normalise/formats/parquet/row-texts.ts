import { parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import type { RandomAccessFile } from '../format.ts'

/**
 * Rows by their 1-based number, as JSON with all of their columns: what is shown of a row is all that the file says, not
 * what was read of it; those that cannot be read again are left out. By a reader that takes a file at its word: for files of
 * one's own, never on arrival.
 */
export async function parquetRowTexts(
  { size, read }: RandomAccessFile,
  ordinals: ReadonlySet<number>,
): Promise<Map<number, string>> {
  const file = {
    byteLength: size,
    async slice(start: number, end = size): Promise<ArrayBuffer> {
      const bytes = await read(start, end)
      return bytes.slice().buffer
    },
  }
  const texts = new Map<number, string>()
  // That reader stops at damage which costs ours a page, or nothing.
  const metadata = await parquetMetadataAsync(file).catch(() => undefined)
  if (metadata === undefined) return texts
  for (const ordinal of ordinals) {
    const rows = { rowStart: ordinal - 1, rowEnd: ordinal }
    const [row] = await parquetReadObjects({ file, metadata, compressors, ...rows }).catch(() => [])
    if (row !== undefined)
      texts.set(
        ordinal,
        JSON.stringify(row, (_, value) => plain(value)),
      )
  }
  return texts
}

const plain = (value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value)
