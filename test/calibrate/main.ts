/**
 * `npm run calibrate -- [seeds]`: false positives, coverage and power of the statistics and of whole reports on made-up data, 2,000
 * seeds by default. Prints every share with its bounds; ends with 1 where one is outside. A whole run, of 2,000 seeds at least, writes
 * the table in README.md and draws the power curves beside it.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fillSection } from '../bench/readme-section.ts'
import { type Calibration, type Claim, claimRow, isInside, percent } from './calibration.ts'
import { events, powerOfEvents } from './events.ts'
import { intervals } from './intervals.ts'
import { onsets } from './onsets.ts'
import { powerChart } from './power-chart.ts'
import { worlds } from './worlds.ts'

const CALIBRATIONS: readonly Calibration[] = [intervals, events, onsets, worlds]
const FACTORS = [1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.8]
const CORRELATIONS = [0, 0.6]
const WHOLE = 2000

const seeds = Number(process.argv[2] ?? WHOLE)
const claims: (Claim & { name: string })[] = []
for (const { name, run } of CALIBRATIONS)
  for (const claim of await run(seeds)) {
    claims.push({ ...claim, name })
    const { what, share, least, most } = claim
    const bounds = `(${percent(least)} to ${percent(most)})${isInside(claim) ? '' : ' OUTSIDE'}`
    console.log(`${name}: ${what}: ${percent(share)} ${bounds}`)
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
    `events: power, ${name}: ${points.map(point => `+${point.percent.toFixed(0)} %: ${percent(point.power)}`).join(', ')}`,
  )
if (seeds >= WHOLE) {
  const readme = join(import.meta.dirname, 'README.md')
  const day = new Date().toISOString().slice(0, 10)
  const table = `Of ${day}:\n\n| what | share | 95 % interval | of | has to be |\n|---|---|---|---|---|\n${claims.map(claimRow).join('')}`
  writeFileSync(readme, fillSection(readFileSync(readme, 'utf8'), 'calibrate results', table))
  writeFileSync(join(import.meta.dirname, 'events-power.svg'), await powerChart('events-power', runs, curves))
}
process.exitCode = claims.every(isInside) ? 0 : 1
