import { cpus, totalmem } from 'node:os'
import type { Measured } from './measure.ts'

export interface Results {
  machine: { cores: number; cpu: string; memoryGb: number; node: string }
  rounds: number
  /** 1 M rows. */
  vpc: Pair
  /** The same log with every line left to the format's own reader. */
  vpcWithoutKernel: Measured
  /** Rows a second with the kernel over those without it: the median of the rounds, by time on the core. */
  kernelRatio: number
  zeek: Pair
  /** 10 M rows. */
  vpcMany: Pair
  zeekMany: Pair
  /** 20 M rows. */
  vpcMost: Measured
  zeekMost: Measured
  hyparquetWriter: Measured
  parquetjsLite: Measured
  shuffledDays: Measured
  /** Rows a second of 97 shuffled days over those of one day: the median of the rounds, by time on the core. */
  shuffledRatio: number
  /** 400 days of 100,000 rows each, in order of time. */
  orderedDays: Measured
}

/** Both on one file: the median round by time, with the highest memory of all rounds. */
export interface Pair {
  normalise: Measured
  duckdb: Measured
  /** Rows a second of normalise over DuckDB's: medians of the rounds, by time and by time on the core. */
  ratio: number
  cpuRatio: number
}

/** What the benchmark refuses to lose. */
const FLOORS = {
  ratioToDuckDb: { few: 1.8, many: 2.2 },
  rssGrowth: 1.1,
  /** Of many days, and of all others. */
  rssMb: { days: 700, others: 500 },
  /** Of time on the core over that of a tenth of the rows. */
  timeOfTen: 10.5,
  ratioToParquetjs: 10,
  kernel: 1.3,
  /** Row groups of a tenth of the rows, each with its own dictionaries, in 97 files. */
  shuffled: 0.75,
} as const
/** Rows from which on DuckDB's start no longer counts. */
const MANY_ROWS = 10_000_000
const MB = 1_000_000

/** The machine without its name. */
export function machine(): Results['machine'] {
  const [first] = cpus()
  return {
    cores: cpus().length,
    cpu: first?.model.trim() ?? 'unknown',
    memoryGb: Math.round(totalmem() / 1e9),
    node: process.version,
  }
}

/** Rows per second of one over another's, by the clock. */
export const ratio = (ours: Measured, theirs: Measured) => speedOf(ours) / speedOf(theirs)
/** The same by time on the core, which others on the machine change less. */
export const cpuRatio = (ours: Measured, theirs: Measured) =>
  ours.rows / ours.cpuSeconds / (theirs.rows / theirs.cpuSeconds)

const speedOf = ({ rows, seconds }: Measured) => rows / seconds
const rssMb = ({ peakRssBytes }: Measured) => peakRssBytes / MB

/** One line for each floor that is broken. */
export function brokenFloors(results: Results): string[] {
  const { vpc, zeek, vpcMany, zeekMany, vpcMost, zeekMost, shuffledDays, orderedDays, parquetjsLite } = results
  const broken: string[] = []
  const hold = (name: string, found: number, isHeld: boolean, expected: string) => {
    if (!isHeld) broken.push(`${name}: expected ${expected}, found ${found.toFixed(2)}`)
  }
  for (const [name, { normalise, cpuRatio }] of Object.entries({ vpc, zeek, vpcMany, zeekMany })) {
    const floor = FLOORS.ratioToDuckDb[normalise.rows < MANY_ROWS ? 'few' : 'many']
    hold(
      `${name}, ${normalise.rows} rows: rows per second over DuckDB`,
      cpuRatio,
      cpuRatio >= floor,
      `at least ${floor}`,
    )
  }
  const { kernelRatio } = results
  hold(
    'VPC, rows/s with the kernel over without',
    kernelRatio,
    kernelRatio >= FLOORS.kernel,
    `at least ${FLOORS.kernel}`,
  )
  const { shuffledRatio } = results
  hold(
    '97 shuffled days, rows/s over one day',
    shuffledRatio,
    shuffledRatio >= FLOORS.shuffled,
    `at least ${FLOORS.shuffled}`,
  )
  const writing = speedOf(vpc.normalise) / speedOf(parquetjsLite)
  hold('rows/s over parquetjs-lite', writing, writing >= FLOORS.ratioToParquetjs, `at least ${FLOORS.ratioToParquetjs}`)
  for (const [name, { normalise: few }, { normalise: many }, most] of [
    ['VPC', vpc, vpcMany, vpcMost] as const,
    ['Zeek', zeek, zeekMany, zeekMost] as const,
  ]) {
    const growth = rssMb(most) / rssMb(few)
    hold(
      `${name}: peak RSS of ${most.rows} rows over ${few.rows}`,
      growth,
      growth <= FLOORS.rssGrowth,
      `at most ${FLOORS.rssGrowth}`,
    )
    const longer = ((many.cpuSeconds / many.rows) * 10) / (few.cpuSeconds / few.rows)
    hold(
      `${name}: time on the core of ten times ${few.rows} rows, by that of ${many.rows}`,
      longer,
      longer <= FLOORS.timeOfTen,
      `at most ${FLOORS.timeOfTen}`,
    )
  }
  const runs = {
    vpc: vpc.normalise,
    zeek: zeek.normalise,
    vpcMany: vpcMany.normalise,
    zeekMany: zeekMany.normalise,
    vpcMost,
    zeekMost,
    orderedDays,
    shuffledDays,
  }
  for (const [name, run] of Object.entries(runs)) {
    const most = FLOORS.rssMb[name.endsWith('Days') ? 'days' : 'others']
    hold(`${name}: peak RSS in MB`, rssMb(run), rssMb(run) < most, `less than ${most}`)
  }
  return broken
}

/** The results as a table in Markdown. */
export function describeResults(results: Results): string {
  const { machine: on, vpc, zeek, vpcMany, zeekMany } = results
  const thousands = (n: number) => `${Math.round(n / 1000).toLocaleString('en')} k`
  const line = (name: string, run: Measured, input = true) =>
    `| ${name} | ${thousands(run.rows)} | ${thousands(speedOf(run))} | ${input ? (run.bytesIn / run.seconds / MB).toFixed(1) : ''} | ${(run.bytesOut / MB).toFixed(1)} | ${rssMb(run).toFixed(0)} |`
  const over = (run: Measured) => (speedOf(vpc.normalise) / speedOf(run)).toFixed(1)
  const lines = (format: string, { normalise, duckdb }: Pair) =>
    `${line(`normalise, ${format}`, normalise)}\n${line('DuckDB, the same from the same file', duckdb)}`
  const ratios = ({ ratio, cpuRatio }: Pair) => `**${cpuRatio.toFixed(2)}** (${ratio.toFixed(2)})`
  return `| one core | rows | rows/s | MB/s in | MB out | peak RSS, MB |
|---|---:|---:|---:|---:|---:|
${lines('VPC text', vpc)}
${line('normalise, VPC text, without the kernel', results.vpcWithoutKernel)}
${lines('Zeek', zeek)}
${lines('VPC text', vpcMany)}
${lines('Zeek', zeekMany)}
${line('normalise, VPC text', results.vpcMost)}
${line('normalise, Zeek', results.zeekMost)}
${line('normalise, VPC text, 97 days shuffled', results.shuffledDays)}
${line('normalise, VPC text, days of 100 k rows in order', results.orderedDays)}
${line('hyparquet-writer, writing the rows only', results.hyparquetWriter, false)}
${line('parquetjs-lite, writing the rows only (gzip)', results.parquetjsLite, false)}

Rows a second over DuckDB's, by time on the core (by the clock in brackets): VPC text ${ratios(vpc)} at
${thousands(vpc.normalise.rows)} rows and ${ratios(vpcMany)} at ${thousands(vpcMany.normalise.rows)}; Zeek ${ratios(zeek)} and ${ratios(zeekMany)}. The former are
medians of ${results.rounds} alternating rounds, the latter of one. Over hyparquet-writer's, which only writes, ${over(results.hyparquetWriter)};
over parquetjs-lite's ${over(results.parquetjsLite)}; with the kernel over without it, VPC text by time on the core, ${results.kernelRatio.toFixed(2)}; 97 shuffled days over one,
${results.shuffledRatio.toFixed(2)}.
Machine: ${on.cores} cores, ${on.cpu}, ${on.memoryGb} GB, Node ${on.node}.
`
}
