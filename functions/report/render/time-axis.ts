/** What charts over days have in common. */
import type { MarkDef } from 'vega-lite/types_unstable/mark.js'
import { ORANGE } from './palette.ts'

/** Few dates, level, where there is room. One nearer to an end than half of itself stands inside of it. */
export const DATE_AXIS = {
  format: '%d %b',
  tickCount: 5,
  labelOverlap: true,
  labelFlush: 16,
  grid: false,
} as const

export const VERSION_RULE: MarkDef<'rule'> = { type: 'rule', color: ORANGE, strokeWidth: 2, strokeDash: [4, 3] }

/** What the title adds where another version of the reference data begins. */
export const versionText = (days: readonly string[]): string =>
  days.length === 0 ? '' : ` Dashed: another version of the reference data begins (${days.join(', ')}).`

export const versionMarks = (days: readonly string[]): { day: number }[] => days.map(day => ({ day: Date.parse(day) }))
