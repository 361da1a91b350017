/**
 * `npm run bench:speed [-- <million rows> <rounds>]`: normalise with the kernel and without, DuckDB, and what reading, hash and
 * zstd alone take, on VPC text and Zeek's conn log, plain and in gzip; and on other logs, with it and
 * without. Each run is a process of its own on one core, by turns. Writes a section of the README of the folder above, from
 * 10 M rows on one of its own. Exits 1 below a floor. Linux (taskset); a minute a round of a million rows on a quiet machine.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { writeEve } from '../families/suricata.ts'
import { writeVpc, writeVpcIpv6, writeVpcParquet, writeZeek } from '../inputs.ts'
import type { Measured } from '../measure.ts'
import { alternate, median, runPinned } from '../pinned-runs.ts'
import { fillSection } from '../readme-section.ts'
import { benchReference } from '../reference.ts'
import { machine } from '../results.ts'

/** Least rows a second over DuckDB's, plain (from 10 M rows on) and in gzip. */
const FLOOR = { few: 1.8, many: 2.2, gzip: 1.5 } as const
/** Other logs: of those that are no VPC text the kernel makes the pages alone. Least rows a second over those without it. */
const OTHERS = [
  { name: 'VPC text of IPv6', write: writeVpcIpv6, floor: 1.3 },
  { name: 'VPC Parquet', write: writeVpcParquet, floor: 1 },
  { name: 'EVE', write: writeEve, floor: 1 },
] as const
/** Rows of these; all values of a Parquet file are held while it is written. */
const OTHER_ROWS = 500_000

const [millions = 1, rounds = 3] = process.argv.slice(2).map(Number)
const rows = millions * 1_000_000
/** What warms up once counts less. */
const many = rows >= 10_000_000
const folder = mkdtempSync(join(tmpdir(), 'bench-speed-'))
const cache = join(folder, 'cache')
mkdirSync(cache)
try {
  await benchReference(cache)
  const found = [measureLog('VPC text', 'vpc', writeVpc), measureLog("Zeek's conn log", 'zeek', writeZeek)].flat()
  const others = OTHERS.map(measureOther)
  const text = describe(found, others)
  console.log(text)
  const readme = new URL('../README.md', import.meta.url)
  writeFileSync(
    readme,
    fillSection(readFileSync(readme, 'utf8'), many ? 'bench speed, many rows' : 'bench speed', text),
  )
  const slow = [
    ...found.map(({ name, overDuckdb, floor }) => ({ name, ratio: overDuckdb, floor, than: "DuckDB's speed" })),
    ...others.map(({ name, overOff, floor }) => ({
      name,
      ratio: overOff,
      floor,
      than: 'the speed without the kernel',
    })),
  ].filter(({ ratio, floor }) => ratio < floor)
  for (const { name, ratio, floor, than } of slow)
    console.error(`${name}: expected at least ${floor} × ${than}, found ${ratio.toFixed(2)}`)
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
  floor: number
}

type Other = Pick<Found, 'name' | 'on' | 'off' | 'overOff' | 'floor'>

function measureLog(name: string, format: 'vpc' | 'zeek', write: typeof writeVpc): Found[] {
  const path = join(folder, `${format}.log`)
  write({ path, rows, days: 1, seed: 1 })
  const packed = `${path}.gz`
  writeFileSync(packed, gzipSync(readFileSync(path)))
  const found = [
    compare(name, format, path, many ? FLOOR.many : FLOOR.few),
    compare(`${name}, gzip`, format, packed, FLOOR.gzip),
  ]
  for (const log of [path, packed]) rmSync(log)
  return found
}

function normalise(script: string, path: string, ...more: string[]): Measured {
  return runPinned(script, path, join(folder, 'lake'), cache, ...more)
}

function micros(runs: readonly Measured[]): number {
  return median(runs.map(run => (run.cpuSeconds * 1e6) / run.rows))
}

function over(own: readonly Measured[], others: readonly Measured[]): number {
  return median(own.map((run, at) => (others[at]?.cpuSeconds ?? Number.NaN) / run.cpuSeconds))
}

function compare(name: string, format: string, path: string, floor: number): Found {
  const runs = alternate(rounds, {
    on: () => normalise('normalise-run.ts', path),
    off: () => normalise('normalise-run.ts', path, '1', 'off'),
    duckdb: () => runPinned('duckdb-run.ts', format, path, join(folder, 'duckdb.parquet'), cache),
    limit: () => normalise('speed/limit-run.ts', path),
  })
  return {
    name,
    ...{ on: micros(runs.on), off: micros(runs.off), duckdb: micros(runs.duckdb), limit: micros(runs.limit) },
    ...{ overOff: over(runs.on, runs.off), overDuckdb: over(runs.on, runs.duckdb), floor },
  }
}

function measureOther({ name, write, floor }: (typeof OTHERS)[number]): Other {
  const path = join(folder, 'other')
  write({ path, rows: OTHER_ROWS, days: 1, seed: 1 })
  const runs = alternate(rounds, {
    on: () => normalise('normalise-run.ts', path),
    off: () => normalise('normalise-run.ts', path, '1', 'off'),
  })
  rmSync(path)
  return { name, on: micros(runs.on), off: micros(runs.off), overOff: over(runs.on, runs.off), floor }
}

function describe(all: readonly Found[], others: readonly Other[]): string {
  const { cpu, cores, memoryGb, node } = machine()
  const lines = all.map(({ name, on, off, duckdb, limit, overOff, overDuckdb, floor }) => {
    const times = [on, off, duckdb, limit].map(of => of.toFixed(2)).join(' | ')
    return `| ${name} | ${times} | ${overOff.toFixed(2)} | **${overDuckdb.toFixed(2)}** | ${floor.toFixed(1)} |`
  })
  return `| ${millions} M rows | with the kernel | without | DuckDB | reading, hash, zstd | over without | over DuckDB | floor |
|---|---:|---:|---:|---:|---:|---:|---:|
${lines.join('\n')}

| ${OTHER_ROWS / 1000} k rows of other logs | with the kernel | without | over without | floor |
|---|---:|---:|---:|---:|
${others.map(({ name, on, off, overOff, floor }) => `| ${name} | ${on.toFixed(2)} | ${off.toFixed(2)} | **${overOff.toFixed(2)}** | ${floor.toFixed(1)} |`).join('\n')}

Microseconds of time on the core a row, and rows a second over those of the others: medians of ${rounds} alternating rounds.
Machine: ${cores} cores, ${cpu}, ${memoryGb} GB, Node ${node}.
`
}
