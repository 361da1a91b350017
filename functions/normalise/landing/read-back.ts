/**
 * Counts what a landing file really holds, by reading it as any other reader would. It was written a moment ago: its few
 * pages are read here and now, which takes less than the ways to another thread and back.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { zstdDecompressSync } from 'node:zlib'
import { type AsyncBuffer, type FileMetaData, parquetMetadataAsync, parquetRead } from 'hyparquet'

/** Rows of the file, and rows with part 0 (records that start on its day), counted from the column's values. */
export async function readBack(path: string): Promise<{ rows: number; records: number; bytes: number }> {
  const descriptor = openSync(path, 'r')
  try {
    const { size } = fstatSync(descriptor)
    const file = { byteLength: size, slice: (start: number, end = size) => readRange(descriptor, start, end) }
    const metadata = await parquetMetadataAsync(file)
    let records = 0
    let rowStart = 0
    // A row group at a time: asked for all, the reader holds every group's values until the last is read.
    for (const group of metadata.row_groups) {
      const rowEnd = rowStart + Number(group.num_rows)
      records += await countZeros(file, metadata, rowStart, rowEnd)
      rowStart = rowEnd
    }
    return { rows: Number(metadata.num_rows), records, bytes: size }
  } finally {
    closeSync(descriptor)
  }
}

async function countZeros(
  file: AsyncBuffer,
  metadata: FileMetaData,
  rowStart: number,
  rowEnd: number,
): Promise<number> {
  let zeros = 0
  await parquetRead({
    file,
    metadata,
    rowStart,
    rowEnd,
    columns: ['part'],
    compressors: { ZSTD: input => zstdDecompressSync(input) },
    onChunk({ columnData }) {
      for (const part of columnData) if (part === 0) zeros++
    },
  })
  return zeros
}

function readRange(descriptor: number, start: number, end: number): ArrayBuffer {
  const buffer = new ArrayBuffer(end - start)
  const read = readSync(descriptor, new Uint8Array(buffer), 0, end - start, start)
  if (read !== end - start) throw new Error(`landing file: expected ${end - start} bytes at ${start}, got ${read}`)
  return buffer
}
