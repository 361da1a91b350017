/**
 * `npm run bench [-- --quick]`: normalise against DuckDB and two Parquet libraries, each run a process of its own on one
 * core. Writes results.json and results.md beside this file, and the latter into the README here. Exits 1 where a floor is
 * broken. Linux (taskset), 15 minutes; quick: 2 minutes without the large files, and results are printed only. `--tiny`: logs of
 * some thousand rows, whose results mean nothing, to see that all of it runs.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BenchFormat, readBenchSql } from './duckdb-sql.ts'
import { type InputOptions, writeVpc, writeZeek } from './inputs.ts'
import type { Measured } from './measure.ts'
import { alternate, median, runPinned, runScript } from './pinned-runs.ts'
import { withBenchmark } from './readme-section.ts'
import { benchReference } from './reference.ts'
import { brokenFloors, cpuRatio, describeResults, machine, type Pair, type Results, ratio } from './results.ts'

const tiny = process.argv.includes('--tiny')
const quick = tiny || process.argv.includes('--quick')
/** Rows of this many where all is measured. */
const rowsOf = (many: number) => (tiny ? many / 500 : many)
const MILLION = 1_000_000
const many = rowsOf(quick ? 3 * MILLION : 10 * MILLION)
const most = 2 * many
const rounds = tiny ? 1 : quick ? 2 : 5
const folder = mkdtempSync(join(tmpdir(), 'bench-'))
const cache = join(folder, 'cache')
mkdirSync(cache)

try {
  const results = await runAll()
  const text = describeResults(results)
  console.log(text)
  if (!quick) {
    writeFileSync(new URL('results.json', import.meta.url), `${JSON.stringify(results, null, 2)}\n`)
    writeFileSync(new URL('results.md', import.meta.url), text)
    const readme = new URL('README.md', import.meta.url)
    writeFileSync(readme, withBenchmark(readFileSync(readme, 'utf8'), text, readBenchSql()))
  }
  const broken = tiny ? [] : brokenFloors(results)
  for (const line of broken) console.error(line)
  process.exitCode = broken.length > 0 ? 1 : 0
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function runAll(): Promise<Results> {
  say('reference set')
  await benchReference(cache)
  const vpc = generate(writeVpc, { path: join(folder, 'vpc.log'), rows: rowsOf(MILLION), days: 1, seed: 1 })
  const zeek = generate(writeZeek, { path: join(folder, 'zeek.log'), rows: rowsOf(MILLION), days: 1, seed: 2 })
  const parquet = join(folder, 'duckdb.parquet')
  const lake = join(folder, 'lake')
  const zeekParquet = join(folder, 'duckdb-zeek.parquet')
  const zeekLake = join(folder, 'zeek-lake')
  const days = generate(writeVpc, { path: join(folder, 'days.log'), rows: rowsOf(MILLION), days: 97, seed: 3 })
  const daysLake = join(folder, 'days-lake')

  say(`normalise and DuckDB by turns, ${rounds} rounds`)
  const sides = alternate(rounds, {
    // Next to both that it is compared with: the machine's pace moves within a round.
    shuffledDays: () => normalise(days, daysLake),
    vpc: () => normalise(vpc, lake),
    vpcDuckdb: () => duckdb('vpc', vpc, parquet),
    vpcWithoutKernel: () => runPinned('normalise-run.ts', vpc, lake, cache, '1', 'off'),
    zeek: () => normalise(zeek, zeekLake),
    zeekDuckdb: () => duckdb('zeek', zeek, zeekParquet),
  })
  const landed = landingObject(lake)
  say('the same rows?')
  runScript('same-rows.ts', landed, parquet)
  runScript('same-rows.ts', landingObject(zeekLake), zeekParquet)
  say('Parquet libraries')
  const writer = (library: string, rows: number) =>
    runPinned('writers-run.ts', library, landed, join(folder, 'written.parquet'), String(rows))
  const hyparquet = writer('hyparquet-writer', rowsOf(quick ? 100_000 : 300_000))
  const parquetjs = writer('parquetjs-lite', rowsOf(quick ? 10_000 : 50_000))
  rmSync(lake, { recursive: true })

  rmSync(days)
  rmSync(daysLake, { recursive: true })
  // 400 days is the most that an upload may touch.
  const orderedDaysCount = quick ? 40 : 400
  const ordered = { rows: rowsOf(orderedDaysCount * 100_000), days: orderedDaysCount, inOrder: true, seed: 6 }
  const orderedInput = generate(writeVpc, { path: join(folder, 'ordered.log'), ...ordered })
  const orderedDays = normalise(orderedInput, join(folder, 'ordered-lake'))
  rmSync(orderedInput)
  rmSync(join(folder, 'ordered-lake'), { recursive: true })
  const vpcMany = large('vpc', writeVpc, { path: join(folder, 'vpc-many.log'), rows: many, days: 1, seed: 4 })
  const zeekMany = large('zeek', writeZeek, { path: join(folder, 'zeek-many.log'), rows: many, days: 1, seed: 5 })
  const vpcMost = alone(writeVpc, { path: join(folder, 'vpc-most.log'), rows: most, days: 1, seed: 7 })
  const zeekMost = alone(writeZeek, { path: join(folder, 'zeek-most.log'), rows: most, days: 1, seed: 8 })
  return {
    machine: machine(),
    rounds,
    vpc: pairOf(sides.vpc, sides.vpcDuckdb),
    vpcWithoutKernel: ofRounds(sides.vpcWithoutKernel),
    kernelRatio: pairOf(sides.vpc, sides.vpcWithoutKernel).cpuRatio,
    zeek: pairOf(sides.zeek, sides.zeekDuckdb),
    vpcMany,
    zeekMany,
    vpcMost,
    zeekMost,
    hyparquetWriter: hyparquet,
    parquetjsLite: parquetjs,
    shuffledDays: ofRounds(sides.shuffledDays),
    shuffledRatio: pairOf(sides.shuffledDays, sides.vpc).cpuRatio,
    orderedDays,
  }
}

function normalise(input: string, lake: string): Measured {
  return runPinned('normalise-run.ts', input, lake, cache)
}

function duckdb(format: BenchFormat, input: string, parquet: string): Measured {
  return runPinned('duckdb-run.ts', format, input, parquet, cache)
}

/** Sides of one round ran next to each other: the machine's mood falls out of their ratio. */
function pairOf(ours: readonly Measured[], theirs: readonly Measured[]): Pair {
  const pairs = ours.flatMap((run, at) => {
    const other = theirs[at]
    return other === undefined ? [] : [[run, other] as const]
  })
  return {
    normalise: ofRounds(ours),
    duckdb: ofRounds(theirs),
    ratio: median(pairs.map(([run, other]) => ratio(run, other))),
    cpuRatio: median(pairs.map(([run, other]) => cpuRatio(run, other))),
  }
}

/** The median round by time, with the highest memory of all rounds. */
function ofRounds(runs: readonly Measured[]): Measured {
  return { ...median(runs), peakRssBytes: Math.max(...runs.map(run => run.peakRssBytes)) }
}

/** Generates a log, lets both turn it into Parquet once, and removes all. */
function large(format: BenchFormat, write: (options: InputOptions) => void, options: InputOptions): Pair {
  const input = generate(write, options)
  const lake = join(folder, 'large-lake')
  const parquet = join(folder, 'large.parquet')
  const pair = pairOf([normalise(input, lake)], [duckdb(format, input, parquet)])
  for (const path of [lake, parquet, input]) rmSync(path, { recursive: true })
  return pair
}

/** The same without DuckDB. */
function alone(write: (options: InputOptions) => void, options: InputOptions): Measured {
  const input = generate(write, options)
  const lake = join(folder, 'alone-lake')
  const run = normalise(input, lake)
  for (const path of [lake, input]) rmSync(path, { recursive: true })
  return run
}

function generate(write: (options: InputOptions) => void, options: InputOptions): string {
  say(`${options.path.slice(folder.length + 1)}: ${options.rows} rows, ${options.days} days`)
  write(options)
  return options.path
}

/** The only landing object of a log of one day. */
function landingObject(lake: string): string {
  const landing = join(lake, 'lake', 'landing')
  const [path, ...more] = readdirSync(landing, { recursive: true, encoding: 'utf8' }).filter(name =>
    name.endsWith('.parquet'),
  )
  if (path === undefined || more.length > 0) throw new Error(`expected one landing object, found ${more.length + 1}`)
  return join(landing, path)
}

function say(text: string): void {
  console.error(`${new Date().toISOString().slice(11, 19)} ${text}`)
}
