/**
 * `npm run bench:jobs [-- --quick] [-- --before <checkout>]`: what a user waits for where there are many small files: `npm start`
 * on 1,000 gzip files of 20,000 rows over 100 days, on all cores, by the clock, against one job, or against an earlier state in
 * a checkout of its own. Exits 1 above half of before, or above three quarters of one job where there are cores. Quick: 100
 * files of 10 days. Linux; an hour on two cores, quick ten minutes.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'
import { z } from 'zod'
import { EXIT_CODES } from '../../../infra/local/exit-codes.ts'
import { writeVpc } from '../inputs.ts'
import { NETWORKS } from '../reference.ts'

const ROWS = 20_000
const FILES_A_DAY = 10
const MOST_OF_BEFORE = 0.5
const MOST_OF_ONE_JOB = 0.75

const { values } = parseArgs({ options: { quick: { type: 'boolean' }, before: { type: 'string' } } })
const files = values.quick === true ? 100 : 1000
const measuredSchema = z.object({ seconds: z.number(), cpuSeconds: z.number(), peakRssBytes: z.number() })
const folder = mkdtempSync(join(tmpdir(), 'bench-jobs-'))
const logs = join(folder, 'logs', 'team')

try {
  writeLogs()
  const here = join(import.meta.dirname, '../../..')
  const sides = [
    values.before === undefined
      ? { what: 'one job', ...run(here, '--jobs', '1') }
      : { what: 'before', ...run(values.before) },
    { what: 'now', ...run(here) },
  ] as const
  for (const { what, seconds, cpuSeconds, peakRssBytes } of sides)
    console.log(
      `${what}: ${seconds.toFixed(0)} s, ${cpuSeconds.toFixed(0)} s of processor time, ${(peakRssBytes / 1e6).toFixed(0)} MB`,
    )
  const [other, now] = sides
  const most = values.before === undefined ? MOST_OF_ONE_JOB : MOST_OF_BEFORE
  const ratio = now.seconds / other.seconds
  console.log(`${files} files of ${ROWS} rows on ${availableParallelism()} cores: ${ratio.toFixed(2)} of ${other.what}`)
  if (availableParallelism() > 1 && ratio > most) {
    console.error(`expected at most ${most} of ${other.what}, found ${ratio.toFixed(2)}`)
    process.exitCode = 1
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function writeLogs(): void {
  mkdirSync(logs, { recursive: true })
  const path = join(folder, 'plain.log')
  for (let at = 0; at < files; at++) {
    writeVpc({ path, rows: ROWS, days: 1, fromDay: Math.floor(at / FILES_A_DAY), seed: at + 1 })
    writeFileSync(join(logs, `${at}.log.gz`), gzipSync(readFileSync(path)))
  }
  writeFileSync(join(folder, 'networks.csv'), NETWORKS)
}

/** One whole run of the command line of a checkout, in a process and a lake of its own. */
function run(checkout: string, ...more: string[]): z.infer<typeof measuredSchema> {
  const result = join(folder, 'measured.json')
  const [lake, out] = [join(folder, 'lake'), join(folder, 'reports')]
  const script = join(checkout, 'test/bench/report/command-run.ts')
  const places = ['--lake', lake, '--out', out, '--networks', join(folder, 'networks.csv')]
  const { status } = spawnSync(process.execPath, [script, result, 'start', join(folder, 'logs'), ...places, ...more], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  // Logs made at random say little: the report is weak.
  if (status !== EXIT_CODES.done && status !== EXIT_CODES.weakReport)
    throw new Error(`npm start: expected a report, found that it ended with ${status}`)
  for (const path of [lake, out]) rmSync(path, { recursive: true })
  return measuredSchema.parse(JSON.parse(readFileSync(result, 'utf8')))
}
