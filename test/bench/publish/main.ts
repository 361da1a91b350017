/**
 * `npm run bench:publish [-- --quick]`: the processor time of publishing a day of 80,000 and of a million records on DuckDB, on
 * one core, with the SQL of today and that of before by turns. Writes the table in the README of the benchmarks; exits 1 where
 * a day takes more of before than the floor. Linux (taskset), five minutes; quick: only the smaller day, printed only.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deliverCreated } from '../../../functions/normalise/deliver.ts'
import { findUploads } from '../../../infra/local/find-uploads.ts'
import { openLake, useReference } from '../../../infra/local/lake.ts'
import type { Measured } from '../measure.ts'
import { alternate, median, runPinned } from '../pinned-runs.ts'
import { fillSection } from '../readme-section.ts'
import { NETWORKS } from '../reference.ts'
import { machine } from '../results.ts'
import { writeDay } from './day-logs.ts'

/** The most that a day may take of the processor time of before. */
const MOST_OF_BEFORE = 0.5
const quick = process.argv.includes('--quick')
const sizes = quick ? [80_000] : [80_000, 1_000_000]
const rounds = quick ? 2 : 5
const folder = mkdtempSync(join(tmpdir(), 'bench-publish-'))

try {
  const days = []
  for (const records of sizes) days.push({ records, ...(await measureDay(records)) })
  const lines = days.map(
    ({ before, now, ratio }) =>
      `| ${now.rows.toLocaleString('en')} | ${before.cpuSeconds.toFixed(2)} | ${now.cpuSeconds.toFixed(2)} | ${ratio.toFixed(2)} | ` +
      `${((now.cpuSeconds / now.rows) * 1e6).toFixed(1)} | ${(now.peakRssBytes / 1e6).toFixed(0)} |\n`,
  )
  const on = machine()
  const head =
    '| rows of a day | before, s | now, s | of before | µs a row | peak RSS, MB |\n|---:|---:|---:|---:|---:|---:|\n'
  const text = `${head}${lines.join('')}\nProcessor time, median of ${rounds} rounds; one core of ${on.cpu}, Node ${on.node}.\n`
  console.log(text)
  if (!quick) {
    const readme = new URL('../README.md', import.meta.url)
    writeFileSync(readme, fillSection(readFileSync(readme, 'utf8'), 'bench publish', text))
  }
  for (const { records, ratio } of days.filter(day => day.ratio > MOST_OF_BEFORE)) {
    console.error(
      `a day of ${records} records: expected at most ${MOST_OF_BEFORE} of before, found ${ratio.toFixed(2)}`,
    )
    process.exitCode = 1
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** Delivers a day once, then publishes copies of that lake by turns. */
async function measureDay(records: number): Promise<{ before: Measured; now: Measured; ratio: number }> {
  const delivered = join(folder, `delivered-${records}`)
  const logs = join(folder, `logs-${records}`)
  mkdirSync(join(logs, 'team'), { recursive: true })
  writeDay(join(logs, 'team'), records)
  const lake = await openLake(delivered)
  const delivery = await lake.delivery(await useReference(lake.lake, NETWORKS))
  const files = await findUploads([logs], '/')
  await lake.uploads.add(files)
  for (const { key } of files) await deliverCreated(key, delivery)
  await lake.close()
  const publish = (side: string) => () => {
    const copy = join(folder, 'copy')
    cpSync(delivered, copy, { recursive: true })
    const measured = runPinned('publish/publish-run.ts', copy, join(logs, 'team', 'vpc.log'), side)
    rmSync(copy, { recursive: true })
    return measured
  }
  const { before, now } = alternate(rounds, { before: publish('before'), now: publish('now') })
  const ratios = now.map((run, at) => run.cpuSeconds / (before[at]?.cpuSeconds ?? Number.NaN))
  return { before: median(before), now: median(now), ratio: median(ratios) }
}
