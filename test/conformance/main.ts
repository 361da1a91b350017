/**
 * Every query on a real Trino and on DuckDB: parses, binds to the real schemas, gives the same rows over the Parquet that
 * the project wrote of the whole study and the expected ones for each of its cases, and prunes by day. Prints a line per
 * check, what each section's questions read, and as its last line how many passed. `--every-day`: queries of one day are
 * asked for each of the study's, not for some.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { listManifests } from '../../functions/lib/ledger/manifests.ts'
import type { QueryEngine } from '../../functions/lib/ports.ts'
import { loadQuery, queryNames } from '../../functions/lib/queries.ts'
import { bindParameters } from '../../functions/lib/sql-literals.ts'
import { flows } from '../../functions/lib/tables/flows.ts'
import { publishedTables } from '../../functions/lib/tables/index.ts'
import type { TableSchema } from '../../functions/lib/tables/table-schema.ts'
import { contactsOf } from '../../functions/report/figures/counted.ts'
import { selectRows } from '../../functions/report/figures/selection.ts'
import { sideSources, sidesQuery } from '../../functions/report/figures/sides.ts'
import { functionsIn, PORTABLE_FUNCTIONS } from '../../infra/local/portable-sql.ts'
import { loadGrammar } from '../../infra/local/trino-grammar.ts'
import { dialectCases, givenText } from '../support/dialect-cases.ts'
import { caseSql, givenFiles, layDown, queryCases, sortedRows, textOf } from '../support/query-cases.ts'
import { SELECTIONS } from '../support/selections.ts'
import { openStudyRun } from '../support/study-run.ts'
import { declareTable } from '../support/trino/declare-table.ts'
import { startTrino, type Trino } from '../support/trino/trino.ts'
import { createChecks, same } from './checks.ts'
import { declareLake } from './declare-lake.ts'
import { parametersOf } from './parameters.ts'
import { checkWholeLake } from './whole-lake.ts'

/** Two exporters saw the week of it: queries see every kind of record in these days. */
const DAY = '2017-06-05'
const DAYS = ['2017-06-03', '2017-06-04', DAY, '2017-06-06', '2017-06-07']
/** Queries whose answer has fewer than three rows by nature here: one pair of exporters, one reference set, one country. */
const FEW_ROWS: Record<string, number> = {
  'tables/exporter_pairs': 1,
  'sections/coverage/versions': 1,
  'sections/presence/served': 1,
  'tables/verify': 0,
  'tables/run_counts': 2,
  'tables/uploads': 1,
  'tables/scans': 0,
  'sections/suspicious/scans': 0,
  'sections/suspicious/pairs': 1,
  'sections/suspicious/institutions': 0,
  'sections/suspicious/institution-locals': 0,
  'tables/signals': 1,
  'sections/obfuscation/days': 1,
  'sections/obfuscation/resolvers': 0,
  'sections/coverage/uploads': 0,
  'sections/coverage/formats': 0,
  'sections/coverage/repeated': 0,
  'sections/coverage/logged-networks': 1,
}
const DRAFTS = resolve(import.meta.dirname, '../cases/drafts')
const { check, passed, failed } = createChecks()

const publishedAs = (name: string): TableSchema | undefined =>
  publishedTables.find(({ schema }) => schema.name === name)?.schema
const folderOf = (table: TableSchema): string => table.name.replace(/_runs$/, '')

/** Parses by Trino's grammar, and calls only functions of the portable list. */
async function checkTexts(): Promise<void> {
  const grammar = await loadGrammar()
  for (const name of queryNames()) {
    await check(`${name}: Trino's grammar, and portable functions only`, async () => {
      const { text } = loadQuery(name)
      const [problem] = grammar.validate(text)
      if (problem !== undefined) throw new Error(`line ${problem.startLine}: ${problem.message}`)
      const other = functionsIn(grammar.parse(text)).filter(({ name: called }) => !PORTABLE_FUNCTIONS.has(called))
      if (other.length > 0)
        throw new Error(`not in the portable list: ${other.map(({ name: called }) => called).join(', ')}`)
    })
  }
}

/** What Trino reads of the lake that the project wrote. */
async function checkFiles(trino: Trino, engine: QueryEngine): Promise<void> {
  for (const { schema } of publishedTables) {
    await check(`${schema.name}: Trino reads the Parquet that the project wrote`, async () => {
      const numbers = schema.columns
        .filter(({ type }) => type === 'bigint' || type === 'int')
        .map(({ name }) => `sum(cast("${name}" as bigint)), count("${name}")`)
      const texts = schema.columns
        .filter(({ type }) => type === 'varchar')
        .map(({ name }) => `count(distinct "${name}"), min("${name}"), max("${name}")`)
      const sql = `select count(*), ${[...numbers, ...texts].join(', ')} from ${schema.name} where dt between '${DAYS[0]}' and '${DAYS.at(-1)}'`
      same((await trino.run(sql)).rows, (await engine.select(sql)).rows, schema.name)
    })
  }
}

/** A view as it is asked: a day of it, times as text. */
function ofOneDay(name: string): string {
  const { text, columns } = loadQuery(name)
  const times = new Set(flows.columns.filter(({ type }) => type === 'timestamp').map(column => column.name))
  const read = columns.map(column =>
    times.has(column) ? `date_format(${column}, '%Y-%m-%d %H:%i:%s') AS ${column}` : column,
  )
  return `SELECT ${read.join(', ')} FROM (${text}\n) AS rows_of_view WHERE dt = '${DAY}'`
}

/** Every query over the lake: the same rows on both engines, whole numbers and text only, and only the days that it names. */
async function checkQueries(trino: Trino, engine: QueryEngine, run: string): Promise<void> {
  for (const name of queryNames()) {
    const bound = name.startsWith('views/')
      ? ofOneDay(name)
      : bindParameters(loadQuery(name).text, parametersOf(name, DAY, run))
    await check(`${name}: the same rows on both engines`, async () => {
      const table = publishedAs(name.replace(/^tables\//, ''))
      // Tables hold timestamps; results hold whole numbers and text only.
      const columns = table?.columns.map(({ name: column, type }) =>
        type === 'timestamp' ? `date_format("${column}", '%Y-%m-%d %H:%i:%s') as "${column}"` : `"${column}"`,
      )
      const sql = columns === undefined ? bound : `select ${columns.join(', ')} from (${bound}\n) rows_of_table`
      const [mine, theirs] = [await engine.select(sql), await trino.run(sql)]
      if (mine.rows.length < (FEW_ROWS[name] ?? 3))
        throw new Error(`expected more rows to compare, found ${mine.rows.length}`)
      same(theirs.rows, mine.rows, name)
      const bad = theirs.types.filter(type => !/^(varchar|bigint|integer)/.test(type))
      if (bad.length > 0) throw new Error(`expected whole numbers and text, found ${bad.join(', ')}`)
    })
    await check(`${name}: reads only the days it names`, async () => {
      const plan = JSON.parse(String((await trino.run(`EXPLAIN (TYPE IO, FORMAT JSON) ${bound}`)).rows[0]?.[0]))
      const inputs: IoInput[] = plan.inputTableColumnInfos ?? []
      if (inputs.length === 0) throw new Error('expected the tables that it reads, found none')
      for (const input of inputs) {
        if (!(input.constraint?.columnConstraints ?? []).some(({ columnName }) => columnName === 'dt'))
          throw new Error(`${input.table?.schemaTable?.table}: expected a constraint on dt, found none`)
      }
    })
  }
}

/** What EXPLAIN (TYPE IO) says of a table, as far as it is read here. */
interface IoInput {
  table?: { schemaTable?: { table?: string } }
  constraint?: { columnConstraints?: { columnName: string }[] }
}

/** What figures count: selections of every kind of condition. */
async function checkSelections(trino: Trino, engine: QueryEngine): Promise<void> {
  for (const [name, selection] of Object.entries(SELECTIONS)) {
    await check(`selection of ${name}: the same rows on both engines, whole numbers and text only`, async () => {
      const { sql, parameters } = selectRows(selection)
      const bound = bindParameters(sql, parameters)
      const [mine, theirs] = [await engine.select(bound), await trino.run(bound)]
      if (mine.rows.length === 0) throw new Error('expected rows to compare, found none')
      same(theirs.rows, mine.rows, name)
      const bad = theirs.types.filter(type => !/^(varchar|bigint|integer)/.test(type))
      if (bad.length > 0) throw new Error(`expected whole numbers and text, found ${bad.join(', ')}`)
    })
  }
}

/** What stands beside figures, asked for all selections at once. */
async function checkSides(trino: Trino, engine: QueryEngine): Promise<void> {
  const window = { fromDay: '2017-06-04', toDay: '2017-06-06' }
  const selections = [
    contactsOf(window, [{ column: 'role', is: 'equal', value: 'use' }]),
    contactsOf(window, [
      { column: 'role', is: 'equal', value: 'use' },
      {
        anyOf: [
          [{ column: 'slot', is: 'local weekday', values: [1, 7] }],
          [{ column: 'country', is: 'equal', value: 'CN' }],
        ],
      },
    ]),
  ]
  for (const source of sideSources) {
    await check(`what stands beside figures, of ${source.schema.name}: the same rows on both engines`, async () => {
      const { sql, parameters } = sidesQuery(selections, source)
      const bound = bindParameters(sql, parameters)
      const [mine, theirs] = [await engine.select(bound), await trino.run(bound)]
      if (mine.rows.length === 0) throw new Error('expected rows to compare, found none')
      same(theirs.rows, mine.rows, source.schema.name)
    })
  }
}

/** Each case of each query: the expected rows, also on Trino. */
async function checkCases(trino: Trino, nodeFolder: string): Promise<void> {
  for (const [i, queryCase] of queryCases().entries()) {
    await check(`${queryCase.query}, case ${queryCase.name}`, async () => {
      const schema = `case_${i}`
      const folder = `cases/${schema}`
      await layDown(queryCase, join(nodeFolder, folder))
      await trino.run(`CREATE SCHEMA lake.${schema}`)
      for (const [table, files] of Map.groupBy(givenFiles(queryCase), file => file.table)) {
        const places = files.map(({ dt, key }) => ({ dt, location: `${folder}/${key.replace(/\/[^/]*$/, '')}` }))
        const partitions = publishedAs(table.name) === undefined ? 'all' : places
        await declareTable(trino, table, `${folder}/${folderOf(table)}`, partitions, schema)
      }
      const { rows } = await trino.run(bindParameters(caseSql(queryCase), queryCase.parameters), schema)
      same(
        rows.map(row => row.map(value => textOf(typeof value === 'boolean' ? String(value) : value))),
        sortedRows(queryCase.expected.rows),
        queryCase.name,
      )
    })
  }
}

/** Each case of the dialect of `npm run query` that is not refused: what Trino gives, as on DuckDB. */
async function checkDialect(trino: Trino): Promise<void> {
  for (const { subject, statement, sql, gives } of dialectCases()) {
    if (gives.startsWith('refused: ')) continue
    await check(`dialect, ${subject}: ${statement}`, async () => {
      const found = await trino.run(sql).then(
        ({ rows, types }) => givenText(rows, types),
        error => (gives === 'stops' ? 'stops' : Promise.reject(error)),
      )
      if (found !== gives) throw new Error(`expected ${gives}, found ${found}`)
    })
  }
}

/** Drafts of later sections: no column that they need is missing. */
async function checkDrafts(trino: Trino): Promise<void> {
  for (const name of readdirSync(DRAFTS).sort()) {
    await check(`draft of ${name}: binds to the schemas`, async () => {
      await trino.run(`EXPLAIN (TYPE VALIDATE) ${readFileSync(join(DRAFTS, name), 'utf8')}`)
    })
  }
}

/** A table made by Trino itself, as on Athena by UNLOAD. */
async function checkMaterialised(trino: Trino, engine: QueryEngine, run: string): Promise<void> {
  await check('contacts, materialised by Trino: the same rows', async () => {
    const bound = bindParameters(loadQuery('tables/contacts').text, parametersOf('tables/contacts', DAY, run))
    await trino.run(
      `CREATE TABLE materialised WITH (format = 'PARQUET', external_location = 'local:///materialised') AS ${bound}`,
    )
    const sums = (table: string, dt: string) =>
      `select count(*), sum(bytes_out), sum(bytes_in), sum(packets_out), sum(records), count(distinct remote_ip), min(role), max(category) from ${table} ${dt}`
    same(
      (await trino.run(sums('materialised', ''))).rows,
      (await engine.select(sums('contacts', `where dt = '${DAY}'`))).rows,
      'contacts',
    )
  })
}

const began = Date.now()
const study = await openStudyRun({ seed: 1, records: 200_000 })
const { run } = study
// It starts while the lake is made.
const starting = startTrino(run.folder)
try {
  await checkTexts()
  await study.deliver()
  await run.publish_()
  const engine = await run.engine()
  const manifests = await listManifests(run.lake)
  const runOfDay = manifests.find(({ dt }) => dt === DAY)?.run ?? ''

  const trino = await starting
  await declareLake(trino, manifests)
  console.log(`the study's lake and trino ready after ${Math.round((Date.now() - began) / 1000)} s`)
  await checkFiles(trino, engine)
  await checkQueries(trino, engine, runOfDay)
  await checkWholeLake(trino, run, manifests, { check, everyDay: process.argv.includes('--every-day') })
  await checkSelections(trino, engine)
  await checkSides(trino, engine)
  await checkCases(trino, run.folder)
  await checkDialect(trino)
  await checkDrafts(trino)
  await checkMaterialised(trino, engine, runOfDay)
} finally {
  await starting.then(
    trino => trino.stop(),
    () => {},
  )
  await study.end()
}
console.log(`conformance: ${Math.round((Date.now() - began) / 1000)} s`)
console.log(`${passed()} passed, ${failed()} failed`)
process.exit(failed() === 0 ? 0 : 1)
