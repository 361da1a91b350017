/**
 * Counts what a landing file really holds, by the reader of uploaded Parquet, which knows nothing of what writes here and makes
 * no object a row. The file was written a moment ago: its few pages are read here and now, which takes less than the ways to
 * another thread and back.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import type { RandomAccessFile } from '../formats/format.ts'
import { readColumnFooter } from '../formats/parquet/footer.ts'
import { rowGroupsOf } from '../formats/parquet/row-groups.ts'

/** Rows of the file, and rows with part 0 (records that start on its day), counted from the column's values. */
export async function readBack(path: string): Promise<{ rows: number; records: number; bytes: number }> {
  const descriptor = openSync(path, 'r')
  try {
    const { size } = fstatSync(descriptor)
    const file: RandomAccessFile = { size, read: async (start, end) => readRange(descriptor, start, end) }
    // What is written here may have any number of row groups.
    const { columns, rowGroups } = await readColumnFooter(file, 'part')
    const part = columns.find(({ name }) => name === 'part')
    if (part === undefined)
      throw new Error(`landing file: expected a column part, found ${columns.map(({ name }) => name)}`)
    const groups = rowGroupsOf(file)
    let rows = 0
    let records = 0
    for (const group of rowGroups) {
      for (const cursor of await groups.open(group, [part]))
        for (let row = 0; row < group.rows; ) {
          cursor.next()
          const alike = 1 + cursor.passAlike(group.rows - row - 1)
          if (cursor.isSet && cursor.number === 0) records += alike
          row += alike
        }
      rows += group.rows
    }
    return { rows, records, bytes: size }
  } finally {
    closeSync(descriptor)
  }
}

function readRange(descriptor: number, start: number, end: number): Uint8Array {
  const bytes = new Uint8Array(end - start)
  const read = readSync(descriptor, bytes, 0, end - start, start)
  if (read !== end - start) throw new Error(`landing file: expected ${end - start} bytes at ${start}, got ${read}`)
  return bytes
}
