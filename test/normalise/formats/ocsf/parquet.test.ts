import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { formatOfFile } from '../../../../functions/normalise/formats/index.ts'
import { ocsfNetwork } from '../../../../functions/normalise/formats/ocsf/events.ts'
import { ocsfNetworkParquet } from '../../../../functions/normalise/formats/ocsf/parquet.ts'
import { UNCOMPRESSED } from '../../../../functions/normalise/formats/parquet/codecs.ts'
import { ColumnCursor } from '../../../../functions/normalise/formats/parquet/column.ts'
import { numberOfSum, readNumber } from '../../../../functions/normalise/formats/parquet/numbers.ts'
import { BYTE_ARRAY, INT64, INT96 } from '../../../../functions/normalise/formats/parquet/schema.ts'
import { damagedBytes } from '../../../support/damaged-bytes.ts'
import { runsOf, someOf } from '../../../support/depth.ts'
import { type OcsfShape, securityLake, writeOcsfParquet } from '../../../support/ocsf-parquet.ts'
import { countsOf, type Recording, readWith, recordingSink } from '../../../support/recording-sink.ts'
import { thriftStruct } from '../../../support/thrift-bytes.ts'

const seed = 20_170_401
const folder = mkdtempSync(join(tmpdir(), 'ocsf-parquet-'))
const duckdb = await DuckDBInstance.create(':memory:', { threads: '1' })
const connection = await duckdb.connect()
afterAll(() => {
  connection.closeSync()
  rmSync(folder, { recursive: true, force: true })
})

/** A file that counts what is read of it. */
function fileOf(bytes: Uint8Array) {
  const file = {
    size: bytes.length,
    bytesRead: 0,
    async read(start: number, end: number) {
      expect(start >= 0 && start <= end && end <= bytes.length).toBe(true)
      file.bytesRead += end - start
      return bytes.slice(start, end)
    },
  }
  return file
}

async function readAll(bytes: Uint8Array, file = fileOf(bytes)) {
  const sink = recordingSink()
  const { framed, directions } = await ocsfNetworkParquet.read(file, sink, {
    key: 'team/file',
    keyExporter: 'team/folder',
  })
  const recording = sink.finish()
  const { rows, rejects, markers, skips } = recording
  expect(framed).toBe(rows.length + rejects.length + markers.length + skips.length)
  expect(recording.violations).toEqual([])
  return { recording, directions }
}
const read = async (bytes: Uint8Array): Promise<Recording> => (await readAll(bytes)).recording

const formatNameOf = async (bytes: Uint8Array): Promise<string | undefined> =>
  (await formatOfFile(fileOf(bytes), bytes.subarray(0, 65_536), bytes.length <= 65_536))?.name

/** What is the same whatever events are written in: all but the text of rejected units. */
const outcomes = ({ rejects, ...rest }: Recording) => ({
  ...rest,
  rejects: rejects.map(({ text: _, ...reject }) => reject),
})

const inJson = (events: readonly object[]): Recording =>
  readWith(ocsfNetwork, events.map(event => JSON.stringify(event)).join('\n'))

const duckdbPath = join(folder, 'duckdb.parquet')
async function writeDuckDb(select: string, options: string): Promise<Uint8Array> {
  await connection.run(`COPY (${select}) TO '${duckdbPath}' (FORMAT parquet, ${options})`)
  return new Uint8Array(readFileSync(duckdbPath))
}

/** The file that was written last as DuckDB reads it: one event a line. */
async function jsonOfDuckDb(): Promise<string> {
  const path = join(folder, 'duckdb.jsonl')
  await connection.run(`COPY (SELECT * FROM read_parquet('${duckdbPath}')) TO '${path}' (FORMAT json)`)
  return readFileSync(path, 'utf8')
}

/** VPC flow logs with the columns of source version 2, maps and lists of objects among them; some objects are NULL. */
const vpcFlows = (count: number) => `
  SELECT {'product': {'version': '5', 'name': 'Amazon VPC', 'vendor_name': 'AWS', 'feature': {'name': 'Flowlogs'}},
      'profiles': ['cloud', 'datetime'], 'version': '1.1.0'} AS metadata,
    {'account': {'uid': '000000000000'}, 'region': 'eu-west-1', 'zone': 'euw1-az' || (i % 3), 'provider': 'AWS'} AS cloud,
    {'port': (40000 + i % 9000)::INT, 'svc_name': NULL::VARCHAR, 'ip': '10.0.' || (i // 256 % 256) || '.' || (i % 256),
      'intermediate_ips': CASE WHEN i % 2 = 0 THEN ['10.9.9.9'] END, 'interface_uid': CASE WHEN i % 2 = 0 THEN 'eni-' || (i % 7) END,
      'vpc_uid': 'vpc-1', 'instance_uid': NULL::VARCHAR, 'subnet_uid': 'subnet-1'} AS src_endpoint,
    CASE WHEN i % 50 = 49 THEN NULL ELSE {'port': 443::INT, 'ip': '2001:db8::' || to_hex(i % 65536),
      'interface_uid': CASE WHEN i % 2 = 1 THEN 'eni-' || (i % 7) END} END AS dst_endpoint,
    CASE WHEN i % 40 = 39 THEN NULL ELSE {'protocol_num': 6::INT, 'tcp_flags': CASE WHEN i % 5 > 0 THEN (i % 64)::INT END,
      'protocol_ver': 'IPv4', 'boundary_id': 99::INT, 'boundary': '-', 'direction_id': (1 + i % 2)::INT, 'direction': 'Ingress'} END
      AS connection_info,
    CASE WHEN i % 30 = 29 THEN NULL ELSE {'packets': i::BIGINT, 'bytes': (i * 2654435761 % 4294967291 * 1000)::BIGINT} END AS traffic,
    1491005700000 + i * 1000 AS "time", make_timestamp_ms(1491005700000 + i * 1000) AS time_dt,
    CASE WHEN i % 3 = 0 THEN NULL ELSE 1491005700000 + i * 1000 END AS start_time,
    make_timestamp_ms(1491005700000 + i * 1000) AS start_time_dt, make_timestamp_ms(1491005760250 + i * 1000) AS end_time_dt,
    CASE WHEN i % 20 = 0 THEN 'NODATA' ELSE 'OK' END AS status_code, 1::INT AS severity_id,
    CASE WHEN i % 25 = 0 THEN 4003 ELSE 4001 END::INT AS class_uid, 4::INT AS category_uid, 6::INT AS activity_id,
    400106::INT AS type_uid, CASE WHEN i % 4 = 0 THEN 2 ELSE 1 END::INT AS action_id, NULL::VARCHAR AS disposition,
    [{'name': 'src_endpoint.ip', 'type_id': 2, 'value': '10.0.0.1'}] AS observables,
    MAP {'sublocation_type': '-', 'traffic_path': CAST(i AS VARCHAR)} AS unmapped
  FROM range(${count}) AS t(i) ORDER BY i`

describe('OCSF network events in Parquet', () => {
  const options = [
    'CODEC gzip, PARQUET_VERSION V2, DICTIONARY_SIZE_LIMIT 1',
    'CODEC zstd',
    'CODEC snappy',
    'CODEC gzip',
    'CODEC snappy, PARQUET_VERSION V2',
    'CODEC zstd, DICTIONARY_SIZE_LIMIT 1',
  ]
  it.each(someOf(options, 1))(
    'written by DuckDB (%s) in several row groups are what DuckDB reads of them',
    async options => {
      const bytes = await writeDuckDb(vpcFlows(2200), `ROW_GROUP_SIZE 2048, ${options}`)
      expect(await formatNameOf(bytes)).toBe('ocsf-network-parquet')
      const { recording, directions } = await readAll(bytes)
      const json = readWith(ocsfNetwork, await jsonOfDuckDb())
      expect(outcomes(recording)).toEqual(outcomes(json))
      expect(directions).toBe(1)
      const byDuckDb =
        await connection.runAndReadAll(`SELECT count(*)::INT, sum(traffic.bytes)::VARCHAR, sum(traffic.packets)::VARCHAR,
        count(DISTINCT src_endpoint.ip)::INT, sum(epoch_ms(end_time_dt))::VARCHAR FROM read_parquet('${duckdbPath}')
      WHERE class_uid = 4001 AND status_code = 'OK' AND dst_endpoint IS NOT NULL AND connection_info IS NOT NULL`)
      const { rows } = recording
      const sum = (of: (row: (typeof rows)[number]) => number | null) =>
        String(rows.reduce((total, row) => total + BigInt(of(row) ?? 0), 0n))
      expect(byDuckDb.getRowsJson()[0]).toEqual([
        rows.length,
        sum(({ sourceBytes }) => sourceBytes),
        sum(({ sourcePackets }) => sourcePackets),
        new Set(rows.map(({ source }) => source)).size,
        sum(({ endMs }) => endMs),
      ])
      expect(Object.keys(countsOf(recording)).sort()).toEqual([
        'marker nodata',
        'records',
        'reject missing_field',
        'skip class:other',
      ])
    },
  )

  it('are read column by column: what no rule asks for is not', async () => {
    const bytes = await writeDuckDb(
      `SELECT *, MAP {'note': sha256(i::VARCHAR) || sha256((i + 1)::VARCHAR)} AS raw_data FROM (${vpcFlows(3000)}) AS f, range(3000) AS t(i)
        WHERE f."time" = 1491005700000 + i * 1000`,
      'CODEC uncompressed',
    )
    const file = fileOf(bytes)
    expect((await readAll(bytes, file)).recording.rows.length).toBeGreaterThan(2000)
    expect(file.bytesRead).toBeLessThan(bytes.length / 2)
  })

  const nullable = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 4, nil: null })
  const some = <T>(shape: { [name in keyof T]: fc.Arbitrary<T[name]> }) =>
    nullable(fc.record(shape, { requiredKeys: [] }))
  const counter = nullable(fc.constantFrom(0, 1, 60, 4_000_000_000, -1))
  const counters = {
    ...{ bytes: counter, packets: counter },
    ...{ bytes_in: counter, bytes_out: counter, packets_in: counter, packets_out: counter },
  }
  const word = nullable(fc.constantFrom('', '-', 'gate', 'Zeek', 'Amazon VPC', 'allowed', 'Blocked', 'é'.repeat(200)))
  const end = some({
    ip: nullable(fc.constantFrom('10.0.0.1', '192.0.2.7', '8.8.8.8', '2001:db8::5', 'localhost')),
    port: nullable(fc.constantFrom(0, 443, 51_000, 70_000)),
    interface_uid: word,
  })
  const time = nullable(fc.constantFrom(1_491_004_899_250, 1_491_004_899, 1_491_005_000_000, 0, -1))
  const timeText = nullable(fc.constantFrom('2017-04-01T00:00:00.250Z', '1970-01-12T13:46:40Z'))
  const id = nullable(fc.constantFrom(0, 1, 2, 4, 5, 99))
  const events = fc.array(
    fc.record(
      {
        class_uid: fc.oneof(
          { weight: 9, arbitrary: fc.constant(4001) },
          { weight: 1, arbitrary: fc.constantFrom(4003, null) },
        ),
        metadata: some({
          product: some({ name: word }),
          loggers: nullable(fc.array(some({ name: word }), { maxLength: 3 })),
        }),
        ...{ activity_id: id, action_id: id, disposition_id: id, initiator_id: id, action: word },
        ...{ start_time: time, end_time: time, time, duration: time },
        ...{ time_dt: timeText, start_time_dt: timeText, end_time_dt: timeText },
        ...{ src_endpoint: end, dst_endpoint: end, traffic: some(counters), cumulative_traffic: some(counters) },
        connection_info: some({
          protocol_num: nullable(fc.constantFrom(1, 6, 17, -1, 300)),
          protocol_name: word,
          tcp_flags: id,
          direction_id: id,
        }),
        is_src_dst_assignment_known: nullable(fc.boolean()),
        ...{ status_code: word, app_name: word },
        tls: some({ sni: word }),
        device: some({ hostname: word, uid: word }),
      },
      { requiredKeys: ['class_uid'] },
    ),
    { minLength: 1, maxLength: 15 },
  )

  it('are the same as the events in JSON, whatever is NULL and however pages and row groups end', async () => {
    let rows = 0
    await fc.assert(
      fc.asyncProperty(
        events,
        fc.constantFrom(1, 7, 100),
        fc.constantFrom(20, 1_000_000),
        async (of, rowGroupSize, pageSize) => {
          const recording = await read(writeOcsfParquet(of, { rowGroupSize, pageSize }))
          expect(outcomes(recording)).toEqual(outcomes(inJson(of)))
          rows += recording.rows.length
        },
      ),
      { seed, numRuns: runsOf(300) },
    )
    expect(rows).toBeGreaterThan(0)
  })

  it('are of the first of several loggers, over the edge of pages', async () => {
    const of = Array.from({ length: 300 }, (_, i) => ({
      ...event,
      metadata: {
        loggers: Array.from({ length: i % 5 }, (_, nth) => ({ name: nth === 1 ? null : `logger-${i}-${nth}` })),
      },
    }))
    const { rows } = await read(writeOcsfParquet(of, { pageSize: 64 }))
    expect(rows.map(({ exporter }) => exporter)).toEqual(
      of.map((_, i) => (i % 5 === 0 ? 'team/folder' : `logger-${i}-0`)),
    )
  })

  it('show both directions where one event does', async () => {
    expect((await readAll(writeOcsfParquet([event]))).directions).toBe(2)
  })
})

const START = 1_491_004_899_250
const event = {
  class_uid: 4001,
  activity_id: 6,
  start_time: START,
  end_time: START + 5000,
  src_endpoint: { ip: '10.1.0.9', port: 40_000 },
  dst_endpoint: { ip: '93.184.216.34', port: 443 },
  connection_info: { protocol_num: 6 },
  traffic: { bytes_out: 700, bytes_in: 9000, packets_out: 7, packets_in: 12 },
}

/** One row with these columns, or these instead of usual ones. */
const oneRow = async (columns: string): Promise<Recording> =>
  read(
    await writeDuckDb(
      `SELECT 4001 AS class_uid, {'ip': '10.1.0.9', 'port': 1} AS src_endpoint, {'ip': '93.184.216.34', 'port': 2} AS dst_endpoint,
        {'protocol_num': 6} AS connection_info, ${columns}`,
      'CODEC zstd',
    ),
  )

describe('values', () => {
  const timesOf = async (columns: string) =>
    (await oneRow(columns)).rows.map(({ startMs, endMs }) => [startMs, endMs])[0]

  it.each([
    `make_timestamp(${START}000 + 999) AS start_time_dt, make_timestamp(${START}000 + 5000000) AS end_time_dt`,
    `make_timestamp_ms(${START}) AS start_time_dt, make_timestamp_ms(${START} + 5000) AS end_time_dt`,
    `make_timestamp_ns(${START}000000 + 999999) AS start_time, make_timestamp_ns((${START} + 5000) * 1000000) AS end_time`,
    `make_timestamp_ms(${START})::TIMESTAMPTZ AS time_dt, 5000 AS duration`,
    `${START} AS "time", 5000.0::DOUBLE AS duration`,
    `(${START} / 1000.0)::DOUBLE AS "time", 5::FLOAT AS duration`,
    `'2017-04-01T00:01:39.250Z' AS start_time_dt, '2017-04-01 02:01:44.250+02:00' AS end_time_dt`,
  ])('%s is a time', async columns => {
    expect(await timesOf(columns)).toEqual([START, START + 5000])
  })

  it('that are typed times before 1973 are no seconds, and before 1970 none', async () => {
    expect(await timesOf('make_timestamp_ms(1000) AS start_time_dt, make_timestamp_ms(2500) AS end_time_dt')).toEqual([
      1000, 2500,
    ])
    expect((await oneRow('make_timestamp_ms(-1000) AS start_time_dt')).rejects).toMatchObject([
      { reason: 'bad_time', column: 'start_time_dt' },
    ])
  })

  it('of INT96 are nanoseconds of a day and its Julian number', () => {
    const view = new DataView(new ArrayBuffer(12))
    view.setBigInt64(0, 3_600_000_999_999n, true)
    view.setUint32(8, 2_440_588 + 17_257, true)
    const column = { path: ['t'], name: 't', maxDefinition: 1, maxRepetition: 0, isUnsigned: false }
    expect(readNumber(view, 0, { ...column, type: INT96 })).toBe(17_257 * 86_400_000 + 3_600_000)
  })

  it('are floored to milliseconds exactly, where they are beyond 2^53 too', () => {
    const column = {
      path: ['t'],
      name: 't',
      type: INT64,
      maxDefinition: 1,
      maxRepetition: 0,
      isUnsigned: false,
    }
    const view = new DataView(new ArrayBuffer(8))
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
        fc.constantFrom(1, 1000, 1_000_000),
        (value, perMs) => {
          view.setBigInt64(0, value, true)
          const unit = BigInt(perMs)
          const floored = value / unit - (value % unit < 0n ? 1n : 0n)
          expect(readNumber(view, 0, { ...column, perMs })).toBe(Number(floored))
          expect(numberOfSum(value, { ...column, perMs })).toBe(Number(floored))
        },
      ),
      { seed, numRuns: runsOf(500) },
    )
  })

  it('may be numbers without a sign, floating, decimals, or texts of digits', async () => {
    const of = async (type: string) =>
      (await oneRow(`{'bytes_out': 4000000000::${type}, 'bytes_in': NULL::${type}} AS traffic, ${START} AS "time"`))
        .rows[0]
    for (const type of ['UINTEGER', 'UBIGINT', 'DOUBLE', 'VARCHAR', 'DECIMAL(12, 2)', 'DECIMAL(38, 3)']) {
      expect(await of(type)).toMatchObject({ sourceBytes: 4_000_000_000, destinationBytes: null })
    }
    expect((await oneRow(`{'bytes_out': 'nan'::DOUBLE} AS traffic, ${START} AS "time"`)).rows[0]).toMatchObject({
      sourceBytes: null,
    })
  })

  it('of a type that says no number lose the row group, and say why', async () => {
    const { rejects } = await oneRow(`DATE '2017-04-01' AS duration, ${START} AS "time"`)
    expect(rejects).toMatchObject([
      {
        reason: 'bad_page',
        found:
          'DATE (INT32) in column duration, where texts, numbers or times are expected (cast it as you write the file)',
      },
    ])
  })
})

describe('columns', () => {
  it('decide the format: addresses of both ends and a class', async () => {
    const of = (shape: OcsfShape, one: object = event) => formatNameOf(writeOcsfParquet([one], { shape }))
    expect(await of(securityLake)).toBe('ocsf-network-parquet')
    const { class_uid: classUid, src_endpoint: source, dst_endpoint: destination, ...others } = securityLake
    const ends = { src_endpoint: { ip: 'text' }, dst_endpoint: { ip: 'text' } } as const
    expect(await of({ ...ends, type_uid: 'bigint' }, { ...event, type_uid: 400_106 })).toBe('ocsf-network-parquet')
    expect(await of({ ...others, ...ends })).toBeUndefined()
    expect(await of({ ...securityLake, class_uid: 'text' }, { ...event, class_uid: '4001' })).toBeUndefined()
    expect(await of({ ...securityLake, src_endpoint: { port: 'int' } })).toBeUndefined()
    expect(await of(securityLake, { ...event, class_uid: 4003 })).toBeUndefined()
  })

  it('that are lists where one object belongs are none of it', async () => {
    const shape: OcsfShape = { ...securityLake, src_endpoint: [{ ip: 'text', port: 'int' }] }
    const bytes = writeOcsfParquet([{ ...event, src_endpoint: [event.src_endpoint] }], { shape })
    expect(await formatNameOf(bytes)).toBeUndefined()
    const traffic = writeOcsfParquet([{ ...event, traffic: [event.traffic] }], {
      shape: { ...securityLake, traffic: [{ bytes_out: 'bigint' }] },
    })
    expect((await read(traffic)).rows).toMatchObject([{ source: '10.1.0.9', sourceBytes: null }])
  })

  it('may be few: what is missing is missing in each row', async () => {
    const shape: OcsfShape = {
      class_uid: 'int',
      src_endpoint: { ip: 'text' },
      dst_endpoint: { ip: 'text' },
      start_time: 'bigint',
    }
    const { rejects } = await read(writeOcsfParquet([event, event], { shape }))
    expect(rejects.map(({ reason, column }) => `${reason} ${column}`)).toEqual(
      Array(2).fill('missing_field connection_info.protocol_num'),
    )
    expect(JSON.parse(rejects[0]?.text ?? '')).toMatchObject({ src_endpoint: { ip: '10.1.0.9' } })
  })
})

describe('a damaged file of OCSF events', () => {
  it('whose lists claim more values than it has bytes for loses the row group', () => {
    const path = ['metadata', 'loggers', 'list', 'element', 'name']
    const flags = { isUnsigned: false, scale: 0 }
    const column = { path, name: path.join('.'), type: BYTE_ARRAY, maxDefinition: 5, maxRepetition: 1, ...flags }
    const VALUES = 4_000_000
    /** Of values that all go on with the list of the row before, in one run each of levels, and are all NULL. */
    const page = (first: number) => {
      const runs = (level: number) => [0x80, 0xa4, 0xe8, 0x03, level]
      const body = Uint8Array.from([5, 0, 0, 0, ...runs(first), 5, 0, 0, 0, ...runs(0)])
      return Buffer.concat([
        thriftStruct({ 1: 0, 2: body.length, 3: body.length, 5: { 1: VALUES, 2: 0, 3: 3, 4: 3 } }),
        body,
      ])
    }
    const chunk = Buffer.concat([page(0), ...Array.from({ length: 1000 }, () => page(1))])
    const cursor = new ColumnCursor(column, UNCOMPRESSED, chunk, { bytes: 1_000_000, listValues: VALUES + 100 })
    for (let row = 0; row < VALUES - 1; row++) cursor.next()
    expect(() => cursor.next()).toThrow('lists of more values than a file of its size holds')
  })

  it('never throws, and always balances', async () => {
    const files = [
      writeOcsfParquet(Array(30).fill({ ...event, metadata: { loggers: [{ name: 'a' }, { name: 'b' }] } }), {
        rowGroupSize: 10,
      }),
      await writeDuckDb(vpcFlows(60), 'CODEC zstd'),
      await writeDuckDb(vpcFlows(60), 'CODEC uncompressed, PARQUET_VERSION V2, DICTIONARY_SIZE_LIMIT 1'),
    ]
    const flips = fc.array(fc.record({ at: fc.nat(), byte: fc.nat({ max: 255 }) }), { minLength: 1, maxLength: 8 })
    const damaged = fc.oneof(
      fc.constantFrom(...files).chain(damagedBytes),
      fc.tuple(fc.constantFrom(...files), flips).map(([file, changes]) => {
        const bytes = new Uint8Array(file)
        for (const { at, byte } of changes) bytes[at % bytes.length] = byte
        return bytes
      }),
    )
    await fc.assert(
      fc.asyncProperty(damaged, async bytes => {
        await formatNameOf(bytes)
        await read(bytes)
      }),
      { seed, numRuns: runsOf(1000) },
    )
  })
})
