import { describe, expect, it } from 'vitest'
import { createLivenessMerge } from '../../functions/publish/liveness-merge.ts'

const DAY = '2024-03-01'
const NOTHING = '0'.repeat(96)
const slotsAt = (...slots: number[]) => [...NOTHING].map((_, at) => (slots.includes(at) ? '1' : '0')).join('')
const upload = (name: string, more: object = {}) => ({
  bucket: 'uploads',
  key: `a/${name}.log`,
  source: 'a',
  format: 'aws-vpc',
  heartbeat: true,
  ...more,
})
const entry = (exporter: string, slot: number, networks: string[], records = 1) => ({
  exporter,
  slots: slotsAt(slot),
  lost: NOTHING,
  networks,
  records,
})

describe('liveness of a day', () => {
  it('is a row per exporter and network, however many uploads say it', () => {
    const merge = createLivenessMerge(DAY)
    for (let file = 0; file < 288; file++) {
      const entries = Array.from({ length: 10 }, (_, at) => entry(`eni-${at}`, Math.floor(file / 3), ['hill']))
      merge.add(upload(`f${file}`), entries)
    }
    const rows = merge.rows()
    expect(rows.map(([exporter]) => exporter)).toEqual(Array.from({ length: 10 }, (_, at) => `eni-${at}`))
    expect(rows[0]).toEqual(['eni-0', 'hill', 'a', 'aws-vpc', 1, '1'.repeat(96), NOTHING, 288])
  })

  it('keeps networks, sources and formats apart, and what none was seen of', () => {
    const merge = createLivenessMerge(DAY)
    merge.add(upload('one'), [entry('e', 1, ['hill', 'harbour'], 5), entry('quiet', 9, [], 0)])
    merge.add(upload('two'), [{ ...entry('e', 2, ['hill'], 7), lost: slotsAt(4) }])
    merge.add(upload('three', { source: 'b', format: 'zeek-conn', heartbeat: false }), [entry('e', 3, ['hill'])])
    expect(merge.rows()).toEqual([
      ['e', 'harbour', 'a', 'aws-vpc', 1, slotsAt(1), NOTHING, 5],
      ['e', 'hill', 'a', 'aws-vpc', 1, slotsAt(1, 2), slotsAt(4), 12],
      ['e', 'hill', 'b', 'zeek-conn', 0, slotsAt(3), NOTHING, 1],
      ['quiet', null, 'a', 'aws-vpc', 1, slotsAt(9), NOTHING, 0],
    ])
  })

  it('has a bound of rows, not of uploads', () => {
    const merge = createLivenessMerge(DAY, 2)
    for (let file = 0; file < 100; file++) merge.add(upload(`f${file}`), [entry('e', 1, ['hill', 'harbour'])])
    expect(() => merge.add(upload('more'), [entry('other', 1, [])])).toThrow(
      `day ${DAY}: expected at most 2 exporters times networks, found more by uploads/a/more.log;`,
    )
  })
})
