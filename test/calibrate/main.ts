/**
 * `npm run calibrate -- [seeds]`: false positives, coverage and power of the statistics on made-up data, 2,000 seeds by
 * default. Prints every share with its bounds, and draws the power curves beside this file; ends with 1 where one is outside.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Calibration } from './calibration.ts'
import { events, powerOfEvents } from './events.ts'
import { intervals } from './intervals.ts'
import { onsets } from './onsets.ts'
import { powerChart } from './power-chart.ts'

const CALIBRATIONS: readonly Calibration[] = [intervals, events, onsets]
const FACTORS = [1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.8]
const CORRELATIONS = [0, 0.6]

const seeds = Number(process.argv[2] ?? 2000)
let outside = 0
for (const { name, run } of CALIBRATIONS)
  for (const { what, share, least, most } of run(seeds)) {
    const isInside = share >= least && share <= most
    if (!isInside) outside++
    const percent = (value: number) => `${(100 * value).toFixed(1)} %`
    console.log(
      `${name}: ${what}: ${percent(share)} (${percent(least)} to ${percent(most)})${isInside ? '' : ' OUTSIDE'}`,
    )
  }
const runs = Math.ceil(seeds / 4)
const curves = CORRELATIONS.map(correlation => ({
  name: `autocorrelation ${correlation}`,
  points: powerOfEvents(runs, correlation, FACTORS).map((power, at) => ({
    percent: 100 * ((FACTORS[at] ?? 1) - 1),
    power,
  })),
}))
for (const { name, points } of curves)
  console.log(
    `events: power, ${name}: ${points.map(({ percent, power }) => `+${percent.toFixed(0)} %: ${(100 * power).toFixed(1)} %`).join(', ')}`,
  )
if (seeds >= 2000)
  writeFileSync(join(import.meta.dirname, 'events-power.svg'), await powerChart('events-power', runs, curves))
process.exitCode = outside > 0 ? 1 : 0
