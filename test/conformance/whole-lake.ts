/** Every query on both engines over the whole lake of the study: the same rows, and how much is read. */
import type { Manifest } from '../../functions/lib/ledger/manifests.ts'
import { loadQuery, queryNames } from '../../functions/lib/queries.ts'
import { sideBySide } from '../../functions/lib/side-by-side.ts'
import { bindParameters } from '../../functions/lib/sql-literals.ts'
import { publishedTables } from '../../functions/lib/tables/index.ts'
import type { LakeRun } from '../support/lake-run.ts'
import type { Trino } from '../support/trino/trino.ts'
import { type Checks, same, sameInOrder } from './checks.ts'
import { checkExamples } from './examples.ts'
import { parametersOf } from './parameters.ts'
import { askReports, type ReportQuestion } from './report-questions.ts'
import { bytesBySection, bytesTable, MOST_BYTES } from './section-bytes.ts'

/** Queries at once: planning takes one core of the node's. */
const AT_ONCE = 3

/**
 * Days that stand for all where queries ask of one day: a file that was overwritten and copied, the contacts that come and go,
 * a skewed clock and lost records, two sensors beside each other, scans, the tunnel over midnight.
 */
const SOME_DAYS = ['2017-04-20', '2017-05-12', '2017-05-30', '2017-06-10', '2017-06-16']

export async function checkWholeLake(
  trino: Trino,
  run: LakeRun,
  manifests: readonly Manifest[],
  { check, everyDay }: Pick<Checks, 'check'> & { everyDay: boolean },
): Promise<void> {
  const questions = await askReports(run)
  await checkReports(trino, questions, check)
  const days = manifests.filter(({ dt }) => everyDay || SOME_DAYS.includes(dt))
  const range = { from: manifests[0]?.dt ?? '', to: manifests.at(-1)?.dt ?? '' }
  const asked = new Set(questions.flatMap(({ name }) => name ?? []))
  const others = queryNames().filter(name => !asked.has(name) && !name.startsWith('views/'))
  await check('reports ask every query of the sections', async () => {
    const unasked = others.filter(name => name.startsWith('sections/'))
    if (unasked.length > 0) throw new Error(`expected each of them, found none of ${unasked.join(', ')}`)
  })
  const ofDays = others.flatMap(name =>
    loadQuery(name).parameters.some(parameter => / from$/.test(parameter))
      ? [{ name, of: 'the whole lake', sql: sqlOf(name, range.from, '', range) }]
      : days.map(({ dt, run: runOfDay }) => ({ name, of: dt, sql: sqlOf(name, dt, runOfDay ?? '') })),
  )
  await checkExamples(trino, run, range, check)
  const engine = await run.engine()
  await sideBySide(ofDays, AT_ONCE, ({ name, of, sql }) =>
    check(`${name}, ${of}: the same rows on both engines`, async () =>
      same((await trino.run(sql)).rows, (await engine.select(sql)).rows, name),
    ),
  )
}

/** Rows of every question of the reports, and how much storage it reads. */
async function checkReports(trino: Trino, questions: readonly ReportQuestion[], check: Checks['check']): Promise<void> {
  const bytesOf = new Map<string, number>()
  await sideBySide([...questions.entries()], AT_ONCE, ([at, { name, sql, rows }]) =>
    check(
      `the study's reports, question ${at + 1}, ${name ?? 'what stands beside figures'}: the same rows in order`,
      async () => {
        const found = await trino.run(sql)
        bytesOf.set(sql, found.inputBytes)
        sameInOrder(found.rows, rows, name ?? sql)
      },
    ),
  )
  const table = bytesBySection(questions, bytesOf)
  const all = questions.filter(({ askedBy }) => askedBy.size > 0)
  console.log(
    bytesTable(
      table,
      all.reduce((sum, { sql }) => sum + (bytesOf.get(sql) ?? Number.NaN), 0),
    ),
  )
  for (const { section, bytes } of table)
    await check(`${section}: reads less than ${MOST_BYTES / 1e6} MB of the study`, async () => {
      if (!(bytes > 0 && bytes < MOST_BYTES)) throw new Error(`expected fewer bytes, found ${bytes}`)
    })
}

/** A query with its parameters, times of tables as text. */
function sqlOf(name: string, dt: string, run: string, range?: { from: string; to: string }): string {
  const bound = bindParameters(loadQuery(name).text, parametersOf(name, dt, run, range))
  const table = publishedTables.find(({ schema }) => `tables/${schema.name}` === name)?.schema
  if (table === undefined) return bound
  const columns = table.columns.map(({ name: column, type }) =>
    type === 'timestamp' ? `date_format("${column}", '%Y-%m-%d %H:%i:%s') as "${column}"` : `"${column}"`,
  )
  return `select ${columns.join(', ')} from (${bound}\n) rows_of_table`
}
