/**
 * One measured run of DuckDB doing the same conversion and joins (duckdb-sql.ts) on one thread: `<vpc|zeek> <log>
 * <parquet> <cache folder>`. Its tables are made first and not timed, as the reference set is opened first for normalise.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { benchSql, isBenchFormat } from './duckdb-sql.ts'
import { makeTables } from './duckdb-tables.ts'
import { measure } from './measure.ts'
import { benchReference } from './reference.ts'

const [format = '', input = '', output = '', cacheDir = ''] = process.argv.slice(2)
if (!isBenchFormat(format)) throw new Error(`format: expected vpc or zeek, found ${JSON.stringify(format)}`)
const folder = mkdtempSync(join(dirname(output), 'duckdb-'))
const duck = await (
  await DuckDBInstance.create(':memory:', { threads: '1', memory_limit: '8GB', temp_directory: folder })
).connect()
// A left side that it expects to be small is joined by a nested loop, 50 times as slow; its join order builds a hash table
// of all rows where one of distinct addresses does.
await duck.run('SET asof_loop_join_threshold = 0')
await duck.run('SET preserve_insertion_order = false')
await duck.run("SET disabled_optimizers = 'join_order,build_side_probe_side'")
const { set, ranges } = await benchReference(cacheDir)
await makeTables(duck, set, ranges, folder)
const sql = benchSql(format, input, output)
await measure(input, async () => {
  const written = await duck.runAndReadAll(sql)
  return { rows: Number(written.getRows()[0]?.[0]), bytesOut: statSync(output).size }
})
rmSync(folder, { recursive: true })
