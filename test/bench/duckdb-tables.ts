/** The tables of the reference set in DuckDB, with what depends on an AS alone worked out. IPv4 only, as the benchmark's logs. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { parsePrefix } from '../../functions/lib/networks.ts'
import { openAsnRanges, openCountryRanges, type RangesReader } from '../../functions/lib/reference/edition-ranges.ts'
import { editionOf } from '../../functions/lib/reference/editions.ts'
import { kindRuleOf } from '../../functions/lib/reference/lists/kinds.ts'
import { excludedAsOf, OPERATOR_KINDS } from '../../functions/lib/reference/lists/operator-kinds.ts'
import { parsePort } from '../../functions/lib/reference/lists/ports.ts'
import type { ReferenceSet } from '../../functions/lib/reference/reference-set.ts'
import { sqlLiteral } from '../../functions/lib/sql-literals.ts'
import { ipv4Ranges } from './ipv4-ranges.ts'

/** IPv4 of the special-purpose registries, multicast and broadcast, as whole ranges. */
const SPECIAL = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
]

/** A day of the benchmark's logs: DuckDB joins the editions that place it. */
const DAY = '2017-04-01'

type Cell = string | number | boolean | null

/** Unquoted nothing is NULL, quoted nothing the empty text. */
const csvCell = (cell: Cell) =>
  cell === null ? '' : typeof cell === 'string' ? `"${cell.replaceAll('"', '""')}"` : String(cell)

/** Makes tables country, asn, mark, published and port, the ENUM types, and the macros address and network_of. */
export async function makeTables(
  duck: DuckDBConnection,
  { networks, catalogue, editions }: ReferenceSet,
  ranges: RangesReader,
  folder: string,
): Promise<void> {
  const [countryHash, asnHash] = [editionOf(editions.country, DAY).ranges, editionOf(editions.asn, DAY).ranges]
  const [countryBytes, asnBytes] = [ranges.read(countryHash), ranges.read(asnHash)]
  const country = openCountryRanges(countryHash, countryBytes)
  const asn = openAsnRanges(asnHash, asnBytes)
  async function table(name: string, columns: string, rows: readonly (readonly Cell[])[]): Promise<void> {
    const path = join(folder, `${name}.csv`)
    writeFileSync(
      path,
      rows
        .map(
          row => `${row.map(csvCell).join(',')}
`,
        )
        .join(''),
    )
    await duck.run(`CREATE TABLE ${name} (${columns})`)
    await duck.run(`COPY ${name} FROM ${sqlLiteral(path)} (HEADER false, NULLSTR '', ALLOW_QUOTED_NULLS false)`)
  }
  const enumType = (name: string, values: Iterable<string>) =>
    duck.run(`CREATE TYPE ${name} AS ENUM (${[...new Set(values)].map(sqlLiteral).join(', ')})`)

  const { evidence } = catalogue
  await enumType(
    'network_name',
    networks.map(({ cidr }) => cidr),
  )
  await enumType('country_code', [...country.labels, 'ZZ'])
  await enumType('kind_name', [...catalogue.kinds.map(({ kind }) => kind), ...OPERATOR_KINDS, 'unknown'])
  await enumType('exclusion', ['', 'cdn', 'cloud'])
  await enumType(
    'service_name',
    catalogue.services.map(({ service }) => service),
  )
  await enumType('kind_evidence', ['list', 'operator', 'name', 'none'])
  await enumType('evidence', ['asn', 'prefix'])
  await enumType('country_source', ['registry', 'none', 'anycast', 'cdn', 'special'])
  await enumType('beginner', ['local', 'remote', 'unknown'])

  const ipv4 = networks.filter(({ cidr }) => !cidr.includes(':'))
  const within = ipv4.map(({ cidr }) => {
    const { first, last } = rangeOf(cidr)
    return `WHEN n BETWEEN ${first} AND ${last} THEN ${sqlLiteral(cidr)}`
  })
  await duck.run(`CREATE MACRO network_of(n) AS CASE ${within.join(' ')} END`)
  const part = (at: number, factor: number) => `split_part(t, '.', ${at})::BIGINT * ${factor}`
  await duck.run(
    `CREATE MACRO address(t) AS ${part(1, 2 ** 24)} + ${part(2, 2 ** 16)} + ${part(3, 2 ** 8)} + ${part(4, 1)}`,
  )

  await table(
    'country',
    'first BIGINT, last BIGINT, country country_code',
    ipv4Ranges(countryBytes).map(({ first, last, value }) => [first, last, country.labels[value] ?? '']),
  )
  const serviceOf = new Map(evidence.filter(({ type }) => type === 'asn').map(row => [Number(row.value), row.service]))
  const kindOf = new Map(catalogue['as-kinds'].map(row => [row.asn, row.kind]))
  const labels = asn.labels.map(({ asn: number, name }): Cell[] => {
    const [kind, kindBy, excludedAs] = kindOfSystem(catalogue, kindOf, number, name)
    return [number, name, kind, kindBy, excludedAs, serviceOf.get(number) ?? null]
  })
  await table(
    'asn',
    'first BIGINT, last BIGINT, asn BIGINT, as_name VARCHAR, kind kind_name, kind_by kind_evidence, excluded_as exclusion, service service_name',
    ipv4Ranges(asnBytes).map(({ first, last, value }) => [first, last, ...(labels[value] ?? [])]),
  )
  const prefixes = evidence.filter(({ type, value }) => type === 'prefix' && !value.includes(':'))
  const marks: Cell[][] = [
    ...SPECIAL.map((cidr): Cell[] => [rangeOf(cidr).first, rangeOf(cidr).last, true, null]),
    ...prefixes.map(({ value, service }): Cell[] => [rangeOf(value).first, rangeOf(value).last, false, service]),
  ]
  await table(
    'mark',
    'first BIGINT, last BIGINT, special BOOLEAN, service service_name',
    marks.sort((a, b) => Number(a[0]) - Number(b[0])),
  )
  const published = catalogue.published
    .filter(({ prefix }) => !prefix.includes(':'))
    .map(({ prefix, kind }): Cell[] => [rangeOf(prefix).first, rangeOf(prefix).last, kind])
  await table(
    'published',
    'first BIGINT, last BIGINT, kind kind_name',
    published.sort((a, b) => Number(a[0]) - Number(b[0])),
  )
  const ports = new Map<string, Cell[]>()
  for (const { protocol, port } of catalogue.ports) ports.set(`${protocol}/${port}`, [protocol, port, true, null])
  for (const { type, value, service } of evidence) {
    const parsed = type === 'port' ? parsePort(value) : undefined
    if (parsed === undefined) continue
    const key = `${parsed.protocol}/${parsed.port}`
    ports.set(key, [parsed.protocol, parsed.port, ports.has(key), service])
  }
  await table('port', 'protocol INTEGER, port INTEGER, listed BOOLEAN, service service_name', [...ports.values()])
}

/** A system's kind, what that rests on, and why presence leaves it out: a list of operators before a rule on its name. */
function kindOfSystem(
  { kinds }: Pick<ReferenceSet['catalogue'], 'kinds'>,
  listed: ReadonlyMap<number, string>,
  asn: number,
  name: string,
): [string, string, string] {
  const kind = listed.get(asn)
  if (kind !== undefined) return [kind, 'operator', excludedAsOf(kind)]
  const rule = kindRuleOf(kinds, name)
  return rule === undefined ? ['unknown', 'none', ''] : [rule.kind, 'name', rule.excludedAs]
}

function rangeOf(cidr: string): { first: number; last: number } {
  const prefix = parsePrefix(cidr)
  if (prefix?.address.family !== 4) throw new Error(`expected an IPv4 prefix, found ${cidr}`)
  return { first: prefix.address.w3, last: prefix.address.w3 + 2 ** (32 - prefix.length) - 1 }
}
