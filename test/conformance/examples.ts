/** What the examples of queries/examples ask, on both engines over the whole lake of the study. */
import type { ShownRows } from '../../functions/lib/shown-values.ts'
import { readCells, readDashboard, sqlOf } from '../queries/examples.ts'
import { expanded } from '../queries/grafana-macros.ts'
import type { LakeRun } from '../support/lake-run.ts'
import type { Trino } from '../support/trino/trino.ts'
import { type Checks, same } from './checks.ts'

/** Each panel and each cell: as it is written it is answered by both, and the rows are the same as text and whole numbers. */
export async function checkExamples(
  trino: Trino,
  run: Pick<LakeRun, 'engine'>,
  range: { from: string; to: string },
  check: Checks['check'],
): Promise<void> {
  const engine = await run.engine()
  const dashboard = readDashboard()
  const times = { from: `${range.from} 00:00:00`, to: `${range.to} 23:59:59` }
  const networkSql = expanded(dashboard.templating.list[1].query.rawSQL, times, {})
  const network = (await engine.show(networkSql)).rows.map(([name]) => String(name))
  const panels = dashboard.panels.map(({ title, targets }) => ({
    name: `panel ${title}`,
    sql: expanded(targets[0].rawSQL, times, { network }),
  }))
  const cells = readCells().flatMap(({ text }) => sqlOf(text) ?? [])
  for (const { name, sql } of [
    { name: 'the networks of the dashboard', sql: networkSql },
    ...panels,
    ...cells.map((sql, at) => ({ name: `query ${at + 1} of the notebook`, sql })),
  ])
    await check(`examples, ${name}: the same rows on both engines`, async () => {
      const shown = await engine.show(sql)
      const whole = await trino.run(sql)
      if (whole.rows.length !== shown.rows.length || shown.rows.length === 0)
        throw new Error(
          `expected as many rows as DuckDB has, and some, found ${whole.rows.length} and ${shown.rows.length}`,
        )
      const plain = plainRows(sql, shown)
      same((await trino.run(plain)).rows, (await engine.select(plain)).rows, name)
    })
}

/** Days and times as text, numbers as bigint: what queries of the project give. */
function plainRows(sql: string, { columns, types }: ShownRows): string {
  const cells = columns.map((column, at) => {
    const type = types[at] ?? ''
    if (/^(DATE|TIMESTAMP)/.test(type))
      return `date_format(cast("${column}" as timestamp), '%Y-%m-%d %H:%i:%s') as "${column}"`
    return /INT|DECIMAL/.test(type) ? `cast("${column}" as bigint) as "${column}"` : `"${column}"`
  })
  return `select ${cells.join(', ')} from (${sql}\n) rows_of_it`
}
