/** The published tables of a world for reports, in DuckDB: any query runs over them. Local time is Intl's. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { PRELUDE } from '../../functions/lib/local/duckdb-prelude.ts'
import { sqlValue } from '../../functions/lib/local/duckdb-values.ts'
import type { WatchedNetwork } from '../../functions/lib/networks.ts'
import type { QueryEngine, SqlValue } from '../../functions/lib/ports.ts'
import { loadQuery } from '../../functions/lib/queries.ts'
import { bindParameters, sqlLiteral } from '../../functions/lib/sql-literals.ts'
import { publishedTables } from '../../functions/lib/tables/index.ts'
import { required, type TableSchema } from '../../functions/lib/tables/table-schema.ts'
import { encodeTable } from '../../functions/publish/parquet-table.ts'
import type { LivenessRow } from '../../functions/report/window/liveness.ts'
import type { World, WorldContact } from './report-world.ts'
import { defaultCell } from './row-defaults.ts'

/** Values by column; timestamps as epoch ms. A column that is not named has the default of cases. */
type Row = Record<string, SqlValue>

const formats = new Map<string, Intl.DateTimeFormat>()
const localDays = new Map<string, string>()

/** Local day of a moment. */
function localDay(ms: number, zone: string): string {
  const key = `${ms} ${zone}`
  const known = localDays.get(key)
  if (known !== undefined) return known
  const format = formats.get(zone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone: zone || 'UTC' })
  formats.set(zone, format)
  const day = format.format(ms)
  localDays.set(key, day)
  return day
}

/** One instance for all worlds: a new one, with its macros, takes longer than the tables of most. */
let instance: Promise<DuckDBInstance> | undefined
async function openInstance(): Promise<DuckDBInstance> {
  const opened = await DuckDBInstance.create(':memory:', { threads: '1' })
  const connection = await opened.connect()
  for (const line of PRELUDE) await connection.run(line)
  connection.closeSync()
  return opened
}

/** A connection sees its own temporary tables alone; macros are the instance's, settings the connection's. */
async function connect(): Promise<DuckDBConnection> {
  instance ??= openInstance()
  const connection = await (await instance).connect()
  for (const line of PRELUDE.filter(line => line.startsWith('SET '))) await connection.run(line)
  return connection
}

/** An engine over the tables; `close` gives them back. A table is made as it is first asked: most questions ask few. */
export async function openTables(
  world: World,
  networks: readonly WatchedNetwork[],
  liveness: readonly LivenessRow[],
): Promise<QueryEngine & { close(): void }> {
  const tables = rowsOf(world, networks, liveness)
  const connection = await connect()
  const made = new Set<string>()
  const { tried } = world

  async function make(names: readonly string[]): Promise<void> {
    const missing = publishedTables.filter(({ schema }) => names.includes(schema.name) && !made.has(schema.name))
    if (missing.length === 0) return
    const folder = mkdtempSync(join(tmpdir(), 'world-tables-'))
    for (const { schema } of missing) {
      made.add(schema.name)
      const file = join(folder, `${schema.name}.parquet`)
      writeFileSync(file, encode(schema, tables[schema.name] ?? []))
      await connection.run(`CREATE TEMP TABLE ${schema.name} AS SELECT * FROM read_parquet(${sqlLiteral(file)})`)
    }
    rmSync(folder, { recursive: true })
  }

  async function answer(sql: string) {
    const names = [...sql.matchAll(/\b(?:FROM|JOIN)\s+(\w+)/gi)].map(([, name = '']) => name)
    const asksTried = tried !== undefined && names.some(name => name in TRIED) && !made.has('scans')
    await make(asksTried ? [...names, 'contacts', ...Object.keys(TRIED)] : names)
    if (asksTried) await makeTried(connection, tried === true ? daysOf(tables) : tried)
    return connection.runAndReadAll(sql)
  }

  /** A connection is for one query at a time, as it is in the product's engine: sections ask beside each other. */
  let before: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(ask: () => Promise<T>): Promise<T> => {
    const asked = before.then(ask)
    before = asked.catch(() => {})
    return asked
  }
  return {
    async select(sql, parameters = []) {
      const reader = await inTurn(() => answer(bindParameters(sql, parameters)))
      const types = reader.columnTypes().map(String)
      const columns = reader.columnNames()
      const rows = reader.getRows()
      return { columns, rows: rows.map(row => row.map((value, at) => sqlValue(value, columns[at]!, types[at]!))) }
    },
    async materialise() {
      throw new Error('world: nothing is written')
    },
    close() {
      connection.closeSync()
    },
  }
}

const daysOf = ({ contacts = [] }: Record<string, Row[]>): string[] => [...new Set(contacts.map(row => String(row.dt)))]

/** Before a name, the day on which it is another one. */
const DAY = "dt || ' '"
const DAY_LENGTH = 'yyyy-mm-dd '.length

/**
 * What publishing makes of each day's contacts, of all days at once, which takes a thirtieth of the time: networks and
 * addresses of one day are told from those of another by their names, as these queries only ask whether names are equal.
 */
async function makeTried(connection: DuckDBConnection, days: readonly string[]): Promise<void> {
  const named = (columns: readonly string[]) => columns.map(column => `${DAY} || ${column} AS ${column}`).join(', ')
  const runs = async (name: string, columns: readonly string[]) => {
    const among = days.map(sqlLiteral).join(', ')
    await connection.run(
      `CREATE TEMP VIEW ${name}_runs AS SELECT * REPLACE (${named(columns)}, 'days' AS dt), 'run' AS run FROM ${name} WHERE dt IN (${among})`,
    )
  }
  if (days.length === 0) return
  await runs('contacts', ['network', 'local_ip', 'remote_ip'])
  await runs('scans', ['network', 'initiator'])
  for (const [name, columns] of Object.entries(TRIED)) {
    const { text, parameters } = loadQuery(`tables/${name}`)
    const made = bindParameters(
      text,
      parameters.map(parameter => (parameter.endsWith('.dt') ? 'days' : 'run')),
    )
    const plain = columns.map(column => `substr(${column}, ${DAY_LENGTH + 1}) AS ${column}`).join(', ')
    await connection.run(
      `INSERT INTO ${name} BY NAME SELECT * REPLACE (${plain}), substr(network, 1, ${DAY_LENGTH - 1}) AS dt FROM (${made}\n)`,
    )
  }
}

/** Tables in the order in which they are made, and their names of one day. */
const TRIED = {
  scans: ['network', 'initiator'],
  attempts: ['network'],
  signals: ['network', 'local_ip', 'remote_ip'],
}

function encode(schema: TableSchema, rows: readonly Row[]): Uint8Array {
  const columns = [...schema.columns, required('dt', 'varchar', 'UTC day.')]
  const values = rows.map(row =>
    columns.map(column => {
      const given = row[column.name]
      return given === undefined ? defaultCell(schema, column) : given
    }),
  )
  return encodeTable({ ...schema, columns }, values)
}

const DEFAULTS: Required<Omit<WorldContact, 'slot' | 'network' | 'institutionCountry' | 'family' | 'port'>> = {
  times: 1,
  local: '10.1.0.1',
  role: 'use',
  category: 'Game',
  service: null,
  evidence: 'none',
  protocol: 6,
  remote: '202.36.1.1',
  country: 'NZ',
  kind: 'unknown',
  kindBy: 'none',
  institution: null,
  asn: 64_500,
  excludedAs: '',
  bytes: 1000,
  bytesIn: 0,
  reference: 'reference-1',
  sampled: false,
  twice: false,
}

function rowsOf(world: World, networks: readonly WatchedNetwork[], liveness: readonly LivenessRow[]) {
  const tables: Record<string, Row[]> = { contacts: [], activity: [], daily: [], locals: [] }
  for (const contact of world.contacts) {
    const own = { ...DEFAULTS, network: networks[0]!.name, ...contact }
    const { network, times, role, country, asn, kind, kindBy, institution, category, excludedAs, bytes } = own
    const { service, family = service, evidence, protocol, remote, port } = own
    const unnamed: Row = role === 'use' && service === null ? { protocol, service_port: port ?? 0 } : {}
    const institution_country = institution === null ? null : (own.institutionCountry ?? country)
    const named = { kind_by: kindBy, institution, institution_country }
    const zone = networks.find(({ name }) => name === network)?.timeZone ?? ''
    const slot = Date.parse(own.slot)
    const dt = new Date(slot).toISOString().slice(0, 10)
    const local_day = localDay(slot, zone)
    const classes = { service, family, category, evidence, excluded_as: excludedAs }
    const said = { role, country, asn, kind, ...named, ...classes }
    const path = networks.find(
      ({ name, validFromMs, validToMs }) =>
        name === network && (validFromMs ?? slot) <= slot && (validToMs ?? slot + 1) > slot,
    )
    const common = { dt, network, time_zone: zone, ...said, reference_version: own.reference }
    const access_path = path?.accessPath ?? ''
    const counts = { contacts: times, bytes_out: bytesOf(bytes, times), bytes_in: bytesOf(own.bytesIn, times) }
    tables.activity!.push({
      ...common,
      access_path,
      ...counts,
      slot,
      protocol,
      service_port: port ?? 0,
      sampled_contacts: own.sampled ? times : 0,
      twice_contacts: own.twice ? times : 0,
      records: times,
    })
    tables.daily!.push({ ...common, ...counts, ...unnamed, local_day, remote_ip: remote })
    tables.locals!.push({ ...common, ...counts, local_day, local_address: own.local })
    for (let i = 0; i < times; i++)
      tables.contacts!.push({
        ...common,
        access_path,
        slot,
        local_ip: own.local,
        local_prefix: own.local,
        remote_ip: remote,
        protocol,
        service_port: port ?? 443 + i,
        bytes_out: bytes,
        bytes_in: own.bytesIn,
        sampling: own.sampled ? 10 : 1,
        exporters: own.twice ? 2 : 1,
      })
  }
  const [day] = liveness
    .map(({ dt }) => dt)
    .toSorted()
    .slice(Math.floor(liveness.length / 2))
  return {
    ...tables,
    liveness: liveness.map(row => ({ ...row, heartbeat: row.heartbeat ? 1 : 0 })),
    totals: (world.totals ?? []).map(({ bytes = 0, ...row }) => ({
      dt: day ?? '',
      local_day: day ?? '',
      ...row,
      bytes_out: bytes,
    })),
    uploads: [...(world.uploads ?? [])],
    exporter_pairs: [...(world.pairs ?? [])],
    flows: [...(world.flows ?? [])],
    signals: [...(world.signals ?? [])],
  } satisfies Record<string, Row[]> as Record<string, Row[]>
}

const bytesOf = (bytes: number | bigint, times: number): number | bigint =>
  typeof bytes === 'bigint' ? bytes * BigInt(times) : bytes * times
