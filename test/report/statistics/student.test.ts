import { expect, it } from 'vitest'
import { studentQuantile, studentWithin } from '../../../functions/report/statistics/student.ts'

/** By Simpson's rule over the density Γ((ν+1)/2) ÷ (√(νπ) Γ(ν/2)) · (1 + t²/ν)^(−(ν+1)/2), in Python; 4,000 steps. */
const REFERENCE = [
  { df: 1, level: 0.9, t: 6.313751514626347 },
  { df: 2, level: 0.99, t: 9.924843200897158 },
  { df: 3, level: 0.95, t: 3.182446305 },
  { df: 4, level: 0.95, t: 2.776445105 },
  { df: 13, level: 0.95, t: 2.160368656 },
  { df: 3, level: 1 - 0.05 / 7, t: 6.579678501548187 },
  { df: 12, level: 1 - 0.05 / 7, t: 3.2357395314465975 },
]

it.for(REFERENCE)('t holds $level of the distribution with $df degrees of freedom', ({ df, level, t }) => {
  expect(studentQuantile(level, df)).toBeCloseTo(t, 5)
  expect(studentWithin(t, df)).toBeCloseTo(level, 7)
})
