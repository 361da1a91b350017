/**
 * The same enriched rows written by a Parquet library alone, as a process of its own: rows are read from a landing object
 * first (not timed), then written. Prints one line of JSON.
 */
import { rmSync, statSync } from 'node:fs'
import { zstdCompressSync } from 'node:zlib'
import { DuckDBInstance } from '@duckdb/node-api'
import { parquetWriteFile } from 'hyparquet-writer'
import parquetjs from 'parquetjs-lite'
import { flows } from '../../functions/lib/tables/flows.ts'

const [library, input = '', output = ''] = process.argv.slice(2)
const duck = await (await DuckDBInstance.create(':memory:')).connect()
const reader = await duck.runAndReadAll(
  `select ${flows.columns.map(column => (column.type === 'timestamp' ? `epoch_ms(${column.name}) as ${column.name}` : column.name)).join(', ')} from read_parquet('${input}')`,
)
const columns = reader.getColumns()
const rows = reader.currentRowCount

const began = performance.now()
if (library === 'hyparquet-writer') writeByHyparquet()
else await writeByParquetjs()
const seconds = (performance.now() - began) / 1000
console.log(JSON.stringify({ library, rows, seconds, bytesOut: statSync(output).size }))
rmSync(output)

function writeByHyparquet(): void {
  const types = { varchar: 'STRING', int: 'INT32', bigint: 'INT64', timestamp: 'TIMESTAMP' } as const
  parquetWriteFile({
    filename: output,
    codec: 'ZSTD',
    compressors: { ZSTD: bytes => zstdCompressSync(bytes) },
    rowGroupSize: 100_000,
    columnData: flows.columns.map((column, at) => ({
      name: column.name,
      type: types[column.type],
      nullable: column.nullable,
      data: (columns[at] ?? []).map(value =>
        column.type === 'timestamp'
          ? new Date(Number(value))
          : typeof value === 'bigint' || typeof value === 'string'
            ? value
            : value,
      ),
    })),
  })
}

/** It has neither zstd nor dictionaries; gzip is the nearest. */
async function writeByParquetjs(): Promise<void> {
  const types = { varchar: 'UTF8', int: 'INT32', bigint: 'INT64', timestamp: 'TIMESTAMP_MILLIS' } as const
  const schema = new parquetjs.ParquetSchema(
    Object.fromEntries(
      flows.columns.map(column => [
        column.name,
        { type: types[column.type], optional: column.nullable, compression: 'GZIP' },
      ]),
    ),
  )
  const writer = await parquetjs.ParquetWriter.openFile(schema, output)
  writer.setRowGroupSize(100_000)
  for (let i = 0; i < rows; i++) {
    const row: Record<string, unknown> = {}
    flows.columns.forEach((column, at) => {
      const value = columns[at]?.[i]
      if (value === null || value === undefined) return
      row[column.name] =
        column.type === 'timestamp' ? new Date(Number(value)) : typeof value === 'bigint' ? Number(value) : value
    })
    await writer.appendRow(row)
  }
  await writer.close()
}
