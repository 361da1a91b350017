import { describe, expect, it, vi } from 'vitest'
import type { LivenessRow } from '../../../../functions/report/window/liveness.ts'
import { daysFrom, reportsOf, type World, wholeDays } from '../../../support/report-world.ts'

vi.mock(import('../../../../functions/report/render/draw.ts'), () => import('../../../support/undrawn.ts'))

const DAYS = daysFrom('2017-05-01', 14)
const NETWORKS = 'cidr,name,time_zone,valid_from,valid_to\n'

const without = (gaps: [day: number, from: number, length: number][]): LivenessRow[] =>
  wholeDays('harbour', DAYS).map((row, at) => {
    const slots = row.slots.split('')
    for (const [day, from, length] of gaps) if (day === at) slots.fill('0', from, from + length)
    return { ...row, slots: slots.join('') }
  })

const WORLD: World = {
  networks: `${NETWORKS}10.1.0.0/16,harbour,,,\n`,
  contacts: [],
  logged: wholeDays('harbour', DAYS),
}

async function coverageOf(world: Partial<World>) {
  const { section } = await reportsOf('coverage')({ ...WORLD, ...world })
  const { paragraphs, tables } = section('coverage')
  return { text: paragraphs.join('\n'), table: (name: string) => tables.find(table => table.name === name)?.rows }
}

it('says data quality as a step of five with what set it, never as a probability', async () => {
  const { text } = await coverageOf({ contacts: [] })
  expect(text).toMatch(/Data quality \d of 5, set by [a-z ]+\. It is no probability/)
  expect(text).not.toMatch(/quality (of )?\d+\s?%|\d+\s?% (sure|likely)/)
})

describe('coverage names', () => {
  it('all gaps of an hour and more: the longest five, the others as a sum', async () => {
    // Five quarter-hours are the least that is not bridged; one after another from the second day on.
    const { text, table } = await coverageOf({
      logged: without([5, 6, 7, 8, 9, 10, 4].map((length, i) => [i + 1, 40, length])),
    })
    expect(text).toContain(
      'Gaps of an hour and more, the longest first: harbour from 2017-05-07 10:00 UTC for 2.5 hours; harbour from 2017-05-06 ' +
        '10:00 UTC for 2.25 hours; harbour from 2017-05-05 10:00 UTC for 2 hours; harbour from 2017-05-04 10:00 UTC for 1.75 ' +
        'hours; harbour from 2017-05-03 10:00 UTC for 1.5 hours; 1 more of 1.25 hours together.',
    )
    expect(table('gaps')).toHaveLength(6)
    expect(table('gaps')?.[0]).toEqual(['harbour', '2017-05-07 10:00', '2017-05-07 12:30', 2.5])
    expect(table('gaps')?.[5]).toEqual(['all other gaps of an hour and more (1)', '', '', 1.25])
  })

  it('no gap where there is none', async () => {
    expect((await coverageOf({})).text).toContain('No gap of an hour or more.')
  })

  it('watched networks of which nothing was logged, and none of their gaps', async () => {
    const { text } = await coverageOf({ networks: `${WORLD.networks}172.16.0.0/12,silent,,,\n` })
    expect(text).toContain('Nothing was logged of silent, in the window or within 30 days of it')
    expect(text).toContain('No gap of an hour or more.')
  })

  it('the first and the last day of a network by its dates', async () => {
    const { text, table } = await coverageOf({
      networks: `${NETWORKS}10.1.0.0/16,harbour,,,2017-05-10\n10.2.0.0/16,harbour,,2017-05-03,\n10.3.0.0/16,hill,,2017-05-01,2017-05-15\n`,
    })
    expect(text).toContain(
      'By networks.csv, 2017-05-03 is the first watched day of harbour (10.2.0.0/16); 2017-05-09 is the last watched day of ' +
        'harbour (10.1.0.0/16): the other days are not of its window',
    )
    expect(table('network-days')).toHaveLength(2)
    expect((await coverageOf({})).text).not.toContain('By networks.csv')
  })

  it('copies, cut uploads, refused ones and those in no known format, with their days', async () => {
    const of = (dt: string, outcome: string, uploads: number, format = 'aws-vpc') => ({
      dt,
      source: 'team',
      format,
      outcome,
      uploads,
      records: 10 * uploads,
      example: `team/${outcome}`,
    })
    const { text, table } = await coverageOf({
      uploads: [
        of('2017-05-02', 'copy', 2),
        of('2017-05-04', 'copy', 1),
        of('2017-05-02', 'counts', 9),
        of('2017-05-03', 'cut', 1),
        of('2017-05-05', 'unknown', 3, ''),
        of('2017-05-06', 'refused', 1, ''),
        of('2017-06-06', 'refused', 1, ''),
      ],
    })
    expect(text).toContain(
      'Of the uploads, counted on each day that they touch: 3 uploads are copies of others (from 2017-05-02 to 2017-05-04): the ' +
        'same content counts once; 1 upload is cut (on 2017-05-03): what stands before the cut counts, what stood behind it is ' +
        'missing; 1 upload was refused whole (on 2017-05-06): what they hold is in no figure; their days are those that their ' +
        'names say; 3 uploads are in no known format (on 2017-05-05)',
    )
    expect(table('uploads')).toEqual([
      ['copy', 'team', 'aws-vpc', '2017-05-02', '2017-05-04', 3, 30, 'team/copy'],
      ['cut', 'team', 'aws-vpc', '2017-05-03', '2017-05-03', 1, 10, 'team/cut'],
      ['refused', 'team', '', '2017-05-06', '2017-05-06', 1, 10, 'team/refused'],
      ['no known format', 'team', '', '2017-05-05', '2017-05-05', 3, 30, 'team/unknown'],
    ])
    expect((await coverageOf({})).text).toContain(
      'No upload of these days is a copy, cut, refused or in no known format.',
    )
  })

  it('records that several uploads of one exporter hold, and connections that more than eight exporters logged', async () => {
    const pair = {
      network: 'harbour',
      exporter_a: 'a',
      exporter_b: 'b',
      connections: 5,
      median_ms: 0,
      dt: '2017-05-03',
    }
    const { text } = await coverageOf({
      totals: [
        { exporter: 'eni-1', repeated: 30, records: 70, dt: '2017-05-03', local_day: '2017-05-03' },
        { exporter: 'eni-1', repeated: 4, records: 70, dt: '2017-05-05', local_day: '2017-05-05' },
        { exporter: 'eni-2', repeated: 1, records: 70, dt: '2017-05-05', local_day: '2017-05-05' },
        { exporter: 'eni-3', repeated: 0, records: 70, dt: '2017-05-05', local_day: '2017-05-05' },
      ],
      // Two connections of a crowd are in each of the 28 pairs of eight exporters.
      pairs: Array.from({ length: 28 }, (_, i) => ({ ...pair, exporter_b: `b${i}`, crowded: 2 })),
    })
    expect(text).toContain(
      'Records that several uploads of one exporter hold count once; left out as repeated: 34 of eni-1 (from 2017-05-03 to ' +
        '2017-05-05); 1 of eni-2 (on 2017-05-05).',
    )
    expect(text).toContain('2 connections were logged by more than 8 exporters on a day')
    const plain = (await coverageOf({})).text
    expect(plain).not.toContain('repeated')
    expect(plain).not.toContain('more than 8 exporters')
  })

  it('exporters that changed their format, and when', async () => {
    const formatOn = (day: number) => (day < 5 ? 'aws-vpc' : 'aws-vpc-parquet')
    const { text, table } = await coverageOf({
      logged: wholeDays('harbour', DAYS).map((row, at) => ({ ...row, format: formatOn(at) })),
    })
    expect(text).toContain(
      'Changed their format: exporter of harbour (aws-vpc from 2017-05-01, aws-vpc-parquet from 2017-05-06). Formats differ',
    )
    expect(table('formats')).toHaveLength(2)
    expect((await coverageOf({})).text).not.toContain('Changed their format')
  })

  it('too few for a percentage by their numbers, in sentences that can be read', async () => {
    const totals = [
      { local_day: '2017-05-02', network: 'harbour', scope: 'external', action: 'accept', records: 8 },
      { local_day: '2017-05-02', network: 'harbour', scope: 'external', action: 'deny', records: 2 },
    ]
    const { text } = await coverageOf({ totals })
    expect(text).toContain('0 of the 10 log records have no end in a watched network')
    expect(text).toContain('Of the others: denied by a policy, 2 of 10; between watched networks, 0 of 10;')
    expect(text).not.toContain('withheld')
  })

  it('what is unclear as a share of what it is a share of', async () => {
    const contacts = [
      ...DAYS.map(day => ({ slot: `${day}T03:00Z`, times: 9 })),
      ...DAYS.map(day => ({ slot: `${day}T04:00Z`, role: 'unclear' })),
      ...DAYS.map(day => ({ slot: `${day}T05:00Z`, role: 'attempt_in', times: 90 })),
    ]
    const { text } = await coverageOf({ contacts })
    expect(text).toContain(
      'Of the contacts that may be activity: not clear who began, or whether it was answered, 10.0\u202f%. Of all contacts: sampled, 0.0\u202f%;',
    )
  })
})
