import { globSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEFAULT_NETWORKS_CSV } from '../../functions/lib/networks.ts'
import type { Receipt } from '../../functions/lib/receipt.ts'
import { type DeliveryDependencies, deliverCreated } from '../../functions/normalise/deliver.ts'
import { damagedBytes } from '../support/damaged-bytes.ts'
import { describeSamples, flowSamples, readSample } from '../support/flow-samples.ts'
import { type LakeRun, startLakeRun } from '../support/lake-run.ts'

const seed = 20_170_401
const RECEIVED = Date.parse('2024-06-01T12:00:00Z')

/** A log as lines: the first of them are its header. */
interface Log {
  format: string
  header: string[]
  lines: string[]
  separator: string
}

const seconds = (i: number) => 1_709_290_800 + i * 37_000
const ends = ['10.1.0.9 93.184.216.34', '93.184.216.34 10.1.0.9', '198.51.100.1 203.0.113.7', 'fd00::9 2001:db8::2']

const vpc: Log = {
  format: 'aws-vpc',
  header: [
    'version interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status tcp-flags',
  ],
  lines: [
    ...ends.map((pair, i) => `5 eni-1 ${pair} 40000 443 6 10 2000 ${seconds(i)} ${seconds(i) + 59} ACCEPT OK 3`),
    `5 eni-1 ${ends[0]} 0 0 1 4 336 ${seconds(4)} ${seconds(4) + 200_000} REJECT OK 0`,
    `5 eni-1 - - - - - - - ${seconds(5)} ${seconds(5) + 59} - NODATA -`,
    `5 eni-1 - - - - - - - ${seconds(6)} ${seconds(6) + 59} - SKIPDATA -`,
    'srcaddr dstaddr start end protocol',
  ],
  separator: ' ',
}

const zeek: Log = {
  format: 'zeek-conn',
  header: [
    '#separator \\x09',
    '#path\tconn',
    '#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration\torig_bytes\tresp_bytes\tconn_state\thistory',
  ],
  lines: [
    ...ends.map((pair, i) =>
      `${seconds(i)}.5 C${i} ${pair.replace(' ', ' 40000 ')} 443 tcp ssl 1.5 100 2000 SF ShADadFf`.replaceAll(
        ' ',
        '\t',
      ),
    ),
    `${seconds(5)}.5 C5 10.1.0.9 8 93.184.216.34 0 icmp - 90000.5 56 56 OTH -`.replaceAll(' ', '\t'),
    '#close\t2024-03-01-12-00-00',
    '### banner',
    '#path\tdns',
  ],
  separator: '\t',
}

const eveTime = (i: number) => new Date(seconds(i) * 1000).toISOString()
const eve: Log = {
  format: 'suricata-eve',
  header: [],
  lines: [
    ...ends.map((pair, i) => {
      const [source, destination] = pair.split(' ')
      const inner = { pkts_toserver: 5, pkts_toclient: 6, bytes_toserver: 500, bytes_toclient: 900, state: 'closed' }
      const flow = { ...inner, start: eveTime(i), end: eveTime(i + 1) }
      const ports = { src_port: 40_000, dest_port: 443, proto: 'TCP', app_proto: 'tls' }
      const event = { timestamp: eveTime(i), flow_id: i, event_type: 'flow', src_ip: source, dest_ip: destination }
      return JSON.stringify({ ...event, ...ports, flow, tcp: { tcp_flags_ts: '1b', tcp_flags_tc: '1b' } })
    }),
    `{"timestamp":"${eveTime(0)}","flow_id":1,"event_type":"tls","tls":{"sni":"example.org"}}`,
    `{"timestamp":"${eveTime(0)}","event_type":"stats","stats":{"uptime":1}}`,
    '{\n "event_type": "alert",\n "alert": {"signature": "a } b"}\n}',
    '[',
    '],',
  ],
  separator: ',',
}

/** What stands in a field that somebody, or something, broke. */
const tokens = ['', '-', '0', '-1', '99999999999999999999', '1e9', 'NaN', '::', '10.1.0.9', '300.1.1.1', '1709290800']
const token = fc.oneof(fc.constantFrom(...tokens), fc.constantFrom('ÿ', '\0', '\x1b[31m', '"', '{', '}', '\\'))

interface Change {
  kind: 'keep' | 'replace' | 'drop' | 'repeat' | 'cut' | 'join'
  at: number
  token: string
}

const changeOf: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom('keep', 'keep', 'keep', 'keep', 'replace', 'replace', 'drop', 'repeat', 'cut', 'join'),
  at: fc.nat({ max: 200 }),
  token,
})

function changed(line: string, { kind, at, token: by }: Change, separator: string): string {
  const fields = line.split(separator)
  const place = at % fields.length
  if (kind === 'replace') return fields.with(place, by).join(separator)
  if (kind === 'drop') return fields.toSpliced(place, 1).join(separator)
  if (kind === 'repeat') return fields.toSpliced(place, 0, fields[place]!).join(separator)
  if (kind === 'cut') return line.slice(0, at % line.length)
  return line
}

/** Lines of a log with changes in them, as bytes: some with bytes cut out or put in, some gzipped, some of these cut. */
function mutated({ header, lines, separator }: Log): fc.Arbitrary<Uint8Array> {
  const line = fc.record({ line: fc.constantFrom(...lines), change: changeOf })
  const text = fc
    .array(line, { minLength: 6, maxLength: 24 })
    .map(units =>
      [
        ...header.map(name => `${name}\n`),
        ...units.map(unit => changed(unit.line, unit.change, separator) + (unit.change.kind === 'join' ? '' : '\n')),
      ].join(''),
    )
    .map(content => new Uint8Array(Buffer.from(content)))
  const zipped = fc.tuple(text, fc.nat({ max: 300 })).map(([bytes, lost]) => {
    const whole = gzipSync(bytes)
    return new Uint8Array(whole.subarray(0, Math.max(12, whole.length - lost)))
  })
  return fc.oneof({ arbitrary: text, weight: 3 }, { arbitrary: text.chain(damagedBytes), weight: 2 }, zipped)
}

const addresses = fc.oneof(
  { arbitrary: fc.constantFrom('10.1.0.9', '93.184.216.34', 'fd00::9'), weight: 9 },
  fc.constantFrom('-', '', 'x', null),
)
const whole = (good: number) => fc.oneof({ arbitrary: fc.constant(good), weight: 19 }, fc.integer(), fc.constant(null))
const time = (good: number) =>
  fc.oneof({ arbitrary: fc.integer({ min: good, max: good + 90_000 }), weight: 19 }, fc.integer()).map(BigInt)
const parquetRow = fc.record({
  srcaddr: addresses,
  dstaddr: addresses,
  srcport: whole(40_000),
  dstport: whole(443),
  protocol: whole(6),
  bytes: whole(2000),
  start: time(seconds(0)),
  end: time(seconds(3)),
  log_status: fc.constantFrom('OK', 'OK', 'OK', 'NODATA', 'SKIPDATA', null),
})
const parquetColumns = [
  ['srcaddr', 'STRING'],
  ['dstaddr', 'STRING'],
  ['log_status', 'STRING'],
  ['srcport', 'INT32'],
  ['dstport', 'INT32'],
  ['protocol', 'INT32'],
  ['bytes', 'INT32'],
  ['start', 'INT64'],
  ['end', 'INT64'],
] as const
const parquetFile = fc
  .tuple(fc.array(parquetRow, { minLength: 6, maxLength: 20 }), fc.integer({ min: 1, max: 20 }))
  .map(([rows, rowGroupSize]) => {
    const columnData = parquetColumns.map(([name, type]) => ({
      name,
      type,
      data: rows.map(row => row[name]),
      nullable: true,
    }))
    return new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize }))
  })
const parquet = fc.oneof({ arbitrary: parquetFile, weight: 3 }, parquetFile.chain(damagedBytes))

const folder = mkdtempSync(join(tmpdir(), 'balance-'))
let run: LakeRun
let dependencies: DeliveryDependencies
let duckdb: DuckDBConnection
let delivered = 0

beforeAll(async () => {
  run = await startLakeRun(DEFAULT_NETWORKS_CSV)
  dependencies = { ...(await run.delivery(run.reference)), clock: { nowMs: () => RECEIVED } }
  duckdb = await (await DuckDBInstance.create(':memory:')).connect()
})
afterAll(async () => {
  duckdb.closeSync()
  await run.end()
  rmSync(folder, { recursive: true })
})

async function deliver(bytes: Uint8Array): Promise<Receipt> {
  const key = `team/file-${++delivered}`
  mkdirSync(join(folder, 'team'), { recursive: true })
  writeFileSync(join(folder, key), bytes)
  await run.uploads.add([{ key, root: folder, isNamed: false }])
  const { receipt } = await deliverCreated(key, dependencies)
  return receipt!
}

/** Records and rows of the upload that DuckDB finds in what lies in the lake, whatever the receipt says of it. */
async function landed({ uploadId }: Receipt): Promise<{ records: number; rows: number }> {
  const cwd = join(run.folder, 'lake')
  if (globSync(`landing/*/${uploadId}-*.parquet`, { cwd }).length === 0) return { records: 0, rows: 0 }
  const files = `'${join(cwd, 'landing', '*', `${uploadId}-*.parquet`)}'`
  const sql = `select count(*) filter (part = 0), count(*), count(*) filter (upload_id <> '${uploadId}') from read_parquet(${files})`
  const [[records, rows, others] = []] = (await duckdb.runAndReadAll(sql)).getRows()
  expect(Number(others)).toBe(0)
  return { records: Number(records), rows: Number(rows) }
}

const sum = (counts: Record<string, number>): number => Object.values(counts).reduce((a, b) => a + b, 0)

interface Seen {
  accepted: number
  outOfScope: number
  skipped: number
  rejected: number
  formats: Set<string | null>
}

const nothingSeen = (): Seen => ({ accepted: 0, outOfScope: 0, skipped: 0, rejected: 0, formats: new Set() })

async function expectBalance(bytes: Uint8Array, seen: Seen): Promise<void> {
  const receipt = await deliver(bytes)
  const { read, accepted, outOfScope, skipped, rejected, outputs } = receipt
  expect(accepted + outOfScope + sum(skipped) + sum(rejected)).toBe(read)
  expect(await landed(receipt)).toEqual({
    records: accepted,
    rows: outputs.reduce((rows, output) => rows + output.rows, 0),
  })
  const lines = receipt.rejects === null ? 0 : (await textOf(receipt.rejects)).split('\n').length - 1
  expect(lines).toBe(sum(rejected))
  seen.accepted += accepted
  seen.outOfScope += outOfScope
  seen.skipped += sum(skipped)
  seen.rejected += sum(rejected)
  seen.formats.add(receipt.format)
}

const textOf = async (key: string): Promise<string> => new TextDecoder().decode((await run.lake.get(key))?.bytes)

describe(`the balance of mutated logs (seed ${seed})`, () => {
  const logs: [format: string, files: fc.Arbitrary<Uint8Array>][] = [
    ...[vpc, zeek, eve].map(log => [log.format, mutated(log)] satisfies [string, fc.Arbitrary<Uint8Array>]),
    ['aws-vpc-parquet', parquet],
  ]
  it.each(logs)(
    '%s: every unit read is accounted for, and what was accepted lies in the lake',
    async (format, files) => {
      const seen = nothingSeen()
      await fc.assert(
        fc.asyncProperty(files, bytes => expectBalance(bytes, seen)),
        { seed, numRuns: 40 },
      )
      // Files in which nothing happens would prove nothing.
      expect(seen.formats).toContain(format)
      expect(seen.accepted).toBeGreaterThan(20)
      expect(seen.outOfScope).toBeGreaterThan(5)
      expect(seen.skipped).toBeGreaterThan(5)
      expect(seen.rejected).toBeGreaterThan(20)
    },
  )
})

describeSamples(`the balance of real logs, mutated (seed ${seed})`, () => {
  const lineFormats: [folder: string, separator: string][] = [
    ['aws-vpc', ' '],
    ['zeek-conn', '\t'],
    ['suricata-eve', ','],
  ]
  const SHOWN_LINES = 60

  /** The first lines of a sample; of many kinds of event, flows rather than others. */
  function sampleLines(path: string): string[] {
    const lines = Buffer.from(readSample(path)).toString('latin1').split('\n')
    const flows = lines.filter(line => /"event_type":\s?"flow"/.test(line))
    return [...lines.slice(0, SHOWN_LINES / 2), ...(flows.length > 0 ? flows : lines.slice(SHOWN_LINES / 2))].slice(
      0,
      SHOWN_LINES,
    )
  }

  it.each(lineFormats)('%s', async (name, separator) => {
    const seen = nothingSeen()
    const samples = readdirSync(join(flowSamples, name)).map(file => sampleLines(`${name}/${file}`))
    const file = fc
      .tuple(fc.constantFrom(...samples), fc.array(changeOf, { minLength: SHOWN_LINES, maxLength: SHOWN_LINES }))
      .map(([lines, changes]) =>
        lines.map((line, i) => (i % 3 === 2 && line !== '' ? changed(line, changes[i]!, separator) : line)).join('\n'),
      )
      .map(text => new Uint8Array(Buffer.from(text, 'latin1')))
    await fc.assert(
      fc.asyncProperty(file, bytes => expectBalance(bytes, seen)),
      { seed, numRuns: 30 },
    )
    expect(seen.formats).toContain(name)
    expect(seen.accepted).toBeGreaterThan(20)
    expect(seen.rejected).toBeGreaterThan(5)
  })
})
