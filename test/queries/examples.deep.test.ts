/** The dashboard and the notebook of queries/examples, on the lake of the study: what they show is what was generated. */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run as typed } from '../support/command-line.ts'
import { pythonWith } from '../support/python.ts'
import { openStudyRun, type StudyRun } from '../support/study-run.ts'
import { NOTEBOOK, readDashboard } from './examples.ts'
import { expanded } from './grafana-macros.ts'

const PACKAGES = { duckdb: '2.0.1', pandas: '3.1.1', nbclient: '0.11.0', ipykernel: '7.4.0' }
const RANGE = { from: '2017-04-01 00:00:00', to: '2017-07-06 23:59:59' }

let study: StudyRun
type Row = Record<string, string | number | null>
let networks: string[]
const answers = new Map<string, Row[]>()

beforeAll(async () => {
  study = await openStudyRun({ seed: 1, records: 60_000 })
  await study.deliver()
  await study.run.publish_()
  const engine = await study.run.engine()
  const ask = async (sql: string): Promise<Row[]> => {
    const { columns, rows } = await engine.show(expanded(sql, RANGE, { network: networks }))
    return rows.map(row => Object.fromEntries(row.map((cell, at) => [columns[at], cell as string | number | null])))
  }
  const dashboard = readDashboard()
  networks = []
  networks = (await ask(dashboard.templating.list[1].query.rawSQL)).map(({ network }) => String(network))
  for (const { title, targets } of dashboard.panels) answers.set(title, await ask(targets[0].rawSQL))
})
afterAll(() => study?.end())

const of = (title: string): Row[] => answers.get(title) ?? []
const sum = (rows: readonly Row[], column: string): number => rows.reduce((all, row) => all + Number(row[column]), 0)

describe('the dashboard, on the study', () => {
  it('knows the networks that are watched', () => {
    expect(networks).toEqual(['China Netcom', 'SatGate', 'Star JV'])
  })

  it('shows as much activity as the tables have, by the hour', async () => {
    const [[all] = []] = await study.run.rows(
      "select cast(sum(contacts) as bigint) from activity where role = 'use' and dt between '2017-04-01' and '2017-07-06'",
    )
    const rows = of('Activity by network')
    expect(sum(rows, 'contacts')).toBe(Number(all))
    expect(new Set(rows.map(({ network }) => network))).toEqual(new Set(networks))
    expect(rows.length).toBeGreaterThan(2000)
  })

  it('shows no more of a day than its 96 quarter-hours', () => {
    const rows = of('What was logged')
    const counts = rows.map(({ quarter_hours }) => Number(quarter_hours))
    expect(Math.max(...counts)).toBe(96)
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(0)
    // Two days without anything of the first network's sensor.
    const down = rows.filter(
      ({ time, exporter }) => String(exporter).startsWith('worker-1') && /05-0[34]$/.test(String(time)),
    )
    expect(sum(down, 'quarter_hours')).toBe(0)
  })

  it('shows services, countries and categories that were generated', () => {
    expect(of('Services').map(({ service }) => service)).toEqual(expect.arrayContaining(['Netflix', 'unknown']))
    expect(of('Countries')[0]?.country).toBe('IN')
    const categories = Map.groupBy(of('Categories by day'), ({ category }) => category)
    expect([...categories.keys()]).toEqual(expect.arrayContaining(['Game', 'Streaming', 'SocialNetwork']))
    expect(new Set(of('Categories by day').map(({ time }) => time)).size).toBeGreaterThan(90)
  })

  it('shows remote ends by bytes, what was tried, who scanned, and what became of uploads', () => {
    const bytes = of('Largest remote ends').map(({ bytes_in }) => Number(bytes_in))
    expect(bytes.length).toBe(25)
    expect(bytes).toEqual([...bytes].sort((a, b) => b - a))
    expect(of('Tried without an answer').map(({ service_port }) => service_port)).toEqual(
      expect.arrayContaining([22, 23]),
    )
    expect(of('Scans').map(({ began }) => began)).toEqual(expect.arrayContaining(['local', 'remote']))
    expect(new Set(of('Uploads by what became of them').map(({ outcome }) => outcome))).toEqual(
      new Set(['copy', 'counts']),
    )
  })
})

describe('the notebook, on the study', () => {
  const python = pythonWith('notebook', PACKAGES)

  it.skipIf(python === undefined)(
    'runs in Python from its first cell to its last (needs Python 3 and a registry of its packages)',
    async () => {
      const { out } = await typed('connect', '--lake', study.run.folder)
      const views = join(study.run.folder, 'lake.sql')
      writeFileSync(views, out)
      const env = { ...process.env, FLOWCENSUS_SQL: views }
      const runner = join(import.meta.dirname, 'run_notebook.py')
      const said = execFileSync(python ?? '', [runner, NOTEBOOK], { env, encoding: 'utf8', cwd: study.run.folder })
      const [first, ...texts]: string[][] = JSON.parse(said)
      expect(first).toEqual([])
      for (const cell of texts) expect(cell).toHaveLength(1)
      const text = texts.flat()
      expect(text[0]).toMatch(/SatGate[\s\S]*first_day[\s\S]*2017-0/)
      expect(text[1]).toMatch(/network +China Netcom +SatGate +Star JV\ncount/)
      expect(text[2]).toContain('Netflix')
      expect(text[3]).toMatch(/\n0 +IN /)
      expect(text[4]).toMatch(/\n0 +6 +2[23] +\d+ +\d+\n/)
      expect(text[5]).toMatch(/\n9 +2017-/)
    },
  )
})
