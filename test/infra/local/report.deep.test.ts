import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { run } from '../../support/command-line.ts'
import { put, SMALL_NETWORKS, vpcText } from '../../support/small-logs.ts'

const folder = mkdtempSync(join(tmpdir(), 'report-'))
const lake = ['--lake', join(folder, 'lake')]
const places = [...lake, '--out', join(folder, 'reports')]
const days = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => `2024-03-${String(from + at).padStart(2, '0')}`)
const REPORTS = {
  reports: [
    { name: 'week', window: 'week', networks: ['office'], sections: ['coverage', 'hours'], language: 'de' },
    { name: 'morning', window: 'day', sections: ['coverage'], schedule: { every: 'day', at: '06:00' } },
    { name: 'march', window: { from: '2024-03-01', to: '2024-03-08' }, sections: ['coverage'], schedule: 'once' },
  ],
}

beforeAll(async () => {
  const networks = join(folder, 'networks.csv')
  writeFileSync(networks, SMALL_NETWORKS)
  put(join(folder, 'logs'), 'a/first.log', vpcText(days(1, 9), 10))
  expect((await run('start', join(folder, 'logs'), '--networks', networks, ...places)).failed).toBe(false)
})
afterAll(() => {
  vi.useRealTimers()
  rmSync(folder, { recursive: true })
})

describe('npm run report', () => {
  it('says which definitions there are, first the shipped ones', async () => {
    const { out } = await run('report', ...lake)
    expect(out.split('\n').map(line => line.split(':')[0])).toEqual(['daily', 'weekly', 'quarterly'])
    const path = join(folder, 'reports.json')
    writeFileSync(path, JSON.stringify(REPORTS))
    const said = await run('reference', 'put', path, ...lake)
    expect(said.out).toMatch(
      /with this reports\.json; npm run report -- --lake .* makes them\n {2}week: 7 days of office; made when asked for\n/,
    )
    expect((await run('report', ...lake)).out).toMatch(
      /^week: .*\nmorning: 1 day of all networks; every day at 06:00 \(Etc\/UTC\), next on .* at 06:00 UTC\nmarch: 2024-03-01 to 2024-03-08 of all networks; made once/,
    )
  })

  it('makes one by its name, of the days to the one that is named', async () => {
    const { out, failed, err } = await run('report', 'week', '--to', '2024-03-08', ...places)
    expect(failed, err).toBe(false)
    expect(out).toContain('This report is about 1 of ')
    const page = join(folder, 'reports', 'week', '2024-03-08')
    expect(out).toContain(`report: ${join(page, 'index.html')}`)
    const report = JSON.parse(readFileSync(join(page, 'report.json'), 'utf8'))
    expect([report.window.fromDay, report.networks, report.language]).toEqual(['2024-03-02', ['office'], 'de'])
    expect(report.sections.map(({ name }: { name: string }) => name)).toEqual(['hours', 'coverage'])
  })

  it('explains its figures by the rows of its networks', async () => {
    const figures = JSON.parse(
      readFileSync(join(folder, 'reports/week/2024-03-08/report.json'), 'utf8'),
    ).sections.flatMap(({ figures: own }: { figures: { id: string; counted: unknown }[] }) =>
      own.filter(({ counted }) => counted !== null),
    )
    const { out, failed, err } = await run('explain', `week/2024-03-08#${figures[0].id}`, ...places)
    expect(failed, err).toBe(false)
    expect(out).toContain("WHERE network IN ('office')) AS")
    expect(out).not.toContain('as in the report')
  })

  it('says what is wrong: a name that is none, days without logs, a last day of given days', async () => {
    expect((await run('report', 'weak', ...places)).err).toContain(
      'report: expected a definition (week, morning, march), found "weak"',
    )
    expect((await run('report', 'week', ...places)).err).toMatch(
      /report week: expected logs of .*, found none; logs reach from 2024-03-01 to 2024-03-09; --to names a last day/,
    )
    expect((await run('report', 'march', '--to', '2024-03-08', ...places)).err).toContain(
      'report march --to: expected a window of a day, a week or a quarter with it, found 2024-03-01 to 2024-03-08',
    )
    expect((await run('report', 'week', '--due', ...places)).err).toContain(
      'report --due: expected no name and no --to with it',
    )
  })

  it('makes what is due once, and what comes due later then', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2024-03-10T12:00:00Z') })
    const first = await run('report', '--due', ...places)
    expect(first.failed, first.err).toBe(false)
    expect(first.out).toMatch(/^march: 2024-03-01 to 2024-03-08\n/)
    expect(first.out).not.toContain('morning:')
    expect(existsSync(join(folder, 'reports/march/2024-03-08/index.html'))).toBe(true)
    expect((await run('report', '--due', ...places)).out).toMatch(
      /^nothing is due:\n {2}week: .*\n {2}morning: .*next on 2024-03-11 at 06:00 UTC/,
    )
    vi.setSystemTime(Date.parse('2024-03-11T06:01:00Z'))
    expect((await run('report', '--due', ...places)).out).toMatch(/^morning: 2024-03-09 to 2024-03-09\n/)
  })
})
