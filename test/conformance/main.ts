/**
 * Every query on a real Trino and on DuckDB: parses, binds to the real schemas, gives the same rows over the Parquet that
 * the project wrote, and prunes by day. Prints a line per check, and as its last line how many passed.
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { listManifests } from '../../functions/lib/ledger/manifests.ts'
import { bindParameters } from '../../functions/lib/local/sql-literals.ts'
import type { SqlParameter } from '../../functions/lib/ports.ts'
import { loadQuery } from '../../functions/lib/queries.ts'
import { allTables, publishedTables } from '../../functions/lib/tables/index.ts'
import type { ColumnType, TableSchema } from '../../functions/lib/tables/table-schema.ts'
import { functionsIn, PORTABLE_FUNCTIONS } from '../../infra/local/portable-sql.ts'
import { generateStudy } from '../../infra/local/study/generate.ts'
import { loadGrammar } from '../../infra/local/trino-grammar.ts'
import { startLakeRun } from '../support/lake-run.ts'
import { startTrino, type Trino } from '../support/trino/trino.ts'

const root = resolve(import.meta.dirname, '../..')
const TYPES: Record<ColumnType, string> = {
  varchar: 'varchar',
  int: 'integer',
  bigint: 'bigint',
  timestamp: 'timestamp(3)',
}
/** In a week that two exporters saw. */
const DAY = '2017-06-05'
/** Queries whose answer has fewer than three rows by nature here: one pair of exporters, one reference set, one country. */
const FEW_ROWS: Record<string, number> = {
  'tables/exporter_pairs': 1,
  'sections/coverage-versions': 1,
  'sections/presence-served': 1,
  'saved/explain-flows': 0,
  'tables/verify': 0,
}
let passed = 0
let failed = 0

async function check(name: string, test: () => Promise<void>): Promise<void> {
  const began = performance.now()
  try {
    await test()
    passed++
    console.log(`ok     ${name} (${Math.round(performance.now() - began)} ms)`)
  } catch (error) {
    failed++
    console.log(`FAILED ${name}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function same(found: unknown[][], expected: unknown[][], what: string): void {
  const key = (row: unknown[]) => JSON.stringify(row.map(value => (value === null ? null : String(value))))
  const [a, b] = [found.map(key).sort(), expected.map(key).sort()]
  const at = a.findIndex((row, i) => row !== b[i])
  if (a.length !== b.length || at >= 0) {
    throw new Error(
      `${what}: expected ${b.length} rows, found ${a.length}; first that differs: ${a[Math.max(at, 0)]} instead of ${b[Math.max(at, 0)]}`,
    )
  }
}

/** The tables as Trino's Hive catalogue knows them, over the files of a lake. */
async function declareTables(trino: Trino, runs: Map<string, string>): Promise<void> {
  for (const table of allTables) {
    const columns = table.columns.map(({ name, type }) => `"${name}" ${TYPES[type]}`)
    for (const name of table.partitions) columns.push(`"${name}" varchar`)
    const partitioned = table.partitions.map(name => `'${name}'`).join(', ')
    const folder = table.name.replace(/_runs$/, '')
    await trino.run(
      `CREATE TABLE ${table.name} (${columns.join(', ')}) WITH (format = 'PARQUET', external_location = 'local:///lake/${folder}', partitioned_by = ARRAY[${partitioned}])`,
    )
    if (isPublished(table)) {
      for (const [dt, run] of runs) {
        await trino.run(
          `CALL lake.system.register_partition(schema_name => 'default', table_name => '${table.name}', partition_columns => ARRAY['dt'], partition_values => ARRAY['${dt}'], location => 'local:///lake/${folder}/dt=${dt}/run=${run}')`,
        )
      }
    } else await trino.run(`CALL lake.system.sync_partition_metadata('default', '${table.name}', 'FULL')`)
  }
}

const isPublished = (table: TableSchema): boolean => publishedTables.some(({ schema }) => schema.name === table.name)

function queryNames(folder: string): string[] {
  return readdirSync(join(root, 'queries', folder))
    .filter(name => name.endsWith('.sql'))
    .map(name => `${folder}/${name.slice(0, -4)}`)
    .sort()
}

/** Parameters for a query by what its header says of each. */
function parametersOf(name: string, run: string): SqlParameter[] {
  return loadQuery(name).parameters.map(parameter => {
    if (/\.run$/.test(parameter)) return run
    if (/\.dt$/.test(parameter)) return DAY
    if (/time_zone$/.test(parameter)) return 'Asia/Pyongyang'
    if (/(dt|local_day) from$/.test(parameter)) return '2017-06-03'
    if (/(dt|local_day) to$/.test(parameter)) return '2017-06-07'
    if (/slot from|end_time from/.test(parameter)) return '2017-06-03 15:30:00'
    if (/slot to|start_time to/.test(parameter)) return '2017-06-06 15:30:00'
    if (/flows\.network/.test(parameter)) return 'Star JV'
    if (/protocol/.test(parameter)) return 6
    if (/excluded_as or any/.test(parameter)) return 'any'
    return ''
  })
}

const began = Date.now()
const folder = mkdtempSync(join(tmpdir(), 'conformance-'))
await generateStudy({ outDir: join(folder, 'study'), seed: 3, records: 12_000 })
const run = await startLakeRun(readFileSync(join(folder, 'study/networks.csv'), 'utf8'))
let trino: Trino | undefined
try {
  // A few days are enough: the queries see every kind of record in them.
  const days = ['2017-06-03', '2017-06-04', '2017-06-05', '2017-06-06', '2017-06-07']
  for (const entry of readdirSync(join(folder, 'study/uploads'), { recursive: true, encoding: 'utf8' })) {
    const wanted = days.some(day => entry.includes(day) || entry.includes(day.replaceAll('-', '/')))
    if (entry.endsWith('.gz') && wanted)
      cpSync(join(folder, 'study/uploads', entry), join(folder, 'few', entry), { recursive: true })
  }
  await run.deliver(join(folder, 'few'))
  await run.publish_()
  const engine = await run.engine()
  const runs = new Map(
    (await listManifests(run.lake)).flatMap(({ dt, run: name }) => (name === null ? [] : [[dt, name] as const])),
  )
  const dayRun = runs.get(DAY) ?? ''
  const names = ['tables', 'sections', 'saved', 'views'].flatMap(queryNames)
  const drafts = readdirSync(join(root, 'test/cases/drafts')).filter(name => name.endsWith('.sql'))

  const grammar = await loadGrammar()
  for (const name of names) {
    await check(`${name}: Trino's grammar, and portable functions only`, async () => {
      const { text } = loadQuery(name)
      const [problem] = grammar.validate(text)
      if (problem !== undefined) throw new Error(`line ${problem.startLine}: ${problem.message}`)
      const other = functionsIn(grammar.parse(text)).filter(({ name: called }) => !PORTABLE_FUNCTIONS.has(called))
      if (other.length > 0)
        throw new Error(`not in the portable list: ${other.map(({ name: called }) => called).join(', ')}`)
    })
  }

  trino = await startTrino(run.folder)
  const server = trino
  await declareTables(server, runs)
  console.log(`trino ready after ${Math.round((Date.now() - began) / 1000)} s`)

  for (const table of publishedTables) {
    await check(`${table.schema.name}: Trino reads the Parquet that the project wrote`, async () => {
      const numbers = table.schema.columns
        .filter(({ type }) => type === 'bigint' || type === 'int')
        .map(({ name }) => `sum(cast("${name}" as bigint)), count("${name}")`)
      const texts = table.schema.columns
        .filter(({ type }) => type === 'varchar')
        .map(({ name }) => `count(distinct "${name}"), min("${name}"), max("${name}")`)
      const sql = `select count(*), ${[...numbers, ...texts].join(', ')} from ${table.schema.name} where dt between '2017-06-03' and '2017-06-07'`
      same((await server.run(sql)).rows, (await engine.select(sql)).rows, table.schema.name)
    })
  }
  for (const name of names) {
    const { text } = loadQuery(name)
    const parameters = parametersOf(name, dayRun)
    const bound = bindParameters(text, parameters)
    await check(`${name}: binds to the schemas`, async () => {
      await server.run(`EXPLAIN (TYPE VALIDATE) ${bound}`)
    })
    await check(`${name}: the same rows on both engines`, async () => {
      const table = publishedTables.find(({ schema }) => name === `tables/${schema.name}`)?.schema
      // Tables hold timestamps; results hold whole numbers and text only.
      const columns = table?.columns.map(({ name: column, type }) =>
        type === 'timestamp' ? `date_format("${column}", '%Y-%m-%d %H:%i:%s') as "${column}"` : `"${column}"`,
      )
      const sql = columns === undefined ? bound : `select ${columns.join(', ')} from (${bound}\n) rows_of_table`
      const [mine, theirs] = [await engine.select(sql), await server.run(sql)]
      if (mine.rows.length < (FEW_ROWS[name] ?? 3))
        throw new Error(`expected more rows to compare, found ${mine.rows.length}`)
      same(theirs.rows, mine.rows, name)
      const bad = theirs.types.filter(type => !/^(varchar|bigint|integer)/.test(type))
      if (bad.length > 0) throw new Error(`expected whole numbers and text, found ${bad.join(', ')}`)
    })
    await check(`${name}: reads only the days it names`, async () => {
      const plan = JSON.parse(String((await server.run(`EXPLAIN (TYPE IO, FORMAT JSON) ${bound}`)).rows[0]?.[0]))
      for (const input of plan.inputTableColumnInfos ?? []) {
        const constrained = (input.constraint?.columnConstraints ?? []).some(
          (constraint: { columnName: string }) => constraint.columnName === 'dt',
        )
        if (!constrained) throw new Error(`${input.table?.schemaTable?.table}: expected a constraint on dt, found none`)
      }
    })
  }
  for (const name of drafts) {
    await check(`draft of ${name}: binds to the schemas`, async () => {
      await server.run(`EXPLAIN (TYPE VALIDATE) ${readFileSync(join(root, 'test/cases/drafts', name), 'utf8')}`)
    })
  }
  await check('contacts, materialised by Trino: the same rows', async () => {
    const bound = bindParameters(loadQuery('tables/contacts').text, parametersOf('tables/contacts', dayRun))
    await server.run(
      `CREATE TABLE materialised WITH (format = 'PARQUET', external_location = 'local:///materialised') AS ${bound}`,
    )
    const sums = (table: string, dt: string) =>
      `select count(*), sum(bytes_out), sum(bytes_in), sum(packets_out), sum(records), count(distinct remote_ip), min(role), max(category) from ${table} ${dt}`
    same(
      (await server.run(sums('materialised', ''))).rows,
      (await engine.select(sums('contacts', `where dt = '${DAY}'`))).rows,
      'contacts',
    )
  })
} finally {
  await trino?.stop()
  await run.end()
  rmSync(folder, { recursive: true, force: true })
}
console.log(`conformance: ${Math.round((Date.now() - began) / 1000)} s`)
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
