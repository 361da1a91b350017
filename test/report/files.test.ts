import { beforeAll, describe, expect, it } from 'vitest'
import { sections } from '../../functions/report/sections/index.ts'
import { expectGoldens } from '../support/golden.ts'
import { reportOn, type WorldReport } from '../support/report-world.ts'
import { SMALL_WORLD } from '../support/small-report.ts'

let small: WorldReport
beforeAll(async () => {
  small = await reportOn(SMALL_WORLD, { name: 'small' })
})

describe('the files of a small report', () => {
  it('are as they were', () => {
    const files = new Map([...small.files].filter(([name]) => name === 'index.html' || name.endsWith('.csv')))
    for (const { name, wide, narrow } of small.report.sections.flatMap(own => small.section(own.name).charts))
      files.set(`${name}.svg`, `${wide}\n`).set(`${name}-narrow.svg`, `${narrow}\n`)
    const withoutCharts = (key: string, value: unknown) => (key === 'wide' || key === 'narrow' ? 'drawn' : value)
    files.set('report.json', `${JSON.stringify(small.report, withoutCharts, 1)}\n`)
    expectGoldens('report', files)
  })

  it('are a page, JSON and CSV of each section, the notice for each channel, and nothing of a clock', () => {
    const notice = ['notice.html', 'notice.slack.json', 'notice.teams.json', 'notice.txt']
    expect([...small.files.keys()].filter(name => !name.endsWith('.csv')).sort()).toEqual(
      [...sections.map(({ name }) => `${name}.json`), ...notice, 'index.html', 'report.json', 'run.json'].sort(),
    )
    const now = new Date().toISOString().slice(0, 10)
    for (const [name, text] of small.files) if (name !== 'run.json') expect(text.includes(now), name).toBe(false)
  })

  it('are the same whatever was seen: none of a report before stays beside one that is made again', async () => {
    const networks = 'cidr,name,time_zone\n10.1.0.0/16,harbour,UTC\n'
    const silent = await reportOn({ networks, contacts: [], logged: { from: '2017-05-01', to: '2017-05-07' } })
    expect([...silent.files.keys()].sort()).toEqual([...small.files.keys()].sort())
  })
})
