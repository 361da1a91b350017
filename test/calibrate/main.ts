/**
 * `npm run calibrate -- [seeds] [subject…]`: false positives, coverage and power of the statistics and of whole reports on made-up
 * data, 2,000 seeds and all subjects by default. Prints every share with its bounds; ends with 1 where one is outside. 2,000 seeds at
 * least write the subject's table in README.md, and its power curves beside it.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fillSection } from '../bench/readme-section.ts'
import { type Calibration, type Claim, claimRow, isInside, type Power, percent } from './calibration.ts'
import { events } from './events.ts'
import { intervals } from './intervals.ts'
import { onsets } from './onsets.ts'
import { powerChart } from './power-chart.ts'
import { regular } from './regular.ts'
import { worlds } from './worlds.ts'

const CALIBRATIONS: readonly Calibration[] = [intervals, events, onsets, regular, worlds]
const WHOLE = 2000

const [typed = `${WHOLE}`, ...subjects] = process.argv.slice(2)
const seeds = Number(typed)
const unknown = subjects.find(subject => CALIBRATIONS.every(({ name }) => name !== subject))
if (!(seeds > 0) || unknown !== undefined)
  throw new Error(
    `expected a number of seeds, then ${CALIBRATIONS.map(({ name }) => name).join(', ')}, found ${unknown ?? typed}`,
  )
const chosen = CALIBRATIONS.filter(({ name }) => subjects.length === 0 || subjects.includes(name))

for (const { name, run, power } of chosen) {
  const claims = await run(seeds)
  for (const claim of claims) {
    const { what, share, least, most } = claim
    const bounds = `(${percent(least)} to ${percent(most)})${isInside(claim) ? '' : ' OUTSIDE'}`
    console.log(`${name}: ${what}: ${percent(share)} ${bounds}`)
    if (!isInside(claim)) process.exitCode = 1
  }
  if (seeds >= WHOLE) fillTable(name, claims)
  if (power !== undefined) await drawPower(name, power(Math.ceil(seeds / 4)))
}

function fillTable(name: string, claims: readonly Claim[]): void {
  const readme = join(import.meta.dirname, 'README.md')
  const day = new Date().toISOString().slice(0, 10)
  const head = `| ${name}, ${day} | share | 95 % interval | of | has to be |\n|---|---|---|---|---|\n`
  writeFileSync(
    readme,
    fillSection(readFileSync(readme, 'utf8'), `calibrate ${name}`, `${head}${claims.map(claimRow).join('')}`),
  )
}

async function drawPower(name: string, power: Power): Promise<void> {
  for (const { name: curve, points } of power.curves)
    console.log(`${name}: power, ${curve}: ${points.map(point => `${point.size}: ${percent(point.power)}`).join(', ')}`)
  if (seeds >= WHOLE)
    writeFileSync(join(import.meta.dirname, `${name}-power.svg`), await powerChart(`${name}-power`, power))
}
