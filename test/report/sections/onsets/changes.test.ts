import { describe, expect, it } from 'vitest'
import { couldChange, findChanges } from '../../../../functions/report/sections/onsets/changes.ts'

const DAYS = 97
const series = (of: (day: number) => number): Float64Array => Float64Array.from({ length: DAYS }, (_, day) => of(day))
/** Beside it some of what goes on all the time: weeks, noise and a trend. */
const beside = [
  series(day => 20 + ((37 * day) % 11)),
  series(day => (day % 7 < 5 ? 30 : 6) + ((29 * day) % 7)),
  series(day => Math.floor(day / 4) + ((31 * day) % 5)),
  series(day => (day % 9 === 0 ? 12 : 0)),
]
const found = (of: (day: number) => number) => findChanges([series(of), ...beside], 1).changes
const eight = (day: number) => 4 + ((37 * day) % 9)

describe('a change inside a window', () => {
  it('is a level from a day on, with what it was before', () => {
    expect(found(day => (day < 46 ? 0 : eight(day)))).toEqual([
      {
        kind: 'began',
        series: 0,
        from: 46,
        to: 96,
        fits: { from: 46, to: 46 },
        usual: 0,
        level: expect.closeTo(8, 0),
        usualMost: 0,
        isNothing: true,
        chance: expect.closeTo(0, 1),
      },
    ])
  })

  it('backwards is an end, by its last day', () => {
    expect(found(day => (day < 46 ? eight(day) : 0))).toMatchObject([
      { kind: 'ended', from: 0, to: 45, fits: { from: 45, to: 45 }, usual: 0, isNothing: true },
    ])
  })

  it.for([
    ['fewer than five a day', (day: number) => (day < 46 ? 0 : 4)],
    ['less than five times what was', (day: number) => (day < 46 ? 4 : 18)],
    ['a trend', (day: number) => Math.floor(day / 3)],
    ['days here and there', (day: number) => (day < 46 ? 0 : day % 3 === 0 ? 30 : 0)],
    ['less than two weeks before', (day: number) => (day < 13 ? 0 : eight(day))],
    ['less than a week after', (day: number) => (day < 91 ? 0 : eight(day))],
    ['two days', (day: number) => (day === 40 || day === 41 ? 90 : 0)],
    ['all along', eight],
    ['nothing', () => 0],
  ] as const)('is none of %s', ([, of]) => {
    expect(found(of)).toEqual([])
  })

  it.for([3, 7, 14])('of %i days, over again, is a burst and nothing else', days => {
    expect(found(day => (day >= 40 && day < 40 + days ? 20 + (day % 3) : day % 13 === 0 ? 1 : 0))).toMatchObject([
      { kind: 'burst', from: 40, to: 39 + days, chance: null },
    ])
  })

  it('that held for longer and is over is neither', () => {
    expect(found(day => (day >= 30 && day < 60 ? eight(day) : 0))).toEqual([])
  })

  it('is from nothing where at most a tenth of the days before had any', () => {
    const of = (every: number) => found(day => (day < 46 ? (day % every === 0 ? 1 : 0) : eight(day)))
    expect(of(12)).toMatchObject([{ kind: 'began', isNothing: true }])
    expect(of(5)).toMatchObject([{ kind: 'began', isNothing: false }])
  })

  it('is one of sixty that do not change', () => {
    const sixty = Array.from({ length: 60 }, (_, key) =>
      series(day => Math.floor((2 + key / 4) * (0.6 + ((37 * day + 13 * key) % 17) / 17))),
    )
    sixty[17] = series(day => (day < 50 ? 0 : eight(day)))
    expect(findChanges(sixty, 1).changes).toMatchObject([{ kind: 'began', series: 17, from: 50 }])
  })

  it('needs three weeks', () => {
    const short = Float64Array.from({ length: 20 }, (_, day) => (day < 13 ? 0 : 9))
    expect(findChanges([short], 1)).toEqual({ changes: [], tried: 0, leftOut: 0 })
    expect(findChanges([], 1)).toEqual({ changes: [], tried: 0, leftOut: 0 })
  })

  it('is looked for in the 400 series with most contacts, of those that could change', () => {
    const many = Array.from({ length: 420 }, (_, key) => series(day => (day === key % DAYS ? 40 + key : 2 * (day % 2))))
    const { tried, leftOut } = findChanges([...many, ...beside], 1)
    expect([tried, leftOut]).toEqual([400, 21])
  })
})

describe('a series that could change', () => {
  it('is one whose highest days, put together, would be a change: whatever their order', () => {
    expect(couldChange(series(day => (day < 46 ? 0 : 9)))).toBe(true)
    expect(couldChange(series(day => (day % 2 === 0 ? 0 : 9)))).toBe(true)
    expect(couldChange(series(day => 100 + (day % 7)))).toBe(false)
    expect(couldChange(series(day => (day % 2 === 0 ? 0 : 4)))).toBe(false)
    expect(couldChange(series(day => (day % 2 === 0 ? 3 : 12)))).toBe(false)
  })
})
