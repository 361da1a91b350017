/**
 * `npm run bench [-- --quick]`: normalise against DuckDB and two Parquet libraries, each run a process of its own on one
 * core. Writes results.json and results.md beside this file, and the latter into README.md. Exits 1 where a floor is broken. Linux (taskset), 6 minutes;
 * quick: 2 minutes without the large files, and results are printed only.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type InputOptions, writeVpc, writeZeek } from './inputs.ts'
import type { Measured } from './measure.ts'
import { alternate, median, runPinned, runScript } from './pinned-runs.ts'
import { readBenchSql, withBenchmark } from './readme-section.ts'
import { benchReference } from './reference.ts'
import { brokenFloors, cpuRatio, describeResults, machine, type Results, ratio } from './results.ts'

const quick = process.argv.includes('--quick')
const MILLION = 1_000_000
const many = quick ? 3 * MILLION : 10 * MILLION
const rounds = quick ? 2 : 5
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
    const readme = new URL('../../README.md', import.meta.url)
    writeFileSync(readme, withBenchmark(readFileSync(readme, 'utf8'), text, readBenchSql()))
  }
  const broken = brokenFloors(results)
  for (const line of broken) console.error(line)
  process.exitCode = broken.length > 0 ? 1 : 0
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function runAll(): Promise<Results> {
  say('reference set')
  await benchReference(cache)
  const vpc = generate(writeVpc, { path: join(folder, 'vpc.log'), rows: MILLION, days: 1, seed: 1 })
  const zeek = generate(writeZeek, { path: join(folder, 'zeek.log'), rows: MILLION, days: 1, seed: 2 })
  const parquet = join(folder, 'duckdb.parquet')
  const lake = join(folder, 'lake')

  say(`normalise and DuckDB by turns, ${rounds} rounds`)
  const sides = alternate(rounds, {
    normalise: () => normalise(vpc, lake),
    duckdb: () => runPinned('duckdb-run.ts', vpc, parquet, cache),
    zeek: () => normalise(zeek, join(folder, 'zeek-lake')),
  })
  const pairs = sides.normalise.flatMap((ours, at) => {
    const theirs = sides.duckdb[at]
    return theirs === undefined ? [] : [[ours, theirs] as const]
  })
  const landed = landingObject(lake)
  say('the same rows?')
  runScript('same-rows.ts', landed, parquet)
  say('Parquet libraries')
  const writer = (library: string, rows: number) =>
    runPinned('writers-run.ts', library, landed, join(folder, 'written.parquet'), String(rows))
  const hyparquet = writer('hyparquet-writer', quick ? 100_000 : 300_000)
  const parquetjs = writer('parquetjs-lite', quick ? 10_000 : 50_000)
  rmSync(lake, { recursive: true })

  const [shuffled] = large(writeVpc, { path: join(folder, 'days.log'), rows: MILLION, days: 97, seed: 3 })
  const [manyVpc, manyDuckdb] = large(
    writeVpc,
    { path: join(folder, 'vpc-many.log'), rows: many, days: 1, seed: 4 },
    parquet,
  )
  const [manyZeek] = large(writeZeek, { path: join(folder, 'zeek-many.log'), rows: many, days: 1, seed: 5 })
  return {
    machine: machine(),
    rounds,
    vpc: ofRounds(sides.normalise),
    duckdb: ofRounds(sides.duckdb),
    zeek: ofRounds(sides.zeek),
    // Sides of one round ran next to each other: the machine's mood falls out of their ratio.
    ratioToDuckDb: median(pairs.map(([ours, theirs]) => ratio(ours, theirs))),
    cpuRatioToDuckDb: median(pairs.map(([ours, theirs]) => cpuRatio(ours, theirs))),
    hyparquetWriter: hyparquet,
    parquetjsLite: parquetjs,
    shuffledDays: shuffled,
    vpcMany: manyVpc,
    duckdbMany: manyDuckdb ?? manyVpc,
    zeekMany: manyZeek,
  }
}

function normalise(input: string, lake: string): Measured {
  return runPinned('normalise-run.ts', input, lake, cache)
}

/** The median round by time, with the highest memory of all rounds. */
function ofRounds(runs: readonly Measured[]): Measured {
  return { ...median(runs), peakRssBytes: Math.max(...runs.map(run => run.peakRssBytes)) }
}

/** Generates a log, normalises it once, where `parquet` is given by DuckDB too, and removes all. */
function large(
  write: (options: InputOptions) => void,
  options: InputOptions,
  parquet?: string,
): [normalise: Measured, duckdb?: Measured] {
  const input = generate(write, options)
  const lake = join(folder, 'large-lake')
  const measured = normalise(input, lake)
  rmSync(lake, { recursive: true })
  const other = parquet === undefined ? undefined : runPinned('duckdb-run.ts', input, parquet, cache)
  rmSync(input)
  return [measured, other]
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
