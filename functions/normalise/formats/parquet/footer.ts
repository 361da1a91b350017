import type { RandomAccessFile } from '../format.ts'
import {
  asStruct,
  asText,
  listOf,
  ParquetDamage,
  readThriftStruct,
  structOf,
  type ThriftStruct,
  wholeOf,
} from './thrift.ts'

/** Physical types of which values are read; others are named in messages only. */
export const INT32 = 1
export const INT64 = 2
export const BYTE_ARRAY = 6
const typeNames = ['BOOLEAN', 'INT32', 'INT64', 'INT96', 'FLOAT', 'DOUBLE', 'BYTE_ARRAY', 'FIXED_LEN_BYTE_ARRAY']
export const typeName = (type: number): string => typeNames[type] ?? `type ${type}`

/** A column without inner columns, required or optional. */
export interface ParquetColumn {
  name: string
  type: number
  optional: boolean
}

/** Where the values of a column lie in one row group; as the file claims, not yet checked. */
export interface ColumnChunk {
  codec: number
  start: number
  /** Compressed bytes, page headers included. */
  length: number
}

export interface RowGroup {
  rows: number
  /** By name of column. */
  chunks: ReadonlyMap<string, ColumnChunk>
}

export interface ParquetFooter {
  /** Top-level flat columns; lists, maps and groups are left out. */
  columns: ParquetColumn[]
  rowGroups: RowGroup[]
}

/** `PAR1`, at the beginning and the end of every file. */
export const PARQUET_MAGIC = new Uint8Array([80, 65, 82, 49])
/** A footer takes about 150 bytes a column and row group: 900 row groups of 30 columns. */
const LARGEST_FOOTER = 4_194_304
const TAIL = 8

export function isParquetMagic(bytes: Uint8Array, at: number): boolean {
  return PARQUET_MAGIC.every((byte, i) => bytes[at + i] === byte)
}

/**
 * Reads the footer (https://parquet.apache.org/docs/file-format/metadata/). Throws ParquetDamage where there is none,
 * as in a file that was cut.
 */
export async function readFooter(file: RandomAccessFile): Promise<ParquetFooter> {
  if (file.size < PARQUET_MAGIC.length + TAIL) throw new ParquetDamage('no footer: the file is cut')
  const tail = await file.read(file.size - TAIL, file.size)
  if (!isParquetMagic(tail, 4)) throw new ParquetDamage('no PAR1 at the end: the file is cut')
  const length = new DataView(tail.buffer, tail.byteOffset, TAIL).getUint32(0, true)
  if (length > file.size - TAIL - PARQUET_MAGIC.length) throw new ParquetDamage(`a footer of ${length} bytes`)
  if (length > LARGEST_FOOTER) throw new ParquetDamage(`a footer of ${length} bytes, over ${LARGEST_FOOTER}`)
  const bytes = await file.read(file.size - TAIL - length, file.size - TAIL)
  const { struct } = readThriftStruct(bytes, 0)
  return { columns: readColumns(struct), rowGroups: listOf(struct, 4).map(value => readRowGroup(asStruct(value))) }
}

/** The schema is a tree, written depth first; only leaves right below the root are columns here. */
function readColumns(footer: ThriftStruct): ParquetColumn[] {
  const [root, ...elements] = listOf(footer, 2).map(asStruct)
  const columns: ParquetColumn[] = []
  let remaining = wholeOf(root, 5) ?? 0
  let inner = 0
  for (const element of elements) {
    const children = wholeOf(element, 5) ?? 0
    if (inner > 0) {
      inner += children - 1
    } else if (remaining > 0) {
      remaining--
      inner = children
      const repetition = wholeOf(element, 3) ?? 0
      const type = wholeOf(element, 1)
      if (children === 0 && type !== undefined && repetition < 2) {
        columns.push({ name: asText(element?.get(4)), type, optional: repetition === 1 })
      }
    }
  }
  return columns
}

function readRowGroup(group: ThriftStruct | undefined): RowGroup {
  const chunks = new Map<string, ColumnChunk>()
  for (const value of listOf(group, 1)) {
    const meta = structOf(asStruct(value), 3)
    const path = listOf(meta, 3)
    // A chunk in another file (field 1) is not in this upload.
    if (path.length !== 1 || asStruct(value)?.has(1) === true) continue
    const dictionary = wholeOf(meta, 11) ?? 0
    const data = wholeOf(meta, 9) ?? 0
    chunks.set(asText(path[0]), {
      codec: wholeOf(meta, 4) ?? -1,
      start: dictionary > 0 && dictionary < data ? dictionary : data,
      length: wholeOf(meta, 7) ?? -1,
    })
  }
  return { rows: wholeOf(group, 3) ?? -1, chunks }
}
