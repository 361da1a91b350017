/**
 * `npm run bench:speed [-- <million rows> <rounds>]`: normalise with the kernel and without, DuckDB, and what reading, hash and
 * zstd alone take, on VPC text and Zeek's conn log, plain and in gzip; each run a process of its own on one core, by turns.
 * Writes results.md beside this file and into the README of the folder above. Exits 1 where the kernel brings less than half as
 * much again. Linux (taskset); a minute a round of a million rows on a quiet machine.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { writeVpc, writeZeek } from '../inputs.ts'
import type { Measured } from '../measure.ts'
import { alternate, median, runPinned } from '../pinned-runs.ts'
import { fillSection } from '../readme-section.ts'
import { benchReference } from '../reference.ts'
import { machine } from '../results.ts'

const SECTION = 'bench speed'
/** Rows a second over DuckDB's that are aimed at, plain (from 10 M rows on) and in gzip. */
const GOAL = { few: 1.8, many: 2.2, gzip: 1.5 } as const
const LEAST_BY_KERNEL = 1.5

const [millions = 1, rounds = 3] = process.argv.slice(2).map(Number)
const rows = millions * 1_000_000
const folder = mkdtempSync(join(tmpdir(), 'bench-speed-'))
const cache = join(folder, 'cache')
mkdirSync(cache)
try {
  await benchReference(cache)
  const found = [measureLog('VPC text', 'vpc', writeVpc), measureLog("Zeek's conn log", 'zeek', writeZeek)].flat()
  const text = describe(found)
  console.log(text)
  writeFileSync(new URL('results.md', import.meta.url), text)
  const readme = new URL('../README.md', import.meta.url)
  writeFileSync(readme, fillSection(readFileSync(readme, 'utf8'), SECTION, text))
  const slow = found.filter(({ overOff }) => overOff < LEAST_BY_KERNEL)
  for (const { name, overOff } of slow)
    console.error(
      `${name}: expected at least ${LEAST_BY_KERNEL} × the speed without the kernel, found ${overOff.toFixed(2)}`,
    )
  process.exitCode = slow.length > 0 ? 1 : 0
} finally {
  rmSync(folder, { recursive: true, force: true })
}

interface Found {
  name: string
  /** Microseconds of time on the core a row, medians of the rounds. */
  on: number
  off: number
  duckdb: number
  limit: number
  /** Rows a second over those of the others: medians of the rounds. */
  overOff: number
  overDuckdb: number
  goal: number
}

function measureLog(name: string, format: 'vpc' | 'zeek', write: typeof writeVpc): Found[] {
  const path = join(folder, `${format}.log`)
  write({ path, rows, days: 1, seed: 1 })
  const packed = `${path}.gz`
  writeFileSync(packed, gzipSync(readFileSync(path)))
  const many = rows >= 10_000_000
  const found = [
    compare(name, format, path, many ? GOAL.many : GOAL.few),
    compare(`${name}, gzip`, format, packed, GOAL.gzip),
  ]
  for (const log of [path, packed]) rmSync(log)
  return found
}

function compare(name: string, format: string, path: string, goal: number): Found {
  const lake = join(folder, 'lake')
  const normalise = (script: string, ...more: string[]) => runPinned(script, path, lake, cache, ...more)
  const runs = alternate(rounds, {
    on: () => normalise('normalise-run.ts'),
    off: () => normalise('normalise-run.ts', '1', 'off'),
    duckdb: () => runPinned('duckdb-run.ts', format, path, join(folder, 'duckdb.parquet'), cache),
    limit: () => normalise('speed/limit-run.ts'),
  })
  const micros = (of: readonly Measured[]) => median(of.map(run => (run.cpuSeconds * 1e6) / run.rows))
  const over = (others: readonly Measured[]) =>
    median(runs.on.map((run, at) => (others[at]?.cpuSeconds ?? Number.NaN) / run.cpuSeconds))
  return {
    name,
    ...{ on: micros(runs.on), off: micros(runs.off), duckdb: micros(runs.duckdb), limit: micros(runs.limit) },
    ...{ overOff: over(runs.off), overDuckdb: over(runs.duckdb), goal },
  }
}

function describe(all: readonly Found[]): string {
  const { cpu, cores, memoryGb, node } = machine()
  const lines = all.map(({ name, on, off, duckdb, limit, overOff, overDuckdb, goal }) => {
    const times = [on, off, duckdb, limit].map(of => of.toFixed(2)).join(' | ')
    return `| ${name} | ${times} | ${overOff.toFixed(2)} | **${overDuckdb.toFixed(2)}** | ${goal.toFixed(1)} |`
  })
  return `| ${millions} M rows | with the kernel | without | DuckDB | reading, hash, zstd | over without | over DuckDB | goal |
|---|---:|---:|---:|---:|---:|---:|---:|
${lines.join('\n')}

Microseconds of time on the core a row, and rows a second over those of the others: medians of ${rounds} alternating rounds.
Machine: ${cores} cores, ${cpu}, ${memoryGb} GB, Node ${node}.
`
}
