import { expect, it } from 'vitest'
import { calibrateOnsets } from '../../../calibrate/onsets.ts'

it('tells no change where there is none, and one from nothing to eight a day with its day', () => {
  const { reports, false: wrong, found, exact, others } = calibrateOnsets(60)
  expect([wrong / reports, others / reports].map(share => share <= 0.05)).toEqual([true, true])
  expect(found / reports).toBeGreaterThanOrEqual(0.9)
  expect(exact / reports).toBeGreaterThanOrEqual(0.9)
})
