import type { RandomAccessFile } from '../format.ts'
import { type ParquetColumn, pathKey, readColumns, SCHEMA_ELEMENT } from './schema.ts'
import {
  asStruct,
  asText,
  listOf,
  ParquetDamage,
  readThriftStruct,
  structOf,
  type ThriftStruct,
  type Wanted,
  wholeOf,
} from './thrift.ts'

/** Where the values of a column lie in one row group; as the file claims, not yet checked. */
export interface ColumnChunk {
  codec: number
  start: number
  /** Compressed bytes, page headers included. */
  length: number
  isEncrypted: boolean
}

export interface RowGroup {
  rows: number
  /** By the key of the column's path. */
  chunks: ReadonlyMap<string, ColumnChunk>
}

export interface ParquetFooter {
  /** The leaves of the schema. */
  columns: ParquetColumn[]
  rowGroups: RowGroup[]
}

/** `PAR1`, at the beginning and the end of every file. */
export const PARQUET_MAGIC = new Uint8Array([80, 65, 82, 49])

/**
 * What is read of a footer: the schema, and of row groups the chunks, or one of them. Most of it is not: statistics and
 * encodings of each column, what the writer says of itself.
 */
const SCHEMA: Wanted = { 2: SCHEMA_ELEMENT }
const groupsOf = (element?: number): Wanted => ({
  4: { 1: { 1: true, 3: { 3: true, 4: true, 7: true, 9: true, 11: true }, 8: {}, element }, 3: true },
})
const FOOTER: Wanted = { ...SCHEMA, ...groupsOf() }

/** A footer takes about 150 bytes a column and row group: 900 row groups of 30 columns. */
const LONGEST_FOOTER = 4_194_304
const TAIL = 8

export function isParquetMagic(bytes: Uint8Array, at: number): boolean {
  return PARQUET_MAGIC.every((byte, i) => bytes[at + i] === byte)
}

/** Footers of files that are asked more than once: which format they are of, and then for their rows. */
const known = new WeakMap<RandomAccessFile, Promise<ParquetFooter>>()

/**
 * The footer of an upload, read once (https://parquet.apache.org/docs/file-format/metadata/). Throws ParquetDamage where there
 * is none, as in a file that was cut, or where it is too long.
 */
export function readFooter(file: RandomAccessFile): Promise<ParquetFooter> {
  const footer = known.get(file) ?? readWholeFooter(file)
  known.set(file, footer)
  return footer
}

async function readWholeFooter(file: RandomAccessFile): Promise<ParquetFooter> {
  const { struct } = readThriftStruct(await footerBytes(file, LONGEST_FOOTER), 0, FOOTER)
  return { columns: readColumns(struct), rowGroups: rowGroupsIn(struct) }
}

/**
 * The footer of a file of our own, of any length, with the chunks of one column of its flat schema alone; no chunk where it has
 * no such column. Throws as above.
 */
export async function readColumnFooter(file: RandomAccessFile, column: string): Promise<ParquetFooter> {
  const bytes = await footerBytes(file, file.size)
  const columns = readColumns(readThriftStruct(bytes, 0, { ...SCHEMA, last: 2 }).struct)
  // Chunks stand in the order of the leaves.
  const place = columns.findIndex(({ name }) => name === column)
  return { columns, rowGroups: rowGroupsIn(readThriftStruct(bytes, 0, { ...groupsOf(place), last: 4 }).struct) }
}

async function footerBytes(file: RandomAccessFile, longest: number): Promise<Uint8Array> {
  if (file.size < PARQUET_MAGIC.length + TAIL) throw new ParquetDamage('no footer: the file is cut')
  const tail = await file.read(file.size - TAIL, file.size)
  if (!isParquetMagic(tail, 4)) throw new ParquetDamage('no PAR1 at the end: the file is cut')
  const length = new DataView(tail.buffer, tail.byteOffset, TAIL).getUint32(0, true)
  if (length > file.size - TAIL - PARQUET_MAGIC.length) throw new ParquetDamage(`a footer of ${length} bytes`)
  if (length > longest) throw new ParquetDamage(`a footer of ${length} bytes, over ${longest}`)
  return file.read(file.size - TAIL - length, file.size - TAIL)
}

const rowGroupsIn = (footer: ThriftStruct): RowGroup[] => listOf(footer, 4).map(value => readRowGroup(asStruct(value)))

function readRowGroup(group: ThriftStruct | undefined): RowGroup {
  const chunks = new Map<string, ColumnChunk>()
  for (const value of listOf(group, 1)) {
    const meta = structOf(asStruct(value), 3)
    const path = listOf(meta, 3)
    // A chunk in another file (field 1) is not in this upload.
    if (asStruct(value)?.has(1) === true) continue
    const dictionary = wholeOf(meta, 11) ?? 0
    const data = wholeOf(meta, 9) ?? 0
    chunks.set(pathKey(path.map(asText)), {
      codec: wholeOf(meta, 4) ?? -1,
      start: dictionary > 0 && dictionary < data ? dictionary : data,
      length: wholeOf(meta, 7) ?? -1,
      isEncrypted: asStruct(value)?.has(8) === true,
    })
  }
  return { rows: wholeOf(group, 3) ?? -1, chunks }
}
