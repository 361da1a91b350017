import { describe, expect, it } from 'vitest'
import { busiestSpan, LONGEST_SPAN_HOURS } from '../../../functions/report/statistics/busiest-span.ts'

const hours = (of: (hour: number) => number): number[] => Array.from({ length: 24 }, (_, hour) => of(hour))

/** Of a second implementation in Python: every length from 1 to 24, every begin from 0 to 23, the first with 80 %. */
const REFERENCE = [
  { name: 'no pattern', profile: hours(h => 10 + ((h * h * 7) % 29)), from: 2, to: 21, share: 0.803448275862069 },
  {
    name: 'a working day',
    profile: hours(h => (h >= 9 && h < 20 ? 12 : 1)),
    from: 9,
    to: 19,
    share: 0.8275862068965517,
  },
  { name: 'a night, over midnight', profile: hours(h => (h >= 20 || h < 4 ? 8 : 1)), from: 20, to: 28, share: 0.8 },
  { name: 'flat', profile: hours(() => 1), from: 0, to: 20, share: 0.8333333333333334 },
  { name: 'one hour', profile: hours(h => (h === 5 ? 3 : 0)), from: 5, to: 6, share: 1 },
  {
    name: 'two runs of the same length: the earliest',
    profile: hours(h => (h === 3 || h === 15 ? 4 : h === 9 ? 2 : 0)),
    from: 3,
    to: 16,
    share: 1,
  },
]

describe('the busiest span of the day', () => {
  it.for(REFERENCE)('is that of an independent implementation: $name', ({ profile, from, to, share }) => {
    const span = busiestSpan(profile)
    expect(span).toMatchObject({ from, to })
    expect(span?.share).toBeCloseTo(share, 12)
  })

  it('of flat traffic is longer than what counts as a pattern', () => {
    const { from, to } = busiestSpan(hours(() => 1))!
    expect(to - from).toBeGreaterThan(LONGEST_SPAN_HOURS)
  })

  it('is none where nothing was seen', () => {
    expect(busiestSpan(hours(() => 0))).toBeUndefined()
  })
})
