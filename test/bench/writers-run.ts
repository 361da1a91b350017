/**
 * One measured run of a Parquet library writing enriched rows, and nothing else: `<library> <landing object> <parquet>
 * <rows>`. The rows are read from a landing object first, into what the library takes; that is not timed.
 */
import { rmSync, statSync } from 'node:fs'
import { zstdCompressSync } from 'node:zlib'
import { DuckDBInstance } from '@duckdb/node-api'
import { parquetWriteFile } from 'hyparquet-writer'
import parquetjs from 'parquetjs-lite'
import { sqlLiteral } from '../../functions/lib/sql-literals.ts'
import { landing } from '../../functions/lib/tables/landing.ts'
import { measure } from './measure.ts'

const [library = '', input = '', output = '', limit = ''] = process.argv.slice(2)
const names = landing.columns.map(({ name, type }) => (type === 'timestamp' ? `epoch_ms(${name})` : name))
const duck = await (await DuckDBInstance.create(':memory:')).connect()
const reader = await duck.runAndReadAll(
  `SELECT ${names.join(', ')} FROM read_parquet(${sqlLiteral(input)}) LIMIT ${Number(limit)}`,
)
const rows = reader.currentRowCount
const columns = reader.getColumns().map((values, at) => {
  const isTime = landing.columns[at]?.type === 'timestamp'
  return values.map(value =>
    isTime
      ? new Date(Number(value))
      : typeof value === 'bigint' && library === 'parquetjs-lite'
        ? Number(value)
        : value,
  )
})
if (library === 'hyparquet-writer') await measure(input, writeByHyparquet)
else if (library === 'parquetjs-lite') {
  const records = Array.from({ length: rows }, (_, i) => {
    const present = landing.columns.flatMap(({ name }, at) => {
      const value = columns[at]?.[i]
      return value === null || value === undefined ? [] : [[name, value] as const]
    })
    return Object.fromEntries(present)
  })
  await measure(input, () => writeByParquetjs(records))
} else throw new Error(`expected hyparquet-writer or parquetjs-lite, found ${library}`)
rmSync(output)

async function writeByHyparquet(): Promise<{ rows: number; bytesOut: number }> {
  const types = { varchar: 'STRING', int: 'INT32', bigint: 'INT64', timestamp: 'TIMESTAMP' } as const
  parquetWriteFile({
    filename: output,
    codec: 'ZSTD',
    compressors: { ZSTD: bytes => zstdCompressSync(bytes) },
    rowGroupSize: 100_000,
    columnData: landing.columns.map(({ name, type, nullable }, at) => ({
      name,
      type: types[type],
      nullable,
      data: columns[at] ?? [],
    })),
  })
  return { rows, bytesOut: statSync(output).size }
}

/** It has neither zstd nor dictionaries; gzip is the nearest. */
async function writeByParquetjs(records: Record<string, unknown>[]): Promise<{ rows: number; bytesOut: number }> {
  const types = { varchar: 'UTF8', int: 'INT32', bigint: 'INT64', timestamp: 'TIMESTAMP_MILLIS' } as const
  const schema = new parquetjs.ParquetSchema(
    Object.fromEntries(
      landing.columns.map(({ name, type, nullable }) => [
        name,
        { type: types[type], optional: nullable, compression: 'GZIP' },
      ]),
    ),
  )
  const writer = await parquetjs.ParquetWriter.openFile(schema, output)
  writer.setRowGroupSize(100_000)
  for (const record of records) await writer.appendRow(record)
  await writer.close()
  return { rows, bytesOut: statSync(output).size }
}
