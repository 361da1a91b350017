/**
 * `npm run bench:families [-- <name>…]`: rows a second of formats besides those that `npm run bench` sets beside DuckDB, each
 * run a process of its own on one core. A run of all writes results.md beside this file and into the README of the folder
 * above. Exits 1 where one is below the floor. Linux (taskset), a minute a format.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type InputOptions, writeVpc, writeZeek } from '../inputs.ts'
import type { Measured } from '../measure.ts'
import { median, runPinned } from '../pinned-runs.ts'
import { fillSection } from '../readme-section.ts'
import { benchReference } from '../reference.ts'
import { machine } from '../results.ts'
import { writeRa } from './argus.ts'
import {
  writeVpcCsv,
  writeVpcInsights,
  writeVpcJoinedMessages,
  writeVpcJson,
  writeVpcKinesis,
  writeVpcMessages,
  writeVpcParquet,
  writeVpcSubscription,
  writeVpcTimed,
} from './aws-vpc.ts'
import { writeAzureNsg, writeAzureVnet } from './azure.ts'
import { writeFortigate } from './fortigate.ts'
import { writeGcp } from './gcp-vpc.ts'
import { writeCapture, writeIpfix, writeVersion5, writeVersion9 } from './netflow.ts'
import { writeNfdump10, writeNfdump48, writeNfdumpJson } from './nfdump.ts'
import { writeOcsf, writeOcsfParquet } from './ocsf.ts'
import { writeRwcut } from './rwcut.ts'
import { writeEve, writeEveSubscription } from './suricata.ts'
import { writeZeekJson } from './zeek-json.ts'

/**
 * Rows a second on one core that no format of text, and none of records, may be below; and what JSON within the texts of other
 * JSON may not: an escape every ten bytes, each byte read as what holds it, without its escapes, and as a line. They are of a
 * machine that reads this many of plain VPC text; of a slower one they are as much lower.
 */
const TEXT_FLOOR = 150_000
const ESCAPED_FLOOR = 60_000
const RECORDS_FLOOR = 400_000
const PLAIN = 'aws-vpc'
const PLAIN_SPEED = 919_000

/** Formats by the names of receipts and what is around their lines, what writes a log in each, and its floor. */
const families: Readonly<Record<string, readonly [write: (options: InputOptions) => void, floor: number]>> = {
  [PLAIN]: [writeVpc, TEXT_FLOOR],
  'aws-vpc, a time before each line': [writeVpcTimed, TEXT_FLOOR],
  'aws-vpc, {"message"} a line': [writeVpcMessages, TEXT_FLOOR],
  'aws-vpc, {"message"} without line ends': [writeVpcJoinedMessages, TEXT_FLOOR],
  'aws-vpc, a column of CSV': [writeVpcInsights, TEXT_FLOOR],
  'aws-vpc, subscription, gzip': [writeVpcSubscription, TEXT_FLOOR],
  'aws-vpc, records of Kinesis': [writeVpcKinesis, TEXT_FLOOR],
  'aws-vpc-csv': [writeVpcCsv, TEXT_FLOOR],
  'aws-vpc-json': [writeVpcJson, TEXT_FLOOR],
  'aws-vpc-parquet': [writeVpcParquet, TEXT_FLOOR],
  'zeek-conn': [writeZeek, TEXT_FLOOR],
  'zeek-conn-json': [writeZeekJson, TEXT_FLOOR],
  'suricata-eve': [writeEve, TEXT_FLOOR],
  'suricata-eve, subscription, gzip': [writeEveSubscription, ESCAPED_FLOOR],
  'gcp-vpc': [writeGcp, TEXT_FLOOR],
  'azure-nsg': [writeAzureNsg, TEXT_FLOOR],
  'azure-vnet': [writeAzureVnet, TEXT_FLOOR],
  'silk-rwcut': [writeRwcut, TEXT_FLOOR],
  'nfdump-csv, 48 columns': [writeNfdump48, TEXT_FLOOR],
  'nfdump-csv, 10 columns': [writeNfdump10, TEXT_FLOOR],
  'nfdump-json': [writeNfdumpJson, TEXT_FLOOR],
  'ocsf-network': [writeOcsf, TEXT_FLOOR],
  'ocsf-network-parquet': [writeOcsfParquet, TEXT_FLOOR],
  'argus-ra': [writeRa, TEXT_FLOOR],
  'fortigate-traffic': [writeFortigate, TEXT_FLOOR],
  'netflow, version 5': [writeVersion5, RECORDS_FLOOR],
  'netflow, version 9': [writeVersion9, RECORDS_FLOOR],
  'netflow, IPFIX': [writeIpfix, RECORDS_FLOOR],
  'netflow-capture, version 9': [writeCapture, RECORDS_FLOOR],
}

const ROWS = 1_000_000
const ROUNDS = 3
const SECTION = 'bench families'

const asked = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'bench-families-'))
const cache = join(folder, 'cache')
mkdirSync(cache)
try {
  await benchReference(cache)
  const runs = Object.entries(families)
    .filter(([name]) => asked.length === 0 || name === PLAIN || asked.includes(name.replace(/,.*/, '')))
    .map(([name, [write, floor]], seed) => ({ name, floor, run: measureFormat(name, write, seed + 1) }))
  const text = describe(runs)
  console.log(text)
  if (asked.length === 0) {
    writeFileSync(new URL('results.md', import.meta.url), text)
    const readme = new URL('../README.md', import.meta.url)
    writeFileSync(readme, fillSection(readFileSync(readme, 'utf8'), SECTION, text))
  }
  const pace = Math.min(1, plainSpeed(runs) / PLAIN_SPEED)
  const slow = runs.filter(({ floor, run }) => speedOf(run) < floor * pace)
  for (const { name, floor, run } of slow)
    console.error(
      `${name}: expected at least ${Math.round(floor * pace)} rows/s of core time, found ${Math.round(speedOf(run))}`,
    )
  process.exitCode = slow.length > 0 ? 1 : 0
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function measureFormat(name: string, write: (options: InputOptions) => void, seed: number): Measured {
  const path = join(folder, name)
  const lake = join(folder, 'lake')
  write({ path, rows: ROWS, days: 1, seed })
  const rounds: Measured[] = []
  for (let round = 0; round < ROUNDS; round++) {
    console.error(`${new Date().toISOString().slice(11, 19)} ${name}, round ${round + 1}`)
    rounds.push(runPinned('normalise-run.ts', path, lake, cache))
    rmSync(lake, { recursive: true })
  }
  rmSync(path)
  return median(rounds)
}

function speedOf({ rows, cpuSeconds }: Measured): number {
  return rows / cpuSeconds
}

/** Of plain VPC text, which every run measures. */
function plainSpeed(runs: readonly { name: string; run: Measured }[]): number {
  const plain = runs.find(({ name }) => name === PLAIN)
  if (plain === undefined) throw new Error(`families: expected ${PLAIN} among them, found none`)
  return speedOf(plain.run)
}

function describe(runs: readonly { name: string; run: Measured }[]): string {
  const on = machine()
  const plain = plainSpeed(runs)
  const lines = runs.map(({ name, run }) => {
    const mb = (run.bytesIn / run.cpuSeconds / 1e6).toFixed(1)
    const share = (speedOf(run) / plain).toFixed(2)
    return `| ${name} | ${Math.round(speedOf(run) / 1000)} k | ${share} | ${mb} | ${Math.round(run.peakRssBytes / 1e6)} |`
  })
  return `| format | rows/s | of ${PLAIN} | MB/s in | peak RSS, MB |
|---|---:|---:|---:|---:|
${lines.join('\n')}

Of ${ROWS / 1_000_000} M rows, by user and system time on one core, the median of ${ROUNDS} rounds. On a machine that reads ${PLAIN_SPEED / 1000} k of
plain VPC text none of text may be below ${TEXT_FLOOR / 1000} k, EVE in a subscription not below ${ESCAPED_FLOOR / 1000} k, none of records below
${RECORDS_FLOOR / 1000} k; of a slower one, as this, as much less.
Machine: ${on.cores} cores, ${on.cpu}, ${on.memoryGb} GB, Node ${on.node}.
`
}
