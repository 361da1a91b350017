import { cpus, totalmem } from 'node:os'
import type { Measured } from './measure.ts'

export interface Results {
  machine: { cores: number; cpu: string; memoryGb: number; node: string }
  rounds: number
  /** 1 M rows: the median round by time, with the highest memory of all rounds. */
  vpc: Measured
  duckdb: Measured
  zeek: Measured
  /** Rows a second of normalise over DuckDB's: medians of the rounds, by time and by time on the core. */
  ratioToDuckDb: number
  cpuRatioToDuckDb: number
  hyparquetWriter: Measured
  parquetjsLite: Measured
  shuffledDays: Measured
  vpcMany: Measured
  duckdbMany: Measured
  zeekMany: Measured
}

/** What the benchmark refuses to lose. */
const FLOORS = { ratioToDuckDb: 0.8, rssGrowth: 1.1, rssMb: 700, ratioToParquetjs: 10 } as const
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
  const { vpc, zeek, vpcMany, zeekMany, shuffledDays, parquetjsLite } = results
  const broken: string[] = []
  const hold = (name: string, found: number, isHeld: boolean, expected: string) => {
    if (!isHeld) broken.push(`${name}: expected ${expected}, found ${found.toFixed(2)}`)
  }
  const few = results.cpuRatioToDuckDb
  const many = cpuRatio(vpcMany, results.duckdbMany)
  for (const [rows, ratio] of [[vpc.rows, few] as const, [vpcMany.rows, many] as const]) {
    hold(
      `${rows} rows: rows per second over DuckDB`,
      ratio,
      ratio >= FLOORS.ratioToDuckDb,
      `at least ${FLOORS.ratioToDuckDb}`,
    )
  }
  const writing = speedOf(vpc) / speedOf(parquetjsLite)
  hold('rows/s over parquetjs-lite', writing, writing >= FLOORS.ratioToParquetjs, `at least ${FLOORS.ratioToParquetjs}`)
  for (const [name, few, many] of [['VPC', vpc, vpcMany] as const, ['Zeek', zeek, zeekMany] as const]) {
    const growth = rssMb(many) / rssMb(few)
    hold(
      `${name}: peak RSS of ${many.rows} rows over ${few.rows}`,
      growth,
      growth <= FLOORS.rssGrowth,
      `at most ${FLOORS.rssGrowth}`,
    )
  }
  for (const [name, run] of Object.entries({ vpc, zeek, vpcMany, zeekMany, shuffledDays })) {
    hold(`${name}: peak RSS in MB`, rssMb(run), rssMb(run) < FLOORS.rssMb, `less than ${FLOORS.rssMb}`)
  }
  return broken
}

/** The results as a table in Markdown. */
export function describeResults(results: Results): string {
  const { machine: on, vpc, duckdb } = results
  const thousands = (n: number) => `${Math.round(n / 1000).toLocaleString('en')} k`
  const line = (name: string, run: Measured, input = true) =>
    `| ${name} | ${thousands(run.rows)} | ${thousands(speedOf(run))} | ${input ? (run.bytesIn / run.seconds / MB).toFixed(1) : ''} | ${(run.bytesOut / MB).toFixed(1)} | ${rssMb(run).toFixed(0)} |`
  const over = (run: Measured) => (speedOf(vpc) / speedOf(run)).toFixed(1)
  return `| one core | rows | rows/s | MB/s in | MB out | peak RSS, MB |
|---|---:|---:|---:|---:|---:|
${line('normalise, VPC text', vpc)}
${line('DuckDB, the same from the same file', duckdb)}
${line('normalise, Zeek', results.zeek)}
${line('normalise, VPC text', results.vpcMany)}
${line('DuckDB, the same from the same file', results.duckdbMany)}
${line('normalise, Zeek', results.zeekMany)}
${line('normalise, VPC text, 97 days shuffled', results.shuffledDays)}
${line('hyparquet-writer, writing the rows only', results.hyparquetWriter, false)}
${line('parquetjs-lite, writing the rows only (gzip)', results.parquetjsLite, false)}

Rows a second over DuckDB's: at ${thousands(vpc.rows)} rows **${results.cpuRatioToDuckDb.toFixed(2)}** by time on the core, ${results.ratioToDuckDb.toFixed(2)} by the clock (medians of ${results.rounds}
alternating rounds); at ${thousands(results.vpcMany.rows)} rows **${cpuRatio(results.vpcMany, results.duckdbMany).toFixed(2)}** and ${ratio(results.vpcMany, results.duckdbMany).toFixed(2)}. Over hyparquet-writer's, which only writes, ${over(results.hyparquetWriter)};
over parquetjs-lite's ${over(results.parquetjsLite)}.
Machine: ${on.cores} cores, ${on.cpu}, ${on.memoryGb} GB, Node ${on.node}.
`
}
