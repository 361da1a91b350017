/** The dashboard and the notebook of queries/examples, on a small lake: what is asked is portable, and is answered. */
import { DuckDBInstance } from '@duckdb/node-api'
import { describe, expect, it } from 'vitest'
import { checkPortable } from '../../infra/local/portable-sql.ts'
import { run } from '../support/command-line.ts'
import { smallLake } from '../support/small-lake.ts'
import { readCells, readDashboard, sqlOf } from './examples.ts'
import { expanded } from './grafana-macros.ts'

const small = smallLake('examples-')
const dashboard = readDashboard()
const RANGE = { from: '2024-03-01 00:00:00', to: '2024-03-02 23:59:59' }
const VARIABLES = { network: ['office', "Zoë's"] }

const rowsOf = async (sql: string): Promise<Record<string, unknown>[]> => {
  const { out, err, code } = await run('query', sql, '--lake', small.lake, '--json')
  expect(code, err).toBe(0)
  return JSON.parse(out)
}

describe('macros of Grafana', () => {
  it('are expanded as its documentation shows them', () => {
    const range = { from: '2017-07-18 11:15:52', to: '2017-07-18 11:25:52' }
    const of = (sql: string) => expanded(sql, range, VARIABLES)
    expect(of('$__timeFilter(time)')).toBe(
      "time BETWEEN TIMESTAMP '2017-07-18 11:15:52' AND TIMESTAMP '2017-07-18 11:25:52'",
    )
    expect(of('$__dateFilter(my_date)')).toBe("my_date BETWEEN date '2017-07-18' AND date '2017-07-18'")
    expect(of("$__rawTimeFrom('yyyy-MM-dd')")).toBe("'2017-07-18'")
    expect(of('$__dateFilter(cast(a as date)) and (b)')).toBe(
      "cast(a as date) BETWEEN date '2017-07-18' AND date '2017-07-18' and (b)",
    )
    expect(of(`in (\${network:sqlstring})`)).toBe("in ('office','Zoë''s')")
    expect(() => of('$__timeGroup(a)')).toThrow('expected a macro')
    expect(() => of(`\${other:sqlstring}`)).toThrow('expected a known variable')
    expect(() => of('$__timeFilter((a)')).toThrow('expected a closing bracket')
  })
})

describe('the dashboard', () => {
  it('has panels with names of their own that lie beside each other', () => {
    const { panels } = dashboard
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
    expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length)
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, at) => `${x + (at % w)},${y + Math.floor(at / w)}`),
    )
    expect(new Set(cells).size).toBe(cells.length)
  })

  it('asks for its networks', async () => {
    const [, network] = dashboard.templating.list
    const sql = expanded(network.query.rawSQL, RANGE, {})
    expect(await checkPortable(sql)).toBe(sql)
    expect(await rowsOf(sql)).toEqual([{ network: 'office' }])
  })

  it.each(dashboard.panels.map(panel => [panel.title, panel] as const))(
    'asks in portable SQL: %s',
    async (_, panel) => {
      const [{ rawSQL, format }] = panel.targets
      expect(rawSQL).toContain("dt between $__rawTimeFrom('yyyy-MM-dd') and $__rawTimeTo('yyyy-MM-dd')")
      const sql = expanded(rawSQL, RANGE, VARIABLES)
      expect(await checkPortable(sql)).toBe(sql)
      const rows = await rowsOf(sql)
      // Nothing was tried without an answer in the small log.
      expect(rows.length, sql).toBeGreaterThan(/from (attempts|scans)/.test(sql) ? -1 : 0)
      if (format === 0) {
        // A series: ascending times, one number, and what names the line.
        const [time, name, ...values] = Object.keys(rows[0]!)
        expect([time, values.length, typeof rows[0]![name!]]).toEqual(['time', 1, 'string'])
        const times = rows.map(row => String(row.time))
        expect(times).toEqual([...times].sort())
      }
    },
  )
})

describe('the notebook', () => {
  const queries = readCells().flatMap(({ isCode, text }) => (isCode ? (sqlOf(text) ?? []) : []))

  it('says what each query asks, and how to begin', () => {
    const cells = readCells()
    expect(queries.length).toBeGreaterThan(4)
    expect(cells.filter(({ text }, at) => sqlOf(text) !== undefined && cells[at - 1]?.isCode !== false)).toEqual([])
    expect(cells[0]?.text).toContain('npx . connect --lake .study > lake.sql')
  })

  it('asks in portable SQL, of views as connect declares them', async () => {
    const { out } = await run('connect', '--lake', small.lake)
    const instance = await DuckDBInstance.create(':memory:')
    const duck = await instance.connect()
    await duck.run(out)
    for (const sql of queries) {
      expect(sql).toContain("dt >= '2013-01-01'")
      await checkPortable(sql)
      const reader = await duck.runAndReadAll(sql)
      expect(reader.currentRowCount, sql).toBeGreaterThan(sql.includes('from attempts') ? -1 : 0)
    }
    duck.closeSync()
    instance.closeSync()
  })
})
