/** Whether two Parquet files hold the same rows of `landing`, in any order: `<landing object> <DuckDB's file>`. */
import { DuckDBInstance } from '@duckdb/node-api'
import { sqlLiteral } from '../../functions/lib/sql-literals.ts'
import { landing } from '../../functions/lib/tables/landing.ts'

const [ours = '', theirs = ''] = process.argv.slice(2)
const duck = await (await DuckDBInstance.create(':memory:')).connect()
const columns = landing.columns.map(({ name, type }) => (type === 'timestamp' ? `epoch_ms(${name}) AS ${name}` : name))
for (const [view, path] of Object.entries({ ours, theirs })) {
  await duck.run(`CREATE VIEW ${view} AS SELECT ${columns.join(', ')} FROM read_parquet(${sqlLiteral(path)})`)
}
// Sums of hashes first, column by column: rows are compared only to show what differs.
const hashes = landing.columns.map(({ name }) => `sum(hash(record, ${name})) AS ${name}`)
const sums = async (view: string) => {
  const reader = await duck.runAndReadAll(`SELECT count(*) AS rows, ${hashes.join(', ')} FROM ${view}`)
  return reader.getRowObjects()[0] ?? {}
}
const [a, b] = [await sums('ours'), await sums('theirs')]
const different = Object.keys(a).filter(name => a[name] !== b[name])
if (different.length > 0) {
  for (const name of different) {
    const sample = await duck.runAndReadAll(
      `SELECT record, a.remote_ip, a.${name} AS normalise, b.${name} AS duckdb FROM ours a JOIN theirs b USING (record) WHERE a.${name} IS DISTINCT FROM b.${name} ORDER BY 1 LIMIT 3`,
    )
    console.error(name, sample.getRowObjectsJson())
  }
  throw new Error(`expected the same rows from normalise and DuckDB, found other values of ${different.join(', ')}`)
}
console.log(JSON.stringify({ rows: Number(a.rows), columns: landing.columns.length }))
