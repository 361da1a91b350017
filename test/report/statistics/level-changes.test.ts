/** Held against SciPy, NumPy and ruptures: `independent/level-changes.py` made `independent/level-changes.json`. */
import { describe, expect, it } from 'vitest'
import { blockOrders } from '../../../functions/report/statistics/block-orders.ts'
import { changeProbabilities } from '../../../functions/report/statistics/joint-changes.ts'
import { type Direction, levelChange } from '../../../functions/report/statistics/level-change.ts'
import independent from './independent/level-changes.json' with { type: 'json' }

const RISE = [
  ...Array.from({ length: 46 }, (_, i) => (37 * i) % 3),
  ...Array.from({ length: 51 }, (_, i) => 40 + ((29 * i) % 17)),
]

describe('a change of a Poisson level', () => {
  it('is found at the day with the largest log-likelihood ratio', () => {
    const change = levelChange(RISE, 'up')
    expect(change).toMatchObject({ at: 46, after: 48, fits: { from: 46, to: 46 } })
    expect(change?.logRatio).toBeCloseTo(1382.108979, 6)
    expect(levelChange(RISE, 'down')).toBeUndefined()
  })

  it('backwards is the same', () => {
    const change = levelChange(RISE.toReversed(), 'down')
    expect(change).toMatchObject({ at: 51, before: 48, fits: { from: 51, to: 51 } })
    expect(change?.logRatio).toBeCloseTo(1382.108979, 6)
  })

  it.for(independent.single)('is that of ruptures: $direction at $at', ({ counts, direction, ...expected }) => {
    const way: Direction = direction === 'up' ? 'up' : 'down'
    const { logRatio, ...found } = levelChange(counts, way) ?? { logRatio: 0 }
    const { logRatio: ratio, ...others } = expected
    expect(found).toEqual({
      ...others,
      before: expect.closeTo(others.before, 10),
      after: expect.closeTo(others.after, 10),
    })
    expect(logRatio).toBeCloseTo(ratio, 9)
  })

  it('leaves so many days on either side, the quiet one and the loud one', () => {
    const late = Array.from({ length: 30 }, (_, day) => (day < 26 ? 0 : 9))
    expect(levelChange(late, 'up')?.at).toBe(26)
    expect(levelChange(late, 'up', { quiet: 14, loud: 7 })?.at).toBe(23)
    expect(levelChange(late, 'up', { quiet: 25, loud: 7 })).toBeUndefined()
    expect(levelChange(late.toReversed(), 'down', { quiet: 14, loud: 7 })?.at).toBe(7)
    expect(levelChange([], 'up')).toBeUndefined()
  })

  it('says all days that fit: a level between the two is before it or after it', () => {
    const between = Array.from({ length: 40 }, (_, day) => (day < 20 ? 0 : day < 22 ? 3 : 9))
    expect(levelChange(between, 'up')).toMatchObject({ at: 20, fits: { from: 20, to: 20 } })
    const faint = Array.from({ length: 40 }, (_, day) => (day < 20 ? day % 2 : 1 + (day % 2)))
    const { from, to } = levelChange(faint, 'up')?.fits ?? { from: 20, to: 20 }
    expect(to - from).toBeGreaterThan(4)
  })
})

describe('orders of days in blocks', () => {
  const days = 97
  const orders = blockOrders(days, { orders: 200, seed: 4 })
  const rows = Array.from({ length: 200 }, (_, at) => Array.from(orders.subarray(at * days, (at + 1) * days)))

  it('hold every day once', () => {
    const all = Array.from({ length: days }, (_, day) => day)
    for (const row of rows) expect(row.toSorted((a, b) => a - b)).toEqual(all)
  })

  it('keep weeks together, cut at a random day of the week', () => {
    const offsets = new Set<number>()
    for (const row of rows) {
      const starts = row.filter((day, at) => day !== (row[at - 1] ?? -2) + 1 && day !== 0)
      expect(starts.length).toBeLessThanOrEqual(14)
      const [offset = 0] = starts
      for (const start of starts) expect(start % 7).toBe(offset % 7)
      offsets.add(offset % 7)
    }
    expect(offsets.size).toBe(7)
  })

  it('are the same for a seed, and differ from each other', () => {
    expect(blockOrders(days, { orders: 200, seed: 4 })).toEqual(orders)
    expect(new Set(rows.map(row => row.join())).size).toBe(200)
  })
})

describe('changes of many series together', () => {
  const { series, orders, quiet, loud, up, down } = independent.joint
  const rows = series.map(counts => Float64Array.from(counts))

  it('have the probabilities of an independent implementation over the same orders', () => {
    const found = changeProbabilities(rows, Uint16Array.from(orders.flat()), { quiet, loud })
    expect(Array.from(found.up)).toEqual(up)
    expect(Array.from(found.down)).toEqual(down)
  })

  it('without spread are none', () => {
    const flat = [new Float64Array(60).fill(5), new Float64Array(60)]
    const found = changeProbabilities(flat, blockOrders(60, { orders: 99, seed: 1 }), { quiet, loud })
    expect([...found.up, ...found.down]).toEqual([1, 1, 1, 1])
    expect(changeProbabilities([], blockOrders(0, { seed: 1 }), { quiet, loud }).up).toHaveLength(0)
  })

  it('count sums beyond the looked-up logarithms', () => {
    const large = RISE.map(count => 1000 * count)
    const found = changeProbabilities([Float64Array.from(large)], blockOrders(97, { orders: 199, seed: 2 }), {
      quiet: 14,
      loud: 7,
    })
    expect([found.up[0], found.down[0]]).toEqual([1 / 200, 1])
  })
})
