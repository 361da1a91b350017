/** Counts what a landing file really holds, by reading it as any other reader would. */
import { type FileHandle, open } from 'node:fs/promises'
import { zstdDecompressSync } from 'node:zlib'
import { type AsyncBuffer, type FileMetaData, parquetMetadataAsync, parquetRead } from 'hyparquet'

/** Rows of the file, and rows with part 0 (records that start on its day), counted from the column's values. */
export async function readBack(path: string): Promise<{ rows: number; records: number; bytes: number }> {
  const handle = await open(path)
  try {
    const { size } = await handle.stat()
    const file = { byteLength: size, slice: (start: number, end = size) => readRange(handle, start, end) }
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
    await handle.close()
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

async function readRange(handle: FileHandle, start: number, end: number): Promise<ArrayBuffer> {
  const buffer = new ArrayBuffer(end - start)
  const { bytesRead } = await handle.read(new Uint8Array(buffer), 0, end - start, start)
  if (bytesRead !== end - start)
    throw new Error(`landing file: expected ${end - start} bytes at ${start}, got ${bytesRead}`)
  return buffer
}
