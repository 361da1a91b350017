/**
 * DuckDB doing the same conversion and joins (duckdb-vpc.sql) on one thread, as a process of its own; its tables are made
 * first (not timed), as the reference set is opened first for normalise. Prints one line of JSON.
 */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { csvLine } from '../../functions/lib/csv.ts'
import { parsePrefix } from '../../functions/lib/networks.ts'
import { parsePortEvidence } from '../../functions/lib/reference/catalogue.ts'
import { sqlLiteral } from '../../functions/lib/sql-literals.ts'
import { WATCHED } from './inputs.ts'
import { benchReference } from './reference.ts'

const [input = '', output = ''] = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'bench-duckdb-'))
const { catalogue, asn } = await benchReference()
const duck = await (
  await DuckDBInstance.create(':memory:', { threads: '1', memory_limit: '8GB', temp_directory: folder })
).connect()

/** A table from rows, by a CSV file. */
async function table(name: string, columns: string, rows: readonly (readonly (string | number)[])[]): Promise<void> {
  const path = join(folder, `${name}.csv`)
  writeFileSync(path, rows.map(row => csvLine(row)).join(''))
  await duck.run(`CREATE TABLE ${name} (${columns})`)
  await duck.run(`COPY ${name} FROM ${sqlLiteral(path)} (HEADER false)`)
}

const sourceOf = (name: string, file: string): string =>
  join(dirname(createRequire(import.meta.url).resolve(`@ip-location-db/${name}/package.json`)), file)

const networks = WATCHED.map((cidr, at) => {
  const prefix = parsePrefix(cidr)
  if (prefix === undefined) throw new Error(`expected a prefix, found ${cidr}`)
  const first = prefix.address.w3
  return `WHEN n BETWEEN ${first} AND ${first + 2 ** (32 - prefix.length) - 1} THEN 'network ${at}'`
})
await duck.run(`CREATE MACRO network_of(n) AS CASE ${networks.join(' ')} END`)
await duck.run(
  `CREATE MACRO address(t) AS CAST(split_part(t, '.', 1) AS BIGINT) * 16777216 + CAST(split_part(t, '.', 2) AS BIGINT) * 65536 + CAST(split_part(t, '.', 3) AS BIGINT) * 256 + CAST(split_part(t, '.', 4) AS BIGINT)`,
)
const kinds = asn.labels.map(({ asn: number, name }) => [
  number,
  catalogue.kinds.find(({ pattern }) => pattern.test(name))?.kind ?? 'unknown',
])
await table('kind_of', 'asn BIGINT, kind VARCHAR', kinds)
await duck.run(
  `CREATE TABLE country AS SELECT column0 AS first, column1 AS last, column2 AS country FROM read_csv(${sqlLiteral(sourceOf('geo-whois-asn-country', 'geo-whois-asn-country-ipv4-num.csv'))}, header = false, columns = {'column0': 'BIGINT', 'column1': 'BIGINT', 'column2': 'VARCHAR'}) ORDER BY first`,
)
await duck.run(
  `CREATE TABLE asn AS SELECT r.column0 AS first, r.column1 AS last, r.column2 AS asn, r.column3 AS as_name, k.kind FROM read_csv(${sqlLiteral(sourceOf('asn', 'asn-ipv4-num.csv'))}, header = false, columns = {'column0': 'BIGINT', 'column1': 'BIGINT', 'column2': 'BIGINT', 'column3': 'VARCHAR'}) r LEFT JOIN kind_of k ON k.asn = r.column2 ORDER BY first`,
)
const { evidence, ports } = catalogue
await table(
  'service_asn',
  'asn BIGINT, service VARCHAR',
  evidence.filter(({ type }) => type === 'asn').map(({ value, service }) => [value, service]),
)
await table(
  'service_port',
  'protocol INTEGER, port INTEGER, service VARCHAR',
  evidence.flatMap(({ type, value, service }) => {
    const parsed = type === 'port' ? parsePortEvidence(value) : undefined
    return parsed === undefined ? [] : [[parsed.protocol, parsed.port, service]]
  }),
)
await table(
  'listed_port',
  'protocol INTEGER, port INTEGER',
  ports.map(({ protocol, port }) => [protocol, port]),
)

const sql = readFileSync(process.env.BENCH_SQL ?? new URL('duckdb-vpc.sql', import.meta.url), 'utf8')
  .replace('$input', sqlLiteral(input))
  .replace('$output', sqlLiteral(output))
const began = performance.now()
await duck.run(sql)
const seconds = (performance.now() - began) / 1000
const rows = await duck.runAndReadAll(`SELECT count(*) FROM read_parquet(${sqlLiteral(output)})`)
console.log(
  JSON.stringify({
    rows: Number(rows.getRows()[0]?.[0]),
    seconds,
    bytesIn: statSync(input).size,
    bytesOut: statSync(output).size,
    peakRssBytes: process.resourceUsage().maxRSS * 1024,
  }),
)
rmSync(folder, { recursive: true })
