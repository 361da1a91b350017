/**
 * `npm run bench:editions`: normalise with one edition of country and AS data and with three, by turns, each run a process
 * of its own on one core: a log of one day, and one of 97 shuffled days that all three place. Prints the medians. Linux.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeVpc } from './inputs.ts'
import type { Measured } from './measure.ts'
import { alternate, median, runPinned } from './pinned-runs.ts'
import { benchReference } from './reference.ts'
import { cpuRatio, ratio } from './results.ts'

const ROUNDS = 5
const folder = mkdtempSync(join(tmpdir(), 'bench-editions-'))
try {
  const cache = join(folder, 'cache')
  mkdirSync(cache)
  await benchReference(cache)
  console.log('| log | editions | rows/s | peak RSS, MB | against one, core time (clock) |\n|---|---:|---:|---:|---:|')
  for (const [name, days] of [
    ['one day', 1],
    ['97 days shuffled', 97],
  ] as const) {
    const log = join(folder, 'vpc.log')
    writeVpc({ path: log, rows: 1_000_000, days, seed: 1 })
    const run = (editions: number) => () => {
      const lake = join(folder, 'lake')
      const measured = runPinned('normalise-run.ts', log, lake, cache, String(editions))
      rmSync(lake, { recursive: true })
      return measured
    }
    const { one, three } = alternate(ROUNDS, { one: run(1), three: run(3) })
    console.log(line(name, 1, one))
    console.log(line(name, 3, three, one))
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function line(log: string, editions: number, runs: readonly Measured[], against: readonly Measured[] = runs): string {
  const { rows, seconds } = median(runs)
  const peak = Math.max(...runs.map(run => run.peakRssBytes))
  const pairs = runs.flatMap((run, at) => {
    const other = against[at]
    return other === undefined ? [] : [[run, other] as const]
  })
  const core = median(pairs.map(([run, other]) => cpuRatio(run, other)))
  const clock = median(pairs.map(([run, other]) => ratio(run, other)))
  const speed = `${(rows / seconds / 1000).toFixed(0)} k`
  return `| ${log} | ${editions} | ${speed} | ${(peak / 1e6).toFixed(0)} | ${core.toFixed(2)} (${clock.toFixed(2)}) |`
}
