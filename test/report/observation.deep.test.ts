import { describe, expect, it } from 'vitest'
import { parseNetworks } from '../../functions/lib/networks.ts'
import type { QueryEngine, SqlParameter, SqlValue } from '../../functions/lib/ports.ts'
import { loadQuery } from '../../functions/lib/queries.ts'
import { observeNetworks } from '../../functions/report/observation.ts'
import { daysFrom, reportOn, wholeDays } from '../support/report-world.ts'

const NETWORKS = 'cidr,name,time_zone\n10.1.0.0/16,harbour,Asia/Pyongyang\n'
const LIVENESS = loadQuery('sections/coverage/liveness').text
const DAYS = loadQuery('sections/coverage/logged-days').text

/** An engine of these rows of liveness, whole days all; it notes what it was asked. */
function engineOf(exporters: number, days: readonly string[]) {
  const asked: { sql: string; parameters: readonly SqlParameter[] }[] = []
  const slots = '1'.repeat(96)
  const lost = '0'.repeat(96)
  const engine: Pick<QueryEngine, 'select'> = {
    async select(sql, parameters = []) {
      asked.push({ sql, parameters })
      const [from, to] = parameters.map(String)
      const own = days.filter(dt => dt >= (from ?? '') && dt <= (to ?? ''))
      if (sql === DAYS)
        return {
          columns: ['dt', 'weight', 'slots', 'first_slot', 'last_slot'],
          rows: own.map(dt => [dt, exporters, 96, 0, 95]),
        }
      if (sql !== LIVENESS) return { columns: ['network', 'first_dt', 'last_dt'], rows: [['harbour', '', '']] }
      const rows: SqlValue[][] = []
      for (const dt of own)
        for (let i = 0; i < exporters; i++) rows.push([dt, `exporter-${i}`, 'harbour', i % 2, slots, lost, 10])
      return { columns: ['dt', 'exporter', 'network', 'heartbeat', 'slots', 'lost', 'records'], rows }
    },
  }
  const whole: QueryEngine = {
    select: (sql, parameters) => engine.select(sql, parameters),
    async materialise() {
      throw new Error('nothing is written')
    },
  }
  return { engine: whole, asked }
}

describe('the observed time of many exporters', () => {
  it('is told of a thousand exporters over 157 days: 157,000 rows', async () => {
    const days = daysFrom('2017-03-01', 157)
    const { engine } = engineOf(1000, days)
    const asked = { fromDay: '2017-04-01', toDay: '2017-07-04' }
    const { window, observed } = await observeNetworks(engine, parseNetworks(NETWORKS), days, asked)
    expect(window.days).toBe(95)
    expect(observed).toMatchObject([{ network: 'harbour', observed: 95 * 96, total: 95 * 96, logged: true }])
  })

  it('reads the liveness of the window and of 31 days around it, of three years of days', async () => {
    const days = daysFrom('2015-01-01', 1096)
    for (const asked of [
      { fromDay: '2017-04-01', toDay: '2017-04-07' },
      { fromDay: '2017-12-26', toDay: null },
    ]) {
      const { engine, asked: questions } = engineOf(3, days)
      const { window } = await observeNetworks(engine, parseNetworks(NETWORKS), days, asked)
      const read = questions.filter(({ sql }) => sql === LIVENESS).map(({ parameters }) => parameters)
      const from = daysFrom(window.fromDay, 1).map(day => new Date(Date.parse(day) - 31 * 86_400_000))
      expect(read).toEqual([[from[0]?.toISOString().slice(0, 10), daysFrom(window.toDay, 32).at(-1)]])
    }
  })

  it('of days that are named asks for no others at all', async () => {
    const { engine, asked } = engineOf(3, daysFrom('2015-01-01', 1096))
    await observeNetworks(engine, parseNetworks(NETWORKS), ['2015-01-01', '2017-12-31'], {
      fromDay: '2017-04-01',
      toDay: '2017-04-07',
    })
    for (const { parameters } of asked)
      expect(parameters.every(dt => String(dt) >= '2017-03-01' && String(dt) <= '2017-05-08')).toBe(true)
  })
})

describe('a watched network that nothing logged', () => {
  const world = {
    networks: `${NETWORKS}172.16.0.0/12,silent,\n`,
    contacts: [{ slot: '2017-05-02T03:00Z', times: 100 }],
    logged: wholeDays('harbour', daysFrom('2017-05-01', 10)),
  }

  it('counts with none of its quarter-hours observed, is named, and sets the data quality', async () => {
    const { report, figure, section } = await reportOn(world)
    const silent = section('coverage')
      .tables.find(({ name }) => name === 'coverage')
      ?.rows.at(-1)
    expect(silent?.slice(0, 5)).toEqual(['silent', '172.16.0.0/12', 'not set: UTC', '0.0\u202f%', 0])
    const { numerator, denominator } = figure('coverage.observed')
    expect(denominator).toBe(2 * report.window.days * 96)
    expect(numerator).toBe(report.window.days * 96)
    expect(report.quality).toMatchObject({ value: 2, decidedBy: 'logged time' })
    expect(report.notices.join()).toContain('Nothing was logged of silent')
    expect(report.facts[0]?.[1]).toBe('harbour (10.1.0.0/16), silent (172.16.0.0/12, nothing logged)')
  })

  it('does not choose the window: its zone says nothing of when others were logged', async () => {
    const { report } = await reportOn({ ...world, networks: `${NETWORKS}172.16.0.0/12,silent,America/Lima\n` })
    const alone = await reportOn({ ...world, networks: NETWORKS })
    expect(report.window).toEqual(alone.report.window)
  })
})

describe('a network with dates', () => {
  it('is watched, and observed, from its first day to its last', async () => {
    const { report, figure } = await reportOn({
      networks:
        'cidr,name,valid_from,valid_to\n10.1.0.0/16,harbour,2017-05-03,2017-05-05\n10.2.0.0/16,hill,,2017-05-01\n',
      contacts: [],
      logged: wholeDays('harbour', daysFrom('2017-05-01', 10)),
    })
    expect(report.window.days).toBe(10)
    expect(figure('coverage.observed')).toMatchObject({ numerator: 2 * 96, denominator: 2 * 96 })
    expect(report.facts[0]?.[1]).toBe('harbour (10.1.0.0/16)')
  })
})
