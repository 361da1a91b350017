/** Contacts around the events of a set, against the band of its shifts. */
import type { MarkDef } from 'vega-lite/types_unstable/mark.js'
import type { Chart } from '../../figures/figure.ts'
import { draw } from '../../render/draw.ts'
import { BLUE, GREY } from '../../render/palette.ts'
import { type EventWindow, profileOf } from '../../statistics/event-shifts.ts'
import type { ContactHours } from './counts.ts'
import { effectIn, type TestedSet } from './sets.ts'
import { chartText, chartTitle, percentOf } from './words.ts'

const BIN_HOURS = 6
const FIRST_HOUR = -72
const LAST_HOUR = 96

export interface ProfileBin extends EventWindow {
  /** Natural logarithms. */
  mean: number
  low: number
  high: number
}

/** Six hours each, from three days before to four days after. */
export function profileAround(set: TestedSet, hours: ContactHours): ProfileBin[] {
  const bins: EventWindow[] = []
  for (let from = FIRST_HOUR; from < LAST_HOUR; from += BIN_HOURS) bins.push({ from, to: from + BIN_HOURS })
  const found = profileOf(
    hours,
    set.tested.map(({ hour }) => hour),
    bins,
  )
  return bins.map((bin, at) => ({ ...bin, mean: found[at]?.mean ?? 0, ...(found[at]?.band ?? { low: 0, high: 0 }) }))
}

export function eventsChart(set: TestedSet, profile: readonly ProfileBin[]): Promise<Chart> {
  const rounded = (logarithm: number) => Number(percentOf(logarithm).toFixed(2))
  const values = profile.map(({ from, to, mean, low, high }) => ({
    hour: (from + to) / 2,
    mean: rounded(mean),
    low: rounded(low),
    high: rounded(high),
  }))
  const effectOf = (name: 'before' | 'day' | 'after') => effectIn(set.test, name)?.effect ?? 0
  const description = chartText(set, { before: effectOf('before'), day: effectOf('day'), after: effectOf('after') })
  return draw(`events-${set.number}`, chartTitle(set), description, width => ({
    width,
    height: 190,
    autosize: { type: 'fit-x', contains: 'padding' },
    data: { values },
    layer: [
      {
        mark: { type: 'area', color: GREY, opacity: 0.28, interpolate: 'monotone' },
        encoding: {
          x: {
            field: 'hour',
            type: 'quantitative',
            title: 'hours from the event',
            scale: { domain: [FIRST_HOUR, LAST_HOUR], nice: false },
            axis: { values: [-72, -48, -24, 0, 24, 48, 72, 96], grid: false },
          },
          y: { field: 'low', type: 'quantitative', title: null, axis: { tickCount: 5, labelExpr: PERCENT_LABEL } },
          y2: { field: 'high' },
        },
      },
      {
        mark: { type: 'line', color: BLUE, strokeWidth: 2.5, interpolate: 'monotone' },
        encoding: {
          x: { field: 'hour', type: 'quantitative' },
          y: { field: 'mean', type: 'quantitative' },
        },
      },
      { data: { values: [{ at: 0 }] }, mark: ZERO, encoding: { y: { field: 'at', type: 'quantitative' } } },
      { data: { values: [{ at: 0 }] }, mark: EVENT, encoding: { x: { field: 'at', type: 'quantitative' } } },
    ],
  }))
}

const PERCENT_LABEL = "(datum.value > 0 ? '+' : '') + datum.label + ' %'"
const ZERO: MarkDef<'rule'> = { type: 'rule', color: 'currentColor', opacity: 0.4 }
const EVENT: MarkDef<'rule'> = { type: 'rule', color: 'currentColor', strokeDash: [4, 3] }
