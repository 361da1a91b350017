/** Small tables as Parquet, whole in memory: what publish and tests write. Large ones have writers of their own. */
import { zstdCompressSync } from 'node:zlib'
import { parquetWriteBuffer } from 'hyparquet-writer'
import type { Column, TableSchema } from '../lib/tables/table-schema.ts'

/** Values in order of the schema's columns; timestamps as epoch ms. */
export type TableRow = readonly (string | number | bigint | null)[]

const TYPES = { varchar: 'STRING', int: 'INT32', bigint: 'INT64', timestamp: 'TIMESTAMP' } as const

/** Rows below which setting zstd up costs more than it saves: a column of them is a few hundred bytes. */
const FEW_ROWS = 500

/** Parquet bytes (zstd where there are many rows) with the schema's columns, less its partitions. */
export function encodeTable(table: TableSchema, rows: readonly TableRow[]): Uint8Array {
  const buffer = parquetWriteBuffer({
    codec: rows.length < FEW_ROWS ? 'UNCOMPRESSED' : 'ZSTD',
    compressors: { ZSTD: bytes => new Uint8Array(zstdCompressSync(bytes)) },
    createdBy: 'flowcensus',
    columnData: table.columns.map((column, at) => ({
      name: column.name,
      type: TYPES[column.type],
      nullable: column.nullable,
      data: rows.map(row => cellOf(table, column, row[at] ?? null)),
    })),
  })
  return new Uint8Array(buffer)
}

function cellOf(table: TableSchema, column: Column, value: string | number | bigint | null) {
  if (value === null) {
    if (column.nullable) return null
    throw new Error(`${table.name}.${column.name}: expected a value, found NULL`)
  }
  switch (column.type) {
    case 'varchar':
      return String(value)
    case 'int':
      return Number(value)
    case 'bigint':
      return BigInt(value)
    case 'timestamp':
      return new Date(Number(value))
  }
}
