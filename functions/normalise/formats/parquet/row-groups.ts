/** The row groups of a Parquet file, opened within what a file of its size may take. */
import type { RandomAccessFile } from '../format.ts'
import { openCodec } from './codecs.ts'
import { ColumnCursor } from './column.ts'
import type { RowGroup } from './footer.ts'
import { type ParquetColumn, pathKey } from './schema.ts'
import { ParquetDamage } from './thrift.ts'

/** Bytes that a row group may take in memory: compressed, and decompressed at once. */
const COMPRESSED_BYTES = 268_435_456
const PAGE_BYTES = 268_435_456
/** Rows that a file may claim, and values of lists: a few for any file, and so many for each of its bytes (0.2 are usual). */
const FREE_ROWS = 1_048_576
const ROWS_PER_BYTE = 64

export interface RowGroups {
  /** Cursors before the first row of the group that comes, in the order of `columns`. Throws ParquetDamage. */
  open(group: RowGroup, columns: readonly ParquetColumn[]): Promise<ColumnCursor[]>
}

/**
 * Opens the row groups of a file one after another. All together claim at most so many rows as a file of its size holds, and
 * no two share bytes: a small file cannot be read a thousand times over.
 */
export function rowGroupsOf(file: RandomAccessFile): RowGroups {
  const most = FREE_ROWS + ROWS_PER_BYTE * file.size
  const budget = { bytes: PAGE_BYTES, listValues: most }
  let claimed = 0
  let room = file.size

  return {
    async open(group, columns) {
      claimed += Math.max(0, group.rows)
      if (group.rows < 0 || claimed > most) {
        throw new ParquetDamage(`${group.rows} rows, more than a file of ${file.size} bytes holds`)
      }
      budget.bytes = PAGE_BYTES
      let compressed = 0
      const cursors: ColumnCursor[] = []
      for (const column of columns) {
        const chunk = group.chunks.get(pathKey(column.path))
        if (chunk === undefined) throw new ParquetDamage(`no values of column ${column.name}`)
        const { start, length, isEncrypted } = chunk
        if (isEncrypted) {
          throw new ParquetDamage(`encrypted values of column ${column.name} (write the file without encryption)`)
        }
        if (start < 0 || length < 0 || start + length > file.size) {
          throw new ParquetDamage(`values of column ${column.name} beyond the file`)
        }
        compressed += length
        room -= length
        if (room < 0) throw new ParquetDamage('row groups that share bytes')
        if (compressed > COMPRESSED_BYTES) throw new ParquetDamage(`a row group of over ${COMPRESSED_BYTES} bytes`)
        const codec = await openCodec(chunk.codec)
        cursors.push(new ColumnCursor(column, codec, await file.read(start, start + length), budget))
      }
      return cursors
    },
  }
}

/** What the act gives, or the damage that it met. */
export async function damageOf<T>(act: () => Promise<T>): Promise<T | ParquetDamage> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof ParquetDamage) return error
    throw error
  }
}
