import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { balanceOf, type Receipt, wordOf } from '../../functions/lib/receipt.ts'
import { deliverCreated } from '../../functions/normalise/deliver.ts'
import { DEFAULT_LIMITS, type NormaliseLimits } from '../../functions/normalise/normalise-upload.ts'
import { parseReject, type Reject } from '../../functions/normalise/rejects.ts'
import { receipts } from '../../infra/local/commands/receipts.ts'
import { rejects } from '../../infra/local/commands/rejects.ts'
import { start } from '../../infra/local/commands/start.ts'
import { type LakeRun, startLakeRun } from '../support/lake-run.ts'

const RECEIVED = Date.parse('2024-06-01T12:00:00Z')
const RECEIVED_SECOND = RECEIVED / 1000
const DAY_SECONDS = 86_400
const NOON = Date.parse('2024-03-01T12:00:00Z') / 1000

const HEADER =
  'version interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status\n'

interface VpcLine {
  srcaddr?: string
  dstaddr?: string
  bytes?: string | number
  start?: number
  end?: number
  status?: string
}

function vpcLine({
  srcaddr = '10.1.0.9',
  dstaddr = '93.184.216.34',
  bytes = 2000,
  start: from = NOON,
  end: to = from + 50,
  status = 'OK',
}: VpcLine = {}): string {
  return `5 eni-1 ${srcaddr} ${dstaddr} 40000 443 6 10 ${bytes} ${from} ${to} ACCEPT ${status}\n`
}

const folder = mkdtempSync(join(tmpdir(), 'uploads-'))
let run: LakeRun
let delivered = 0

beforeAll(async () => {
  run = await startLakeRun('cidr,name\n10.1.0.0/16,office\n')
})
afterAll(async () => {
  await run.end()
  rmSync(folder, { recursive: true })
})

/** Delivers one file; every receipt must balance. */
async function deliver(content: string | Uint8Array, limits: NormaliseLimits = DEFAULT_LIMITS): Promise<Receipt> {
  const key = `team/logs/file-${++delivered}`
  const path = join(folder, key)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
  await run.uploads.add([{ key, root: folder, isNamed: false }])
  const clock = { nowMs: () => RECEIVED }
  const { receipt } = await deliverCreated(key, { ...(await run.delivery(run.reference)), clock, limits })
  const { read, accounted } = balanceOf(receipt!)
  expect(accounted, 'balance').toBe(read)
  return receipt!
}

async function rejectsOf(receipt: Receipt): Promise<Reject[]> {
  const object = await run.lake.get(receipt.rejects ?? '')
  return new TextDecoder().decode(object?.bytes).trimEnd().split('\n').map(parseReject)
}

async function landingKeys(receipt: Receipt): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of run.lake.list('landing/')) if (key.includes(receipt.uploadId)) keys.push(key)
  return keys
}

async function printed(command: () => Promise<void>): Promise<string> {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  const error = vi.spyOn(process.stderr, 'write').mockImplementation(() => true)
  try {
    await command()
    return log.mock.calls.map(([line]) => String(line)).join('\n')
  } finally {
    log.mockRestore()
    error.mockRestore()
  }
}

/** The bytes that a receipt's head stands for. */
const unescapeHead = (head: string): Uint8Array =>
  Uint8Array.from(head.match(/\\x[0-9a-f]{2}|[^\\]/g) ?? [], token =>
    token.length === 1 ? token.charCodeAt(0) : Number.parseInt(token.slice(2), 16),
  )

describe('a file that no format recognises', () => {
  const bytes = Uint8Array.from({ length: 1000 }, (_, i) => (i * 7) % 256)

  it('gets a receipt `unknown` with its first 200 bytes escaped', async () => {
    const receipt = await deliver(bytes)
    expect(receipt.status).toBe('unknown')
    expect(receipt).toMatchObject({ format: null, read: 0, accepted: 0, contentBytes: 1000, outputs: [] })
    expect(receipt.head).toMatch(/^[ -~]+$/)
    expect(unescapeHead(receipt.head!)).toEqual(bytes.subarray(0, 200))
    expect(receipt.refusal).toContain(
      'binary files are read of AWS VPC and transit gateway, OCSF Network Activity, NetFlow and IPFIX',
    )
  })

  it('shows what is inside where it is gzip', async () => {
    const receipt = await deliver(gzipSync('hello \\ \x1b[31m\n'))
    expect(receipt.status).toBe('unknown')
    expect(receipt.head).toBe('hello \\x5c \\x1b[31m\\x0a')
  })

  it('may be Parquet of other columns', async () => {
    const columnData = [{ name: 'answer', data: [42], type: 'INT32' as const }]
    const receipt = await deliver(new Uint8Array(parquetWriteBuffer({ columnData })))
    expect(receipt.status).toBe('unknown')
    expect(receipt.head).toMatch(/^PAR1/)
  })

  it('is listed with what to do', async () => {
    const receipt = await deliver('just words\n')
    const text = await printed(() => receipts(undefined, { format: 'csv', lake: run.folder }))
    const line = text.split('\n').find(found => found.startsWith(receipt.uploadId.slice(0, 10)))
    expect(line).toContain(',unknown,')
    expect(line).toContain('text of an unknown kind: no format reads it; text is read of ')
  })
})

describe('a gzip file that was cut', () => {
  const lines = Array.from({ length: 20_000 }, (_, i) => vpcLine({ start: NOON + (i % 3000), bytes: 1000 + i * 7919 }))
  const text = HEADER + lines.join('')
  const whole = gzipSync(text)

  it('keeps the rows before the cut, and its receipt says where it broke', async () => {
    const cut = whole.subarray(0, Math.floor(whole.length * 0.6))
    const receipt = await deliver(cut)
    expect(receipt.status).toBe('ok')
    const linesBefore = text.slice(0, receipt.contentBytes).split('\n').length - 2
    expect(linesBefore).toBeGreaterThan(8000)
    expect(linesBefore).toBeLessThan(20_000)
    // The last line may be cut too: then it is rejected, or lacks only what is not read.
    expect(receipt.accepted).toBeGreaterThanOrEqual(linesBefore)
    expect(receipt.accepted).toBeLessThanOrEqual(linesBefore + 1)
    expect(receipt.warnings).toEqual([
      `gzip: expected whole members, found the end of the file before the end of a member near compressed byte ${cut.length}; ` +
        `the ${receipt.contentBytes} bytes before it are kept; upload the whole file again`,
    ])
  })

  it('says so too where so little is left that no format recognises it', async () => {
    const receipt = await deliver(gzipSync(HEADER + vpcLine()).subarray(0, 60))
    expect(receipt.status).toBe('unknown')
    expect(receipt.warnings).toEqual([
      expect.stringMatching(/^gzip: expected whole members, found the end of the file/),
    ])
  })

  it('says where a byte went bad', async () => {
    const bad = Uint8Array.from(whole)
    const at = Math.floor(bad.length / 2)
    bad.fill(0xff, at, at + 64)
    const receipt = await deliver(bad)
    expect(receipt.accepted).toBeGreaterThan(0)
    expect(receipt.accepted).toBeLessThan(20_000)
    const place = Number(/near compressed byte (\d+);/.exec(receipt.warnings[0] ?? '')?.[1])
    expect(Math.abs(place - at)).toBeLessThanOrEqual(16_384)
  })

  it('keeps whole members, and says from where other bytes follow them', async () => {
    const members = Buffer.concat([gzipSync(HEADER + vpcLine()), gzipSync(vpcLine())])
    const receipt = await deliver(Buffer.concat([members, Buffer.from('trailing')]))
    expect(receipt.accepted).toBe(2)
    expect(receipt.warnings).toEqual([
      `gzip: expected nothing after the last member, found other bytes from compressed byte ${members.length}; they are ignored`,
    ])
  })

  // A number cut in two would be read as a whole one.
  it('never takes half a line for a record', async () => {
    const header = 'srcaddr dstaddr srcport dstport protocol packets start end action bytes\n'
    const line = `10.1.0.9 93.184.216.34 40000 443 6 10 ${NOON} ${NOON + 50} ACCEPT 123456\n`
    // Stored blocks: a cut of the file is a cut of the same bytes of the content (an 18-byte frame, 8 of it at the end).
    const stored = gzipSync(header + line + line, { level: 0 })
    const receipt = await deliver(stored.subarray(0, stored.length - 8 - 4))
    expect(receipt.contentBytes).toBe((header + line + line).length - 4)
    expect(receipt.outputs.map(({ bytesOut }) => bytesOut)).toEqual(['123456'])
  })
})

describe('a unit that is too long', () => {
  it('is rejected alone where a line is over 64 KiB', async () => {
    const receipt = await deliver(`${HEADER}${vpcLine()}${'7'.repeat(65_537)}\n${vpcLine()}`)
    expect(receipt).toMatchObject({ accepted: 2, rejected: { too_long: 1 } })
    const [reject] = await rejectsOf(receipt)
    expect(reject).toMatchObject({ record: 3, text: '7'.repeat(1024) })
  })

  it('is no longer than 64 KiB where a line has exactly that', async () => {
    const receipt = await deliver(`${HEADER}${'7'.repeat(65_536)}\r\n`)
    expect(receipt.rejected).toEqual({ field_count: 1 })
  })

  it('is rejected alone where a JSON element is over 64 KiB, in one line or in many', async () => {
    const flow = (note: string) => ({
      timestamp: '2024-03-01T12:01:00Z',
      event_type: 'flow',
      src_ip: '10.1.0.9',
      dest_ip: '93.184.216.34',
      src_port: 40_000,
      dest_port: 443,
      proto: 'TCP',
      note,
      flow: { start: '2024-03-01T12:00:00Z', end: '2024-03-01T12:00:50Z' },
    })
    const long = flow('n'.repeat(65_536))
    const oneLine = [flow(''), long, flow('')].map(value => JSON.stringify(value)).join('\n')
    expect(await deliver(oneLine)).toMatchObject({ accepted: 2, rejected: { too_long: 1 } })
    const manyLines = JSON.stringify([flow(''), { ...flow(''), list: Array(40_000).fill(1) }, flow('')], null, 1)
    expect(await deliver(manyLines)).toMatchObject({ accepted: 2, rejected: { too_long: 1 } })
  })
})

describe('a bad line between good ones', () => {
  const bad: [what: string, line: string, reason: string][] = [
    ['a field too few', vpcLine().replace(' ACCEPT', ''), 'field_count'],
    ['a field too many', vpcLine().replace(' ACCEPT', ' ACCEPT ACCEPT'), 'field_count'],
    ['two spaces between fields', vpcLine().replace(' ACCEPT', '  ACCEPT'), 'field_count'],
    ['TABs between fields', vpcLine().replaceAll(' ', '\t'), 'field_count'],
    ['a local address that is none', vpcLine({ srcaddr: '10.1.0.256' }), 'bad_address'],
    ['a remote address that is none', vpcLine({ dstaddr: '93.184.216.34/32' }), 'bad_address'],
    ['an address with leading zeros', vpcLine({ srcaddr: '010.1.0.9' }), 'bad_address'],
    ['a negative number', vpcLine({ bytes: -1 }), 'bad_number'],
    ['a number with an exponent', vpcLine({ bytes: '1e6' }), 'bad_number'],
    ['a number over 2^53', vpcLine({ bytes: '9007199254740993' }), 'bad_number'],
    ['a number in hexadecimal', vpcLine({ bytes: '0x10' }), 'bad_number'],
    ['an end before its start', vpcLine({ end: NOON - 1 }), 'end_before_start'],
    ['a time one second before 1990', vpcLine({ start: 631_151_999 }), 'before_1990'],
    [
      'an end one second over a day after the upload',
      vpcLine({ start: RECEIVED_SECOND, end: RECEIVED_SECOND + DAY_SECONDS + 1 }),
      'in_the_future',
    ],
    ['a time over 31 days', vpcLine({ end: NOON + 31 * DAY_SECONDS + 1 }), 'too_long_lasting'],
    ['more bytes than 1.6 Tbit/s carry in a minute', vpcLine({ bytes: 12_000_000_000_001 }), 'implausible_counter'],
    [
      'more bytes than 1.6 Tbit/s carry in its ten minutes',
      vpcLine({ bytes: 120_000_000_000_001, end: NOON + 600 }),
      'implausible_counter',
    ],
    [
      'more packets than that link carries, were each a bare header',
      vpcLine().replace(' 6 10 2000 ', ' 6 600000000001 2000 '),
      'implausible_counter',
    ],
    ['NODATA of over 31 days', vpcLine({ status: 'NODATA', end: NOON + 31 * DAY_SECONDS + 1 }), 'too_long_lasting'],
  ]
  it.each(bad)('with %s is rejected alone', async (_, line, reason) => {
    const receipt = await deliver(HEADER + vpcLine() + line + vpcLine())
    expect(receipt).toMatchObject({ status: 'ok', accepted: 2, rejected: { [reason]: 1 } })
    expect((await rejectsOf(receipt)).map(({ record }) => record)).toEqual([3])
  })

  const good: [what: string, line: string][] = [
    ['the largest number that is exact', vpcLine({ bytes: '9007199254740991', end: NOON + 31 * DAY_SECONDS })],
    ['all that 1.6 Tbit/s carry in a minute', vpcLine({ bytes: 12_000_000_000_000 })],
    ['all that they carry in its ten minutes', vpcLine({ bytes: 120_000_000_000_000, end: NOON + 600 })],
    ['an end that equals its start', vpcLine({ end: NOON })],
    ['the first second of 1990', vpcLine({ start: 631_152_000 })],
    ['an end exactly a day after the upload', vpcLine({ start: RECEIVED_SECOND, end: RECEIVED_SECOND + DAY_SECONDS })],
    ['exactly 31 days', vpcLine({ end: NOON + 31 * DAY_SECONDS })],
  ]
  it.each(good)('with %s is no bad line', async (_, line) => {
    expect(await deliver(HEADER + line)).toMatchObject({ accepted: 1, rejected: {}, rejects: null })
  })
})

describe('counters of both directions', () => {
  const flow = (counters: object) =>
    JSON.stringify({
      timestamp: '2024-03-01T12:01:00Z',
      event_type: 'flow',
      src_ip: '10.1.0.9',
      dest_ip: '93.184.216.34',
      proto: 'ICMP',
      flow: { start: '2024-03-01T12:00:00Z', end: '2024-03-01T12:00:50Z', ...counters },
    })
  const half = 6_000_000_000_000
  it.each([
    ['as much as a link carries in all', { bytes_toserver: half, bytes_toclient: half }, 1],
    ['a byte more', { bytes_toserver: half, bytes_toclient: half + 1 }, 0],
    ['too much one way, and no word on the other', { bytes_toclient: 2 * half + 1 }, 0],
    ['as many packets as it carries', { pkts_toserver: half / 20, pkts_toclient: half / 20 }, 1],
    ['a packet more', { pkts_toserver: half / 20 + 1, pkts_toclient: half / 20 }, 0],
  ])('%s', async (_, counters, accepted) => {
    const rejected = accepted === 1 ? {} : { implausible_counter: 1 }
    expect(await deliver(flow(counters))).toMatchObject({ accepted, rejected })
  })
})

describe('records that last for days', () => {
  const day = (i: number, days: number) =>
    vpcLine({ srcaddr: `10.1.${i >> 8}.${i & 255}`, end: NOON + days * DAY_SECONDS })
  const text = (count: number, days: number) => HEADER + Array.from({ length: count }, (_, i) => day(i, days)).join('')

  it('are read where they are few', async () => {
    expect(await deliver(text(330, 31))).toMatchObject({ status: 'ok', accepted: 330 })
  })

  it('refuse the upload whole where they would make contacts without end, and the receipt says what to do', async () => {
    // 31 days touch 2,977 quarter-hours: 336 such records touch 1,000,272.
    const receipt = await deliver(text(336, 31))
    expect(receipt).toMatchObject({ status: 'refused', read: 0, accepted: 0, outputs: [] })
    expect(receipt.refusal).toBe(
      'expected at most 1000000 quarter-hours touched by 336 records with a watched end, found 1000272: they last too ' +
        "long together; set the exporter's active timeout to minutes, or leave out what lasts for days",
    )
    expect(await landingKeys(receipt)).toEqual([])
  })

  it('may touch 297.6 each on average where there are many', async () => {
    const short = (count: number) => Array.from({ length: count }, (_, i) => vpcLine({ start: NOON + i })).join('')
    expect((await deliver(text(336, 31) + short(3100))).status).toBe('ok')
  })

  it('of nobody who is watched cost nothing', async () => {
    const unwatched = text(336, 31).replaceAll(' 10.1.', ' 192.0.')
    expect(await deliver(unwatched)).toMatchObject({ status: 'ok', outOfScope: 336 })
  })
})

describe('a VPC file whose columns cannot be known', () => {
  const record = `2 123456789012 eni-1 10.1.0.9 93.184.216.34 40000 443 6 10 2000 ${NOON} ${NOON + 50} ACCEPT OK\n`

  it('in its first line is refused whole, with what stands there', async () => {
    const receipt = await deliver(`version, srcaddr, dstaddr, bytes, packets\n${record}${record}`)
    expect(receipt).toMatchObject({ status: 'refused', format: null, accepted: 0, outputs: [] })
    expect(receipt.refusal).toBe(
      'expected a first line with the names of the columns (version account-id interface-id srcaddr dstaddr …, separated by ' +
        'one space) or a record of version 2, found "version, srcaddr, dstaddr, bytes, packets"; put the names of the ' +
        "log's columns into the first line",
    )
  })

  it('in a later line that names columns is refused whole too', async () => {
    const receipt = await deliver(`${record}version,srcaddr,dstaddr,bytes,packets\n${record}`)
    expect(receipt.status).toBe('refused')
    expect(receipt.refusal).toContain('expected a header with the names of the columns')
  })

  it.each([
    ['in capitals', (name: string) => name.toUpperCase()],
    ['with _', (name: string) => name.replaceAll('-', '_')],
    ['as the log format has them', (name: string) => `\${${name}}`],
    ['in capitals with _', (name: string) => name.toUpperCase().replaceAll('-', '_')],
  ])('is none where the names are written %s: bytes and packets stay apart', async (_, written) => {
    const names = 'dstaddr srcaddr srcport dstport protocol bytes packets start end action log-status interface-id'
    const line = `93.184.216.34 10.1.0.9 40000 443 6 2000 10 ${NOON} ${NOON + 50} ACCEPT OK eni-1\n`
    const receipt = await deliver(`${names.split(' ').map(written).join(' ')}\n${line}`)
    expect(receipt).toMatchObject({ status: 'ok', accepted: 1, skipped: { header: 1 }, rejected: {} })
    expect(receipt.outputs.map(({ bytesOut }) => bytesOut)).toEqual(['2000'])
  })
})

describe('Parquet in gzip', () => {
  const columnData = [
    { name: 'srcaddr', data: ['10.1.0.9', '93.184.216.34'], type: 'STRING' as const },
    { name: 'dstaddr', data: ['93.184.216.34', '10.1.0.9'], type: 'STRING' as const },
    { name: 'protocol', data: [6, 6], type: 'INT32' as const },
    { name: 'bytes', data: [2000, 9000], type: 'INT32' as const },
    { name: 'start', data: [NOON, NOON], type: 'INT32' as const },
    { name: 'end', data: [NOON + 50, NOON + 50], type: 'INT32' as const },
  ]
  const file = new Uint8Array(parquetWriteBuffer({ columnData }))

  it('is read as the file itself is: the same rows, and the same content', async () => {
    const [plain, zipped] = [await deliver(file), await deliver(gzipSync(file))]
    expect(zipped).toMatchObject({ status: 'ok', format: 'aws-vpc-parquet', accepted: 2, rejected: {}, warnings: [] })
    expect(zipped.contentHash).toBe(plain.contentHash)
    expect([zipped.contentBytes, zipped.objectBytes]).toEqual([file.length, gzipSync(file).length])
    expect(zipped.outputs.map(({ bytesOut, bytesIn }) => [bytesOut, bytesIn])).toEqual([['2000', '9000']])
  })

  it('is bounded as every content is', async () => {
    const limits = { ...DEFAULT_LIMITS, contentBytes: file.length - 1 }
    expect(await deliver(gzipSync(file), limits)).toMatchObject({
      status: 'refused',
      refusal: `expected at most ${file.length - 1} decompressed bytes, found more; split it`,
    })
  })

  it('that was cut is said to be cut', async () => {
    const receipt = await deliver(gzipSync(file, { level: 0 }).subarray(0, file.length - 20))
    expect(receipt).toMatchObject({ status: 'ok', accepted: 0, rejected: { bad_page: 1 } })
    expect(receipt.warnings.some(text => text.startsWith('gzip: expected whole members'))).toBe(true)
  })

  it('of other columns is no VPC log', async () => {
    const other = parquetWriteBuffer({ columnData: [{ name: 'answer', data: [42], type: 'INT32' as const }] })
    expect(await deliver(gzipSync(new Uint8Array(other)))).toMatchObject({
      status: 'unknown',
      head: expect.stringMatching(/^PAR1/),
    })
  })
})

describe('a JSON object cut short', () => {
  const flow = JSON.stringify({
    timestamp: '2024-03-01T12:01:00Z',
    event_type: 'flow',
    src_ip: '10.1.0.9',
    dest_ip: '93.184.216.34',
    proto: 'ICMP',
    flow: { start: '2024-03-01T12:00:00Z', end: '2024-03-01T12:00:50Z' },
  })
  const cuts: [what: string, cut: string][] = [
    ['between its fields', flow.slice(0, flow.indexOf(',"dest_ip"') + 1)],
    ['within a string', flow.slice(0, flow.indexOf('.216.34'))],
    ['before its last brace', flow.slice(0, -1)],
  ]
  it.each(cuts)('%s is rejected alone, before another and at the end of the file', async (_, cut) => {
    const receipt = await deliver([flow, cut, flow, cut].join('\n'))
    expect(receipt).toMatchObject({ read: 4, accepted: 2, rejected: { bad_json: 2 } })
    expect((await rejectsOf(receipt)).map(({ record }) => record)).toEqual([2, 4])
  })
})

describe('an upload of many days', () => {
  const daysText = (days: number) =>
    HEADER + Array.from({ length: days }, (_, i) => vpcLine({ start: NOON - i * DAY_SECONDS })).join('')

  it('is accepted with 400 distinct days: one landing object each', async () => {
    const receipt = await deliver(daysText(400))
    expect(receipt).toMatchObject({ status: 'ok', accepted: 400, refusal: null })
    expect(new Set(receipt.outputs.map(({ dt }) => dt)).size).toBe(400)
    expect(await landingKeys(receipt)).toHaveLength(400)
  })

  it('is refused whole with 401: no row lands, and the receipt says what to do', async () => {
    const receipt = await deliver(daysText(401))
    expect(receipt).toMatchObject({ status: 'refused', accepted: 0, read: 0, outputs: [], liveness: [], rejects: null })
    expect(receipt.refusal).toBe(
      'expected at most 400 distinct days in one upload, found more by record 402; split it by date',
    )
    expect(await landingKeys(receipt)).toEqual([])
    const text = await printed(() => receipts(undefined, { format: 'csv', lake: run.folder }))
    expect(text).toContain('split it by date')
  })

  it('is refused with 401 also where no record has a watched end, or all are markers', async () => {
    const unwatched = (i: number) =>
      vpcLine({ srcaddr: '192.0.2.1', dstaddr: '198.51.100.1', start: NOON - i * DAY_SECONDS })
    const nodata = (i: number) => {
      const start = NOON - i * DAY_SECONDS
      return `5 eni-1 - - - - - - - ${start} ${start + 60} - NODATA\n`
    }
    for (const line of [unwatched, nodata]) {
      const text = (days: number) => HEADER + Array.from({ length: days }, (_, i) => line(i)).join('')
      expect((await deliver(text(400))).status).toBe('ok')
      expect((await deliver(text(401))).refusal).toContain('expected at most 400 distinct days in one upload')
    }
  })

  it('counts the days that one record touches', async () => {
    const receipt = await deliver(daysText(399) + vpcLine({ end: NOON + 2 * DAY_SECONDS }))
    expect(receipt.status).toBe('refused')
  })
})

describe('an upload without rows', () => {
  const empty: [what: string, content: string | Uint8Array, warning: RegExp][] = [
    ['an empty file', '', /^the file is empty$/],
    ['a gzip of zero bytes', gzipSync(''), /^the file is empty$/],
    ['two gzip members of zero bytes', Buffer.concat([gzipSync(''), gzipSync('')]), /^the file is empty$/],
    [
      'a gzip of zero bytes and more',
      Buffer.concat([gzipSync(''), Buffer.from('x')]),
      /^gzip: .*nothing after the last/,
    ],
  ]
  it.each(empty)('%s gets a receipt with zero rows that says so', async (_, content, warning) => {
    const receipt = await deliver(content)
    expect(receipt).toMatchObject({ status: 'ok', format: null, read: 0, accepted: 0, rejected: {}, outputs: [] })
    expect(receipt.warnings).toContainEqual(expect.stringMatching(warning))
  })

  const text = Buffer.from(HEADER + vpcLine())
  const damaged: [what: string, content: Uint8Array, refusal: RegExp][] = [
    ['a gzip cut within its header', gzipSync('').subarray(0, 5), /^damaged gzip: .*within the header of a member/],
    [
      'a gzip of other bytes',
      Buffer.concat([gzipSync(text).subarray(0, 10), Buffer.alloc(99, 255)]),
      /^damaged gzip: /,
    ],
    ['a zstd that is cut', zstdCompressSync(text).subarray(0, 20), /^damaged zstd: /],
    ['a gzip of a damaged gzip', gzipSync(gzipSync(text).subarray(0, 9)), /^damaged gzip: /],
  ]
  it.each(damaged)('%s is damaged, not empty: it does not count', async (_, content, refusal) => {
    const receipt = await deliver(content)
    expect(receipt).toMatchObject({ status: 'unknown', unreadForm: true, format: null, head: null, warnings: [] })
    expect(receipt.refusal).toMatch(refusal)
    expect(receipt.refusal).toMatch(/; nothing came out before it; upload the whole file again$/)
    expect(wordOf(receipt)).toBe('unread')
  })

  const headersOnly: [format: string, content: string, skipped: Record<string, number>][] = [
    ['aws-vpc', HEADER, { header: 1 }],
    ['aws-vpc', HEADER.trimEnd(), { header: 1 }],
    ['zeek-conn', '#path\tconn\n#fields\tts\tid.orig_h\tid.resp_h\tproto\tconn_state\n#close\t2024\n', { header: 3 }],
  ]
  it.each(headersOnly)(
    'a file of only headers (%s) gets a receipt with zero rows',
    async (format, content, skipped) => {
      const receipt = await deliver(content)
      expect(receipt).toMatchObject({ status: 'ok', format, accepted: 0, rejected: {}, skipped, outputs: [] })
    },
  )

  it('a Parquet file without rows gets one too', async () => {
    const columnData = ['srcaddr', 'dstaddr'].map(name => ({ name, data: [], type: 'STRING' as const }))
    const receipt = await deliver(new Uint8Array(parquetWriteBuffer({ columnData })))
    expect(receipt).toMatchObject({ status: 'ok', format: 'aws-vpc-parquet', read: 0, accepted: 0, rejected: {} })
  })

  it('a directory of nothing is refused with what to do', async () => {
    const nothing = join(folder, 'nothing', 'in', 'here')
    mkdirSync(nothing, { recursive: true })
    const options = { paths: [join(folder, 'nothing')], from: '/', out: join(folder, 'r'), lake: join(folder, 'l') }
    await expect(printed(() => start(options))).rejects.toThrow(
      'expected at least one file, found none; name a file or a folder with files',
    )
  })

  it('a path that is not there is refused with its name', async () => {
    const options = { paths: ['no/such'], from: folder, out: join(folder, 'r'), lake: join(folder, 'l') }
    await expect(printed(() => start(options))).rejects.toThrow('found nothing at no/such; check the path')
  })
})

describe('an upload beyond its bounds', () => {
  it('is refused by the size of its object, with a receipt that says what to do', async () => {
    const text = HEADER + vpcLine()
    const receipt = await deliver(text, { ...DEFAULT_LIMITS, objectBytes: text.length - 1 })
    expect(receipt).toMatchObject({ status: 'refused', read: 0, accepted: 0, objectBytes: text.length, outputs: [] })
    expect(receipt.refusal).toBe(
      `expected an object of at most ${text.length - 1} bytes, found ${text.length}; split it`,
    )
  })

  it('is accepted at the bounds themselves', async () => {
    const text = HEADER + vpcLine()
    const receipt = await deliver(text, { objectBytes: text.length, contentBytes: text.length })
    expect(receipt).toMatchObject({ status: 'ok', accepted: 1 })
  })

  const large: [what: string, content: Uint8Array][] = [
    ['a log', gzipSync(HEADER + vpcLine().repeat(50_000))],
    ['a file that no format recognises', gzipSync(Buffer.alloc(5_000_000, 65))],
    ['a file of many members', Buffer.concat(Array(300).fill(gzipSync(HEADER + vpcLine().repeat(100))))],
  ]
  it.each(large)('is refused by its decompressed bytes: %s', async (_, content) => {
    const receipt = await deliver(content, { ...DEFAULT_LIMITS, contentBytes: 1_000_000 })
    expect(receipt).toMatchObject({ status: 'refused', read: 0, accepted: 0, outputs: [] })
    expect(receipt.refusal).toBe('expected at most 1000000 decompressed bytes, found more; split it')
    expect(await landingKeys(receipt)).toEqual([])
  })
})

describe('many rejections of one upload', () => {
  const badAddress = Array.from({ length: 1500 }, (_, i) => vpcLine({ srcaddr: `not-${i}-${'ä'.repeat(2000)}` }))
  const badCount = Array.from({ length: 1200 }, () => `5 ${'ÿ'.repeat(700)}\n`)
  let receipt: Receipt
  beforeAll(async () => {
    receipt = await deliver(HEADER + vpcLine() + badAddress.join('') + badCount.join(''))
  })

  it('are counted whole', () => {
    expect(receipt).toMatchObject({ accepted: 1, rejected: { bad_address: 1500, field_count: 1200 } })
  })

  it('keep the first 1,000 of each reason, in order', async () => {
    const kept = await rejectsOf(receipt)
    const recordsOf = (reason: string) => kept.filter(found => found.reason === reason).map(({ record }) => record)
    expect(recordsOf('bad_address')).toEqual(Array.from({ length: 1000 }, (_, i) => 3 + i))
    expect(recordsOf('field_count')).toEqual(Array.from({ length: 1000 }, (_, i) => 1503 + i))
  })

  it('keep at most 1 KiB of each text, and 100 characters of what was found', async () => {
    const units = [HEADER, vpcLine(), ...badAddress, ...badCount].map(line => Buffer.from(line))
    for (const { record, text, found } of await rejectsOf(receipt)) {
      // A character cut in two becomes one U+FFFD of three bytes.
      expect(Buffer.byteLength(text.replace(/\ufffd$/, ''))).toBeLessThanOrEqual(1024)
      expect(units[record - 1]!.toString().startsWith(text.replace(/\ufffd$/, ''))).toBe(true)
      expect(found.length).toBeLessThanOrEqual(100)
    }
  })

  it('keep no more characters than bytes where the bytes are no text', async () => {
    const bytes = Buffer.concat([Buffer.from(HEADER + vpcLine()), Buffer.alloc(60_000, 0xff), Buffer.from('\n')])
    const [reject] = await rejectsOf(await deliver(bytes))
    expect(reject?.text).toBe('\ufffd'.repeat(1024))
  })

  it('are printed with both numbers, and no more lines than asked for', async () => {
    const text = await printed(() => rejects(receipt.uploadId, { limit: 3, lake: run.folder }))
    expect(text.split('\n')).toHaveLength(4)
    expect(text).toContain('2700 rejected, 2000 kept')
  })
})

describe('logs of which nothing is watched', () => {
  it('give no report and say so loudly, with the five busiest prefixes and what to do', async () => {
    const home = join(folder, 'unwatched')
    mkdirSync(join(home, 'logs'), { recursive: true })
    const text = [7, 6, 5, 4, 3, 2].flatMap((count, net) =>
      Array.from({ length: count }, (_, i) => vpcLine({ srcaddr: `172.20.${net}.${i + 1}`, dstaddr: `198.18.9.${i}` })),
    )
    writeFileSync(join(home, 'logs', 'flow.log'), HEADER + text.join(''))
    writeFileSync(join(home, 'networks.csv'), 'cidr,name\n10.1.0.0/16,office\n')
    const networks = join(home, 'networks.csv')
    const out = join(home, 'reports')
    const options = { paths: [join(home, 'logs')], from: '/', networks, out, lake: join(home, 'lake') }
    const said = await printed(() =>
      expect(start(options)).rejects.toThrow('no report: expected records with an end in'),
    )
    expect(said.split('\n')).toContain(
      'NOTHING WATCHED: none of 27 records has an end in your networks (office 10.1.0.0/16). Most of these have an end in ' +
        '198.18.9.0/24. All that is frequent: 198.18.9.0/24 (27 ends), 172.20.0.0/24 (7 ends), 172.20.1.0/24 (6 ends), ' +
        '172.20.2.0/24 (5 ends), 172.20.3.0/24 (4 ends). Write those that are yours into a file whose first line is ' +
        'cidr,name, and add --networks <that file>.',
    )
    expect(existsSync(out)).toBe(false)
  })

  it('make a report on a schedule all the same, which says so', async () => {
    const source = join(folder, 'unwatched', 'logs')
    const unwatched = await startLakeRun('cidr,name\n10.1.0.0/16,office\n')
    try {
      await unwatched.deliver(source)
      await unwatched.publish_()
      const page = (await unwatched.report()).read('index.html')
      expect(page).toMatch(/<p class="notice">Nothing watched: [^<]*198\.18\.9\.0\/24 \(27 ends\)/)
    } finally {
      await unwatched.end()
    }
  })

  it('are of no use either where nearly every address is watched, which is said', async () => {
    const home = join(folder, 'all-watched')
    mkdirSync(join(home, 'logs'), { recursive: true })
    writeFileSync(join(home, 'logs', 'flow.log'), HEADER + vpcLine())
    const networks = join(home, 'networks.csv')
    writeFileSync(networks, 'cidr,name\n10.1.0.0/16,office\n0.0.0.0/0,all\n2000::/3,all\nfd00::/16,lab\n')
    const options = {
      paths: [join(home, 'logs')],
      from: '/',
      networks,
      out: join(home, 'out'),
      lake: join(home, 'lake'),
    }
    const said = await printed(() => start(options))
    expect(said).toContain(
      'NEARLY ALL WATCHED: all 0.0.0.0/0, all 2000::/3. Records between two watched ends are no activity: a report counts ' +
        'none of them. Write the prefixes that are yours into a file whose first line is cidr,name, and add --networks <that file>.',
    )
  })

  it('are not said where something is watched', async () => {
    const home = join(folder, 'watched')
    mkdirSync(join(home, 'logs'), { recursive: true })
    writeFileSync(join(home, 'logs', 'flow.log'), HEADER + vpcLine())
    const options = { paths: [join(home, 'logs')], from: '/', out: join(home, 'reports'), lake: join(home, 'lake') }
    const said = await printed(() => start(options))
    expect(said).not.toMatch(/(NOTHING|NEARLY ALL) WATCHED/)
    expect(said).toContain('1 accepted')
  })
})
