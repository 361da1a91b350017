import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { parquetMetadata } from 'hyparquet'
import { type BasicType, parquetWriteBuffer } from 'hyparquet-writer'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Receipt } from '../../functions/lib/receipt.ts'
import { deliverCreated } from '../../functions/normalise/deliver.ts'
import { formatNames, formatOf } from '../../functions/normalise/formats/index.ts'
import { type RejectReason, rejectReasons } from '../../functions/normalise/rejects.ts'
import { rejects } from '../../infra/local/commands/rejects.ts'
import { type LakeRun, startLakeRun } from '../support/lake-run.ts'
import { casesOf, type RefusedCase, TOO_LONG } from './refused/case.ts'
import { netflowCut } from './refused/netflow.ts'

const GOLDEN = resolve(import.meta.dirname, '../golden/rejects')
const RECEIVED = Date.parse('2024-06-01T12:00:00Z')

const vpcHeader =
  'version interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status'
const vpcGood = '5 eni-1 10.1.0.9 93.184.216.34 40000 443 6 10 2000 1709290800 1709290850 ACCEPT OK'
const vpcFile = (bad: string) => `${vpcHeader}\n${vpcGood}\n${bad}\n`
const vpc: Partial<Record<RejectReason, string>> = {
  too_long: TOO_LONG,
  field_count: '5 eni-1 10.1.0.9 93.184.216.34 40000 443 6 10 2000 1709290800 1709290850 ACCEPT',
  bad_address: '5 eni-1 10.1.0.999 93.184.216.34 40000 443 6 10 2000 1709290800 1709290850 ACCEPT OK',
  bad_number: '5 eni-1 10.1.0.9 93.184.216.34 40000 70000 6 10 2000 1709290800 1709290850 ACCEPT OK',
  bad_time: '5 eni-1 10.1.0.9 93.184.216.34 40000 443 6 10 2000 2024-03-01T11:00:00Z 1709290850 ACCEPT OK',
  missing_field: '5 eni-1 10.1.0.9 93.184.216.34 40000 443 - 10 2000 1709290800 1709290850 ACCEPT OK',
  end_before_start: '5 eni-1 10.1.0.9 93.184.216.34 40000 443 6 10 2000 1709290850 1709290800 ACCEPT OK',
  before_1990: '5 eni-1 10.1.0.9 93.184.216.34 40000 443 6 10 2000 0 60 ACCEPT OK',
  in_the_future: '5 eni-1 10.1.0.9 93.184.216.34 40000 443 6 10 2000 1893456000 1893456060 ACCEPT OK',
  too_long_lasting: '5 eni-1 10.1.0.9 93.184.216.34 40000 443 6 10 2000 1704067200 1709290850 ACCEPT OK',
  implausible_counter: '5 eni-1 10.1.0.9 93.184.216.34 40000 443 6 10 9007199254740991 1709290800 1709290850 ACCEPT OK',
}

const zeekHeader = [
  '#separator \\x09',
  '#path\tconn',
  '#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration\torig_bytes\tresp_bytes\tconn_state\thistory',
].join('\n')
const zeekRow = (change: Record<number, string>) =>
  '1709290800.000001 CjhGID 10.1.0.9 40000 93.184.216.34 443 tcp ssl 1.5 100 2000 SF ShADadFf'
    .split(' ')
    .map((field, at) => change[at] ?? field)
    .join('\t')
const zeekFile = (bad: string) => `${zeekHeader}\n${zeekRow({})}\n${bad}\n`
const zeek: Partial<Record<RejectReason, string>> = {
  too_long: TOO_LONG,
  field_count: zeekRow({}).split('\t').slice(0, 7).join('\t'),
  bad_address: zeekRow({ 2: '10.1.0' }),
  bad_number: zeekRow({ 9: '1e3' }),
  bad_time: zeekRow({ 0: 'XXXXXXXXXX.XXXXXX' }),
  missing_field: zeekRow({ 6: '-' }),
  end_before_start: zeekRow({ 8: '-3.000000' }),
  before_1990: zeekRow({ 0: '22.3' }),
  in_the_future: zeekRow({ 0: '1893456000.000000' }),
  too_long_lasting: zeekRow({ 8: '2678400.001' }),
  implausible_counter: zeekRow({ 9: '9000000000000', 10: '9000000000000' }),
}

const eveFlow = (change: object, flow: object = {}) =>
  JSON.stringify({
    timestamp: '2024-03-01T11:01:00.000000+0000',
    flow_id: 1,
    event_type: 'flow',
    src_ip: '10.1.0.9',
    src_port: 40_000,
    dest_ip: '93.184.216.34',
    dest_port: 443,
    proto: 'TCP',
    ...change,
    flow: {
      pkts_toserver: 5,
      pkts_toclient: 6,
      bytes_toserver: 500,
      bytes_toclient: 9000,
      start: '2024-03-01T11:00:00.000000+0000',
      end: '2024-03-01T11:00:50.000000+0000',
      ...flow,
    },
  })
const eveFile = (bad: string) => `${eveFlow({})}\n${bad}\n`
const eve: Partial<Record<RejectReason, string>> = {
  too_long: eveFlow({ note: TOO_LONG }),
  bad_json: eveFlow({}).slice(0, 200),
  bad_address: eveFlow({ dest_ip: 'example.org' }),
  bad_number: eveFlow({ src_port: -1 }),
  bad_time: eveFlow({}, { start: '01/03/2024 11:00' }),
  missing_field: eveFlow({ event_type: undefined }),
  end_before_start: eveFlow({}, { end: '2024-03-01T10:59:59.999999+0000' }),
  before_1990: eveFlow({}, { start: '1970-01-01T00:00:00Z', end: '1970-01-01T00:00:01Z' }),
  in_the_future: eveFlow({}, { start: '2030-01-01T00:00:00Z', end: '2030-01-01T00:00:01Z' }),
  too_long_lasting: eveFlow({}, { start: '2024-01-01T00:00:00Z' }),
  implausible_counter: eveFlow({}, { pkts_toclient: 9_007_199_254_740_991 }),
}

const parquetRow = {
  interface_id: 'eni-1',
  srcaddr: '10.1.0.9',
  dstaddr: '93.184.216.34',
  srcport: 40_000,
  dstport: 443,
  protocol: 6,
  packets: 10n,
  bytes: 2000n,
  start: 1_709_290_800n,
  end: 1_709_290_850n,
  action: 'ACCEPT',
  log_status: 'OK',
}
type ParquetRow = { [name in keyof typeof parquetRow]: string | number | bigint | null }

/** A file of two row groups with a row each: the good one and its changed copy. */
function parquetFile(change: Partial<ParquetRow>): Uint8Array {
  const bad: ParquetRow = { ...parquetRow, ...change }
  const names = Object.keys(parquetRow) as (keyof typeof parquetRow)[]
  const columnData = names.map(name => {
    const value = parquetRow[name]
    const type: BasicType = typeof value === 'string' ? 'STRING' : typeof value === 'number' ? 'INT32' : 'INT64'
    return { name, data: [value, bad[name]], type, nullable: true }
  })
  return new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: 1, codec: 'UNCOMPRESSED' }))
}

/** The second row group's first page, overwritten. */
function damagedParquet(): Uint8Array {
  const bytes = parquetFile({})
  const metadata = parquetMetadata(bytes.slice().buffer)
  const chunk = metadata.row_groups[1]!.columns[1]!.meta_data!
  const at = Number(chunk.dictionary_page_offset ?? chunk.data_page_offset)
  bytes.fill(0xff, at, at + 16)
  return bytes
}

const parquet: Partial<Record<RejectReason, Uint8Array>> = {
  bad_address: parquetFile({ srcaddr: 'localhost' }),
  bad_number: parquetFile({ protocol: 256 }),
  bad_time: parquetFile({ start: -60n }),
  missing_field: parquetFile({ dstaddr: null }),
  end_before_start: parquetFile({ end: 1_709_290_799n }),
  before_1990: parquetFile({ start: 0n, end: 60n }),
  in_the_future: parquetFile({ start: 1_893_456_000n, end: 1_893_456_060n }),
  too_long_lasting: parquetFile({ start: 1_704_067_200n }),
  implausible_counter: parquetFile({ packets: 600_000_000_001n }),
  bad_page: damagedParquet(),
}

/** A gzip file that ends 4 bytes before the end of its content: of stored blocks, so that no more is lost. */
const cutShort = (text: string | Uint8Array): Uint8Array => {
  const whole = gzipSync(text, { level: 0 })
  return new Uint8Array(whole.subarray(0, whole.length - 8 - 4))
}

/** A batch of a subscription of CloudWatch Logs. */
const batch = (...messages: unknown[]) =>
  JSON.stringify({ messageType: 'DATA_MESSAGE', logEvents: messages.map(message => ({ id: '1', message })) })
const vpcDefault = '2 123456789010 eni-1 10.1.0.9 93.184.216.34 40000 443 6 10 2000 1709290800 1709290850 ACCEPT OK'

/** What each file of `refused/` has: a family adds a file, and no line here. */
async function refusedByFamily(): Promise<RefusedCase[]> {
  const folder = new URL('refused/', import.meta.url)
  const files = readdirSync(folder).filter(file => file !== 'case.ts')
  const found = await Promise.all(files.map(async file => Object.values(await import(new URL(file, folder).href))))
  return found.flat().flatMap((exported): RefusedCase[] => (Array.isArray(exported) ? exported : []))
}

const cases: RefusedCase[] = [
  ...casesOf('aws-vpc', vpc, vpcFile),
  ...casesOf('zeek-conn', zeek, zeekFile),
  ...casesOf('suricata-eve', eve, eveFile),
  ...casesOf('aws-vpc-parquet', parquet, bytes => bytes),
  ...(await refusedByFamily()),
  { format: 'aws-vpc', reason: 'cut_off', file: cutShort(vpcFile(vpcGood)) },
  { format: 'aws-vpc', reason: 'bad_envelope', file: batch(vpcDefault, 5) },
  { format: 'zeek-conn', reason: 'cut_off', file: cutShort(zeekFile(zeekRow({}))) },
  { format: 'netflow', reason: 'cut_off', file: cutShort(netflowCut) },
]

/** Began in time, ended after the day that follows the upload. */
const futureEnd = '5 eni-1 10.1.0.9 93.184.216.34 40000 443 6 10 2000 1717329600 1717416001 ACCEPT OK'
const badEvent = vpcDefault.replace(' 443 ', ' https ')
const extra = [
  { name: 'future-end', file: vpcFile(futureEnd) },
  { name: 'event', file: batch(vpcDefault) + batch(vpcDefault, badEvent) },
]

let run: LakeRun
const source = mkdtempSync(join(tmpdir(), 'rejects-'))
const receipts = new Map<string, Receipt>()

beforeAll(async () => {
  run = await startLakeRun('cidr,name\n10.1.0.0/16,office\n')
  const dependencies = { ...(await run.delivery(run.reference)), clock: { nowMs: () => RECEIVED } }
  for (const { name, file } of [...cases.map(of => ({ name: `${of.format}-${of.reason}`, file: of.file })), ...extra]) {
    const key = `team/${name}`
    mkdirSync(join(source, 'team'), { recursive: true })
    writeFileSync(join(source, key), file)
    await run.uploads.add([{ key, root: source, isNamed: false }])
    receipts.set(name, (await deliverCreated(key, dependencies)).receipt!)
  }
})
afterAll(async () => {
  await run.end()
  rmSync(source, { recursive: true })
})

const printed = new Map<string, Promise<string[]>>()

/** What `npm run rejects -- <id>` prints below the upload's own line, printed once. */
function printedRejects(uploadId: string): Promise<string[]> {
  const lines = printed.get(uploadId) ?? printRejects(uploadId)
  printed.set(uploadId, lines)
  return lines
}

async function printRejects(uploadId: string): Promise<string[]> {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  try {
    await rejects(uploadId, { limit: 50, lake: run.folder })
    const lines = log.mock.calls.map(([line]) => String(line))
    return lines.slice(1).map(line => line.replace(/^ {2}/, ''))
  } finally {
    log.mockRestore()
  }
}

/** Compares with the golden file; a text that differs is written beside it for review. */
function expectGolden(name: string, text: string): void {
  const path = join(GOLDEN, `${name}.txt`)
  const changed = join(GOLDEN, `${name}.changed.txt`)
  const known = existsSync(path) ? readFileSync(path, 'utf8') : undefined
  if (known !== text) writeFileSync(changed, text)
  else rmSync(changed, { force: true })
  expect(text, `golden/rejects/${name}.txt; review ${name}.changed.txt`).toBe(known)
}

describe('the text of a rejection', () => {
  for (const { format, reason } of cases) {
    it(`says of ${reason} in ${format} where, what was found, what was expected, and what to do`, async () => {
      const receipt = receipts.get(`${format}-${reason}`)!
      expect(receipt.format).toBe(format)
      expect(receipt.rejected).toEqual({ [reason]: 1 })
      expect(receipt.accepted).toBe(1)
      const lines = await printedRejects(receipt.uploadId)
      expect(lines).toHaveLength(1)
      expect(lines[0]).toMatch(
        new RegExp(`^${formatOf(format)?.unit} \\d+(, [^:]+)?: ${reason}: expected [^"]+, found ".*"; [a-z].+$`),
      )
      expectGolden(`${format}-${reason}`, `${lines[0]}\n`)
    })
  }

  it('has a golden file for every reason of the closed list', () => {
    const goldens = readdirSync(GOLDEN).filter(name => !name.includes('.changed.'))
    const missing = rejectReasons.filter(reason => !goldens.some(name => name.endsWith(`-${reason}.txt`)))
    expect(missing).toEqual([])
  })

  it('has no golden file that nothing provokes', () => {
    const provoked = cases.map(({ format, reason }) => `${format}-${reason}.txt`)
    const goldens = readdirSync(GOLDEN).filter(name => !name.includes('.changed.'))
    expect(goldens.filter(name => !provoked.includes(name))).toEqual([])
  })

  it('is shown for every format', () => {
    expect([...new Set(cases.map(({ format }) => format))].sort()).toEqual(formatNames().sort())
  })

  it('names the end where only the end lies in the future', async () => {
    const receipt = receipts.get('future-end')!
    expect(receipt.rejected).toEqual({ in_the_future: 1 })
    expect(await printedRejects(receipt.uploadId)).toEqual([expect.stringMatching(/^line 3, end: in_the_future: /)])
  })

  it('names the place of a line in what was around it', async () => {
    const receipt = receipts.get('event')!
    expect(await printedRejects(receipt.uploadId)).toEqual([
      expect.stringMatching(/^line 3 \(object 2, event 2\), field 7 \(dstport\): bad_number: /),
    ])
    expect(receipt).toMatchObject({ read: 3, accepted: 2 })
  })

  it('names its reason with one advice each: no two reasons share a text', async () => {
    const texts = new Map<string, string>()
    for (const { format, reason } of cases) {
      const [line = ''] = await printedRejects(receipts.get(`${format}-${reason}`)!.uploadId)
      texts.set(reason, line.replace(/^[^:]+: [a-z0-9_]+: (.*), found ".*"; (.*)$/, '$1; $2'))
    }
    expect(new Set(texts.values()).size).toBe(rejectReasons.length)
  })
})
