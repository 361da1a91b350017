import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync, zstdCompressSync } from 'node:zlib'
import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { parquetWriteBuffer } from 'hyparquet-writer'
import parquetjs from 'parquetjs-lite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { awsVpcParquet } from '../../../../functions/normalise/formats/aws-vpc/parquet.ts'
import { awsVpc } from '../../../../functions/normalise/formats/aws-vpc/text.ts'
import { formatOfFile } from '../../../../functions/normalise/formats/index.ts'
import { openCodec } from '../../../../functions/normalise/formats/parquet/codecs.ts'
import { ParquetDamage } from '../../../../functions/normalise/formats/parquet/thrift.ts'
import { damagedBytes } from '../../../support/damaged-bytes.ts'
import { runsOf } from '../../../support/depth.ts'
import { countsOf, type Recording, readWith, recordingSink } from '../../../support/recording-sink.ts'
import { type ThriftFields, thriftList, thriftStruct } from '../../../support/thrift-bytes.ts'

const seed = 20_170_401
const folder = mkdtempSync(join(tmpdir(), 'aws-vpc-parquet-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface ReadResult {
  recording: Recording
  /** Bytes asked of the file. */
  bytesRead: number
}

/** The format that the whole of these bytes is of. */
const formatNameOf = async (bytes: Uint8Array): Promise<string | undefined> => {
  const file = { size: bytes.length, read: async (start: number, end: number) => bytes.slice(start, end) }
  return (await formatOfFile(file, bytes.subarray(0, 65_536), bytes.length <= 65_536))?.name
}

async function readFile(bytes: Uint8Array, key = 'team/folder/file.parquet'): Promise<ReadResult> {
  const sink = recordingSink()
  let bytesRead = 0
  const file = {
    size: bytes.length,
    read: async (start: number, end: number) => {
      expect(start >= 0 && start <= end && end <= bytes.length).toBe(true)
      bytesRead += end - start
      return bytes.slice(start, end)
    },
  }
  const { framed } = await awsVpcParquet.read(file, sink, { key, keyExporter: 'team/folder' })
  const recording = sink.finish()
  const accounted = recording.rows.length + recording.rejects.length + recording.markers.length + recording.skips.length
  if (framed !== accounted) recording.violations.push(`framed ${framed}, accounted ${accounted}`)
  return { recording, bytesRead }
}

async function read(bytes: Uint8Array): Promise<Recording> {
  const { recording } = await readFile(bytes)
  expect(recording.violations).toEqual([])
  return recording
}

/** Rows as a text file of the same content gives them; tests compare the two. */
const fields = [
  ['version', 'INT32'],
  ['account_id', 'UTF8'],
  ['interface_id', 'UTF8'],
  ['srcaddr', 'UTF8'],
  ['dstaddr', 'UTF8'],
  ['srcport', 'INT32'],
  ['dstport', 'INT32'],
  ['protocol', 'INT32'],
  ['packets', 'INT64'],
  ['bytes', 'INT64'],
  ['start', 'INT64'],
  ['end', 'INT64'],
  ['action', 'UTF8'],
  ['log_status', 'UTF8'],
  ['tcp_flags', 'INT32'],
  ['pkt_srcaddr', 'UTF8'],
  ['pkt_dstaddr', 'UTF8'],
] as const

type Row = Record<string, string | number>

const lines = [
  '2 000000000000 eni-1 10.0.0.1 192.0.2.1 49152 443 6 10 1500 1491005700 1491005760 ACCEPT OK 2 10.0.0.1 192.0.2.1',
  '2 000000000000 eni-1 192.0.2.1 10.0.0.1 443 49152 6 12 9000 1491005700 1491005760 ACCEPT OK 18 192.0.2.1 10.0.0.1',
  '2 000000000000 eni-2 2001:db8::1 2001:db8::2 53 53 17 1 76 1491005701 1491005701 REJECT OK 0 2001:db8::1 2001:db8::2',
  '2 000000000000 eni-2 10.0.0.9 10.0.0.8 0 0 1 4 336 1491005701 1491005702 ACCEPT OK 0 10.0.0.9 10.0.0.7',
  '2 000000000000 eni-2 - - - - - - - 1491005701 1491005761 - NODATA - - -',
  '2 000000000000 eni-2 - - - - - - - 1491005761 1491005821 - SKIPDATA - - -',
  '2 000000000000 eni-3 10.0.0.1 198.51.100.1 1 2 6 1 9007199254740991 1491005762 1491005763 ACCEPT OK - - -',
]

function rowOf(line: string): Row {
  const values = line.split(' ')
  const row: Row = {}
  fields.forEach(([name, type], i) => {
    const value = values[i]!
    if (type === 'UTF8') row[name] = value
    else if (value !== '-') row[name] = Number(value)
  })
  return row
}

const header = fields.map(([name]) => name.replaceAll('_', '-')).join(' ')

/** What the text format makes of the same lines, with ordinals less the header's. */
function expected(of: readonly string[]): Recording {
  const text = readWith(awsVpc, [header, ...of].join('\n'))
  for (const list of [text.rows, text.markers]) for (const unit of list) unit.ordinal--
  return { ...text, skips: [] }
}

interface ParquetJsOptions {
  compression: 'UNCOMPRESSED' | 'GZIP' | 'SNAPPY'
  rowGroupSize?: number
  useDataPageV2?: boolean
}

/** A file as parquetjs-lite writes it, which shares no code with what reads it here. */
async function writeParquetJs(rows: readonly Row[], options: ParquetJsOptions): Promise<Uint8Array> {
  const { compression, rowGroupSize = 4096, useDataPageV2 = true } = options
  const schema = new parquetjs.ParquetSchema(
    Object.fromEntries(fields.map(([name, type]) => [name, { type, compression, optional: true }])),
  )
  const path = join(folder, 'parquetjs.parquet')
  const writer = await parquetjs.ParquetWriter.openFile(schema, path, { rowGroupSize, useDataPageV2 })
  for (const row of rows) await writer.appendRow(row)
  await writer.close()
  return new Uint8Array(readFileSync(path))
}

const duckdb = await DuckDBInstance.create(':memory:', { threads: '1' })
const connection = await duckdb.connect()
afterAll(() => connection.closeSync())

/** A file as DuckDB writes it; columns in another order than AWS's. */
async function writeDuckDb(select: string, options: string): Promise<Uint8Array> {
  const path = join(folder, 'duckdb.parquet')
  await connection.run(`COPY (${select}) TO '${path}' (FORMAT parquet, ${options})`)
  return new Uint8Array(readFileSync(path))
}

/** `count` rows, all different, every 50th a NODATA, every 5th without flags. */
const manyRows = (count: number) => `
  SELECT (1491005760 + i)::BIGINT AS "end", (1491005700 + i)::BIGINT AS start, 443::INT AS dstport, (i % 65536)::INT AS srcport,
    '10.0.' || (i // 256 % 256) || '.' || (i % 256) AS srcaddr, '2001:db8::' || to_hex(i % 65536) AS dstaddr,
    6::BIGINT AS protocol, i::BIGINT AS packets, (i * 2654435761 % 4294967291 * 1000)::BIGINT AS bytes, 'eni-' || (i % 7) AS interface_id,
    CASE WHEN i % 5 = 0 THEN NULL ELSE (i % 64)::INT END AS tcp_flags,
    CASE WHEN i % 3 = 0 THEN 'REJECT' ELSE 'ACCEPT' END AS action,
    CASE WHEN i % 50 = 0 THEN 'NODATA' ELSE 'OK' END AS log_status
  FROM range(${count}) AS t(i) ORDER BY i`

describe('VPC flow logs in Parquet', () => {
  it.each([
    { compression: 'GZIP' },
    { compression: 'GZIP', rowGroupSize: 2 },
    { compression: 'SNAPPY' },
    { compression: 'GZIP', useDataPageV2: false },
    { compression: 'UNCOMPRESSED', useDataPageV2: false },
  ] as const)('written by parquetjs-lite (%o) give what the same rows in text give', async options => {
    const bytes = await writeParquetJs(lines.map(rowOf), options)
    expect(await formatNameOf(bytes)).toBe('aws-vpc-parquet')
    expect(await read(bytes)).toEqual(expected(lines))
  })

  it.each([
    'CODEC snappy',
    'CODEC zstd',
    'CODEC gzip',
    'CODEC brotli',
    'CODEC lz4_raw',
    'CODEC uncompressed',
    'CODEC zstd, DICTIONARY_SIZE_LIMIT 1',
    'CODEC snappy, PARQUET_VERSION V2',
    'CODEC zstd, PARQUET_VERSION V2, DICTIONARY_SIZE_LIMIT 1',
  ])('written by DuckDB (%s) in several row groups give every row', async options => {
    const recording = await read(await writeDuckDb(manyRows(6000), `ROW_GROUP_SIZE 2048, ${options}`))
    expect(countsOf(recording)).toEqual({ records: 5880, 'marker nodata': 120 })
    expect(recording.warnings).toEqual([])
    for (const row of recording.rows) {
      const i = row.ordinal - 1
      expect([row.source, row.sourcePort, row.sourceBytes, row.sourcePackets, row.startMs, row.endMs]).toEqual([
        `10.0.${Math.floor(i / 256) % 256}.${i % 256}`,
        i % 65_536,
        ((i * 2_654_435_761) % 4_294_967_291) * 1000,
        i,
        (1_491_005_700 + i) * 1000,
        (1_491_005_760 + i) * 1000,
      ])
      expect([row.destination, row.sourceFlags, row.action, row.exporter]).toEqual([
        i === 0 ? '2001:db8::' : `2001:db8::${(i % 65_536).toString(16)}`,
        i % 5 === 0 ? null : i % 64,
        i % 3 === 0 ? 'deny' : 'accept',
        `eni-${i % 7}@team/folder`,
      ])
    }
  })

  it.each([['DELTA_BYTE_ARRAY'], ['DELTA_LENGTH_BYTE_ARRAY'], ['PLAIN']] as const)(
    'written by hyparquet-writer in several pages, texts as %s and numbers as differences',
    async encoding => {
      const count = 3000
      const column = <T>(at: (i: number) => T) => Array.from({ length: count }, (_, i) => at(i))
      const texts = (name: string, at: (i: number) => string | null) =>
        ({ name, type: 'STRING', encoding, data: column(at) }) as const
      const whole = (name: string, at: (i: number) => bigint) =>
        ({ name, type: 'INT64', encoding: 'DELTA_BINARY_PACKED', data: column(at) }) as const
      const bytesAt = (i: number) => (BigInt(i) * 6_364_136_223_846_793_005n) % (1n << 53n)
      const buffer = parquetWriteBuffer({
        codec: 'SNAPPY',
        pageSize: 4000,
        rowGroupSize: 1700,
        columnData: [
          texts('srcaddr', i => `10.0.${i >> 8}.${i % 256}`),
          texts('dstaddr', i => `2001:db8::${(i % 700).toString(16)}`),
          texts('action', i => (i % 3 === 0 ? null : 'REJECT')),
          whole('protocol', () => 6n),
          whole('start', i => 1_491_005_700n + BigInt(i % 97)),
          whole('end', i => 1_491_005_800n + BigInt(i)),
          whole('bytes', bytesAt),
        ],
      })
      const { rows, rejects } = await read(new Uint8Array(buffer))
      expect(rejects).toEqual([])
      expect(rows.map(row => [row.source, row.destination, row.action, row.startMs, row.sourceBytes])).toEqual(
        column(i => [
          `10.0.${i >> 8}.${i % 256}`,
          i % 700 === 0 ? '2001:db8::' : `2001:db8::${(i % 700).toString(16)}`,
          i % 3 === 0 ? 'unknown' : 'deny',
          (1_491_005_700 + (i % 97)) * 1000,
          Number(bytesAt(i)),
        ]),
      )
    },
  )

  it('of the fewest columns are records with no word on the rest', async () => {
    const select = `SELECT '10.0.0.1' AS pkt_srcaddr, '192.0.2.1' AS pkt_dstaddr, 17 AS protocol, 1491005700 AS start, 1491005701 AS "end"`
    expect((await read(await writeDuckDb(select, 'CODEC zstd'))).rows).toMatchObject([
      { source: '10.0.0.1', sourcePort: null, sourceBytes: null, sourceFlags: null, exporter: 'team/folder' },
    ])
  })

  it('may name columns with hyphens, and have inner columns beside', async () => {
    const select = `SELECT {'a': {'b': 1}} AS tags, [1, 2] AS list, '10.0.0.1' AS srcaddr, '192.0.2.1' AS dstaddr, 6 AS protocol,
      2 AS "tcp-flags", 1491005700 AS start, 1491005701 AS "end"`
    expect((await read(await writeDuckDb(select, 'CODEC zstd'))).rows).toMatchObject([
      { sourceFlags: 2, began: 'source' },
    ])
  })

  it('without log_status take rows without addresses for NODATA, and say so', async () => {
    const select = `SELECT NULL::VARCHAR AS srcaddr, '-' AS dstaddr, 1491005700 AS start, 1491005701 AS "end"`
    const recording = await read(await writeDuckDb(select, 'CODEC zstd'))
    expect(countsOf(recording)).toEqual({ 'marker nodata': 1 })
    expect(recording.warnings.length).toBe(1)
  })

  it.each([
    ["'x' AS srcaddr", 'bad_address', 'srcaddr', 'x'],
    ['NULL::VARCHAR AS dstaddr', 'missing_field', 'dstaddr', 'nothing'],
    ['256 AS protocol', 'bad_number', 'protocol', '256'],
    ['NULL::INT AS protocol', 'missing_field', 'protocol', 'nothing'],
    ['-5 AS srcport', 'bad_number', 'srcport', '-5'],
    ['-1::BIGINT AS bytes', 'bad_number', 'bytes', '-1'],
    ['9007199254740993::BIGINT AS packets', 'bad_number', 'packets', '9007199254740992'],
    ['-1 AS start', 'bad_time', 'start', '-1'],
    ['NULL::INT AS "end"', 'missing_field', 'end', 'nothing'],
  ])('reject %s', async (replacement, reason, column, found) => {
    const good = `SELECT '10.0.0.1' AS srcaddr, '192.0.2.1' AS dstaddr, 6 AS protocol, 1 AS srcport, 2 AS dstport,
      3 AS bytes, 4 AS packets, 1491005700 AS start, 1491005701 AS "end", 'OK' AS log_status`
    const recording = await read(await writeDuckDb(`SELECT * REPLACE (${replacement}) FROM (${good})`, 'CODEC zstd'))
    expect(recording.rejects).toMatchObject([{ ordinal: 1, reason, column, found }])
    expect(recording.rejects[0]!.text).toContain('dstport=2')
  })

  it('of other columns are not this format', async () => {
    const bytes = await writeDuckDb('SELECT 1 AS srcaddr', 'CODEC zstd')
    expect(await formatNameOf(bytes)).toBeUndefined()
  })

  it('of no rows are fine', async () => {
    const recording = await read(await writeDuckDb(`${manyRows(1)} LIMIT 0`, 'CODEC zstd'))
    expect([countsOf(recording), recording.warnings]).toEqual([{}, []])
  })
})

describe('a damaged file', () => {
  let good = new Uint8Array()
  beforeAll(async () => {
    good = new Uint8Array(await writeDuckDb(manyRows(6000), 'ROW_GROUP_SIZE 2048, CODEC snappy'))
  })

  it('that is cut is one unit', async () => {
    for (const length of [4, 11, 12, 1000, good.length - 1]) {
      const recording = await read(good.subarray(0, length))
      expect(countsOf(recording)).toEqual({ 'reject bad_page': 1 })
      expect(await formatNameOf(good.subarray(0, length))).toBe('aws-vpc-parquet')
      expect(recording.rejects[0]).toMatchObject({ ordinal: 1, column: 'footer' })
      expect(recording.warnings.length).toBe(1)
    }
  })

  it('with one broken row group keeps the others, and their row numbers', async () => {
    const bytes = good.slice()
    // The first bytes of the first page: its header.
    bytes.fill(0xff, 4, 40)
    const recording = await read(bytes)
    expect(recording.rejects).toMatchObject([{ ordinal: 1, reason: 'bad_page', column: 'row group 1' }])
    expect(recording.warnings).toMatchObject([
      expect.stringMatching(/^row group 1: 2048 of 2048 rows are lost, found /),
    ])
    expect(recording.rows.length).toBe(3873)
    expect(recording.rows.at(-1)!.ordinal).toBe(6000)
    expect(recording.rows.at(-1)!.source).toBe('10.0.23.111')
  })

  it('with columns of other types loses every row group, and says why', async () => {
    const select = `SELECT '10.0.0.1' AS srcaddr, '192.0.2.1' AS dstaddr, true AS protocol`
    expect((await read(await writeDuckDb(select, 'CODEC zstd'))).rejects).toMatchObject([
      {
        reason: 'bad_page',
        found: 'BOOLEAN in column protocol, where whole numbers are expected (cast it as you write the file)',
      },
    ])
  })
})

interface FileClaims {
  length?: number
  start?: number
  groups?: number
  codec?: number
  isEncrypted?: true
}

/** A file of one column chunk after another and a footer that claims what a test wants. */
function fileOf(chunk: Uint8Array, rows: number, claims: FileClaims = {}) {
  const names = ['srcaddr', 'dstaddr']
  const encrypted: ThriftFields = claims.isEncrypted ? { 8: { 1: {} } } : {}
  const column = (name: string): ThriftFields => ({
    ...encrypted,
    3: {
      1: 6,
      2: thriftList([0]),
      3: thriftList([name]),
      4: claims.codec ?? 0,
      5: rows,
      6: chunk.length,
      7: claims.length ?? chunk.length,
      9: claims.start ?? 4,
    },
  })
  const group: ThriftFields = { 1: thriftList(names.map(column)), 2: chunk.length, 3: rows }
  const leaf = (name: string): ThriftFields => ({ 1: 6, 3: 0, 4: name })
  const footer = thriftStruct({
    1: 1,
    2: thriftList([{ 4: 'schema', 5: 2 }, ...names.map(leaf)]),
    3: rows,
    4: thriftList(Array.from({ length: claims.groups ?? 1 }, () => group)),
  })
  const length = Buffer.alloc(4)
  length.writeUInt32LE(footer.length)
  // Room for two columns: both lie at the same place, but a file has at least as many bytes as its chunks.
  return new Uint8Array(
    Buffer.concat([Buffer.from('PAR1'), chunk, Buffer.alloc(chunk.length), footer, length, Buffer.from('PAR1')]),
  )
}

/** A data page (version 1) of required texts with a body and claims. */
function pageOf(
  body: Uint8Array,
  { size = body.length, length = body.length, values = 1, encoding = 0 } = {},
): Uint8Array {
  const header = thriftStruct({ 1: 0, 2: size, 3: length, 5: { 1: values, 2: encoding, 3: 3, 4: 3 } })
  return Buffer.concat([header, body])
}

describe('a hostile file', () => {
  const address = Buffer.from([9, 0, 0, 0, ...Buffer.from('192.0.2.1')])

  it('of one honest page is read (so that what follows is refused for what it says)', async () => {
    expect((await read(fileOf(pageOf(address), 1))).rejects).toMatchObject([
      { reason: 'missing_field', column: 'start' },
    ])
  })

  const run = Buffer.from([8, 0xfe, 0xff, 0xff, 0xff, 0x0f, 0])
  it.each([
    ['2^40 rows in a row group', fileOf(pageOf(address), 2 ** 40), /^1099511627776 rows, more than a file of/],
    ['fewer than no rows', fileOf(pageOf(address), -5), /^-5 rows/],
    ['values beyond the file', fileOf(pageOf(address), 1, { length: 2 ** 40 }), /^values of column srcaddr beyond/],
    ['values before the file', fileOf(pageOf(address), 1, { start: -9 }), /^values of column srcaddr beyond/],
    ['a page of 2 GB', fileOf(pageOf(address, { size: 2 ** 31 }), 1), /^a page of 2147483648 decompressed bytes, over/],
    [
      'a page of 60 MB for a value',
      fileOf(pageOf(address, { size: 6e7 }), 1),
      /^a page of 60000000 decompressed bytes for/,
    ],
    ['2^31 values in a page', fileOf(pageOf(address, { values: 2 ** 31 }), 1), /^a page of 2147483648 values, over/],
    [
      'a page beyond its column',
      fileOf(pageOf(address, { length: 2 ** 30 }), 1),
      /^a page of 1073741824 bytes, beyond/,
    ],
    ['a text beyond its page', fileOf(pageOf(Buffer.from([255, 255, 255, 255])), 1), /^a text beyond its page/],
    [
      'a dictionary that is not there',
      fileOf(pageOf(Buffer.from([1, 2, 0]), { encoding: 8 }), 1),
      /^dictionary entry 0,/,
    ],
    ['a run of 2^31 values', fileOf(pageOf(run, { encoding: 8, values: 5 }), 5), /^dictionary entry 0,/],
    [
      'an encoding that is not known',
      fileOf(pageOf(address, { encoding: 77 }), 1),
      /^values of BYTE_ARRAY in an encoding that is not read .*, in column srcaddr \(encoding 77, UNCOMPRESSED\)$/,
    ],
    [
      'a compression that is not read',
      fileOf(pageOf(address), 1, { codec: 3 }),
      /^compression LZO, which is not read \(.*\), in column srcaddr \(PLAIN, LZO\)$/,
    ],
    [
      'encrypted values',
      fileOf(pageOf(address), 1, { isEncrypted: true }),
      /^encrypted values of column srcaddr \(write the file without encryption\)$/,
    ],
    ['fewer values than rows', fileOf(pageOf(address), 2), /^fewer values than rows/],
    ['page headers without end', fileOf(Buffer.alloc(1000, 0x15), 1), /^a header/],
  ])('that claims %s loses that row group', async (_, bytes, found) => {
    const { rejects, violations } = (await readFile(bytes)).recording
    expect(violations).toEqual([])
    expect(rejects.at(-1)).toMatchObject({
      reason: 'bad_page',
      column: 'row group 1',
      found: expect.stringMatching(found),
    })
  })

  it.each([
    ['a footer larger than the file', [0xff, 0xff, 0xff, 0x7f], []],
    ['an empty footer', [0, 0, 0, 0], []],
    ['a list of 2^31 elements', [7, 0, 0, 0], [0x29, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x07]],
    ['structs in structs', [200, 0, 0, 0], new Array<number>(200).fill(0x1c)],
    ['lists in lists', [200, 0, 0, 0], new Array<number>(200).fill(0x19)],
    ['a million texts', [0x80, 0x42, 0x0f, 0], [0x49, 0xf8, 0xf2, 0x84, 0x3d, ...new Array<number>(1_000_059).fill(0)]],
    ['a number without end', [200, 0, 0, 0], [0x15, ...new Array<number>(199).fill(0xff)]],
  ])('with %s is one unit', async (_, length, footer) => {
    const bytes = Buffer.concat([Buffer.from('PAR1'), Buffer.from(footer), Buffer.from(length), Buffer.from('PAR1')])
    expect(countsOf(await read(new Uint8Array(bytes)))).toEqual({ 'reject bad_page': 1 })
  })

  it('whose row groups all name the same bytes is not read over and over', async () => {
    const bytes = fileOf(pageOf(Buffer.alloc(100_000)), 1, { groups: 2000 })
    const { recording, bytesRead } = await readFile(bytes)
    expect(recording.violations).toEqual([])
    expect(recording.rejects.length).toBe(2000)
    expect(bytesRead).toBeLessThan(bytes.length * 2)
  })

  it('whose pages expand to more than they claim are not expanded further', async () => {
    const zeros = Buffer.alloc(50_000_000)
    for (const [codec, bytes] of [
      [2, gzipSync(zeros)],
      [4, brotliCompressSync(zeros, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })],
      [6, zstdCompressSync(zeros)],
    ] as const) {
      const { decompress } = await openCodec(codec)
      expect(() => decompress(bytes, 1000)).toThrow(ParquetDamage)
    }
  })

  it('whose pages are not compressed as they claim are damage, whatever their bytes', async () => {
    const codecs = await Promise.all(Array.from({ length: 10 }, (_, number) => openCodec(number)))
    fc.assert(
      fc.property(
        fc.constantFrom(...codecs),
        fc.uint8Array({ maxLength: 300 }),
        fc.nat({ max: 5000 }),
        (codec, bytes, size) => {
          try {
            expect(codec.decompress(bytes, size).length).toBe(size)
          } catch (error) {
            expect(error).toBeInstanceOf(ParquetDamage)
          }
        },
      ),
      { seed, numRuns: runsOf(3000) },
    )
  })

  it('never throws, and always balances, with any damage to bytes', async () => {
    const small = await writeParquetJs(lines.map(rowOf), { compression: 'SNAPPY', rowGroupSize: 3 })
    const others = [
      await writeDuckDb(manyRows(60), 'CODEC zstd'),
      await writeDuckDb(manyRows(60), 'CODEC uncompressed, PARQUET_VERSION V2, DICTIONARY_SIZE_LIMIT 1'),
    ]
    const flips = fc.array(fc.record({ at: fc.nat(), byte: fc.nat({ max: 255 }) }), { minLength: 1, maxLength: 8 })
    const damaged = fc.oneof(
      damagedBytes(small),
      fc.tuple(fc.constantFrom(small, ...others), flips).map(([file, changes]) => {
        const bytes = new Uint8Array(file)
        for (const { at, byte } of changes) bytes[at % bytes.length] = byte
        return bytes
      }),
    )
    await fc.assert(
      fc.asyncProperty(damaged, async bytes => {
        await formatNameOf(bytes)
        const { recording } = await readFile(bytes)
        expect(recording.violations).toEqual([])
      }),
      { seed, numRuns: runsOf(3000) },
    )
  })
})
