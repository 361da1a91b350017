/** What writers other than AWS make of a VPC flow log: each type and encoding is read to the same rows, or is refused by its name. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { SchemaElement } from 'hyparquet'
import { type BasicType, type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer'
import { afterAll, describe, expect, it } from 'vitest'
import { awsVpcParquet } from '../../../../functions/normalise/formats/aws-vpc/parquet.ts'
import { decimalOfBytes } from '../../../../functions/normalise/formats/parquet/numbers.ts'
import { halfOf } from '../../../support/depth.ts'
import { countsOf, type Recording, readUnlessOther } from '../../../support/recording-sink.ts'

const folder = mkdtempSync(join(tmpdir(), 'parquet-types-'))
const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect()
afterAll(() => {
  connection.closeSync()
  rmSync(folder, { recursive: true, force: true })
})

const ROWS = 3000

async function read(bytes: Uint8Array): Promise<Recording> {
  const recording = await readUnlessOther(awsVpcParquet, bytes)
  if (recording === undefined) throw new Error('expected a file of VPC flow logs, found none')
  expect(recording.violations).toEqual([])
  return recording
}

/** A file as DuckDB writes it: rows whose counters fill 40 bits, some columns of them in another way. */
async function duckDb(other: string, options = 'CODEC zstd'): Promise<Recording> {
  const path = join(folder, 'file.parquet')
  await connection.run(`COPY (
    SELECT * REPLACE (${other}) FROM (
      SELECT '10.0.' || (i // 256) || '.' || (i % 256) AS srcaddr, '192.0.2.' || (i % 250) AS dstaddr, 'eni-' || (i % 7) AS interface_id,
        (32768 + i % 20000)::INT AS srcport, 443 AS dstport, 6 AS protocol, i::BIGINT AS packets,
        (i * 2654435761 % 4294967291 * 100)::BIGINT AS bytes, (1491005700 + i)::BIGINT AS start, (1491005760 + i)::BIGINT AS "end",
        'ACCEPT' AS action, 'OK' AS log_status
      FROM range(${ROWS}) t(i))) TO '${path}' (FORMAT parquet, ${options})`)
  return read(new Uint8Array(readFileSync(path)))
}
const plain = await duckDb('bytes AS bytes')

it('of which these cases are others has all rows', () => {
  expect(countsOf(plain)).toEqual({ records: ROWS })
})

/** Without a dictionary and with one: each column is written both ways, in one version of pages each. */
const LIMITS = [1, 1_000_000]
const CODECS = ['uncompressed', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4', 'lz4_raw']
// As text of digits, as a sum of decimals, as Pandas where something is missing, as a HUGEINT (a DOUBLE).
const TYPES = [
  'VARCHAR',
  'DOUBLE',
  'FLOAT',
  'DECIMAL(9, 0)',
  'DECIMAL(18, 3)',
  'DECIMAL(38, 0)',
  'DECIMAL(38, 6)',
  'HUGEINT',
  'UINTEGER',
  'UBIGINT',
]

describe.each([
  ['V1', 0],
  ['V2', 1],
] as const)('a file of DuckDB, pages of version %s', (version, nth) => {
  it.each(CODECS)('compressed by %s', async codec => {
    for (const limit of halfOf(LIMITS, nth + CODECS.indexOf(codec))) {
      const options = `CODEC ${codec}, PARQUET_VERSION ${version}, DICTIONARY_SIZE_LIMIT ${limit}, ROW_GROUP_SIZE 2048`
      expect(await duckDb('bytes AS bytes', options)).toEqual(plain)
    }
  })

  it.each(TYPES)('whose numbers are %s', async type => {
    const options = (limit: number) => `CODEC zstd, PARQUET_VERSION ${version}, DICTIONARY_SIZE_LIMIT ${limit}`
    const cast = (name: string) => `${name}::${type} AS ${name}`
    const exact = type === 'FLOAT' || type === 'UINTEGER' || type === 'DECIMAL(9, 0)' ? [] : ['bytes', 'start', '"end"']
    const other = ['srcport', 'dstport', 'protocol', 'packets', ...exact].map(cast).join(', ')
    for (const limit of halfOf(LIMITS, nth + TYPES.indexOf(type)))
      expect(await duckDb(other, options(limit))).toEqual(plain)
  })

  it.each(['TIMESTAMP', 'TIMESTAMPTZ', 'TIMESTAMP_S', 'TIMESTAMP_MS', 'TIMESTAMP_NS'])(
    'whose times are %s',
    async type => {
      const cast = (name: string) => `make_timestamp(${name} * 1000000)::${type} AS ${name}`
      expect(await duckDb(`${cast('start')}, ${cast('"end"')}`, `PARQUET_VERSION ${version}`)).toEqual(plain)
    },
  )
})

interface Column {
  values: ColumnSource['data']
  encoding?: ColumnSource['encoding']
  type?: BasicType
  schema?: SchemaElement
}

/** Ten rows as hyparquet-writer writes them, of which one column is another. */
function written(name: string, { values, encoding, type, schema }: Column): Promise<Recording> {
  const of = <T>(at: (i: number) => T) => Array.from({ length: 10 }, (_, i) => at(i))
  const columns: ColumnSource[] = [
    { name: 'srcaddr', data: of(i => `10.0.0.${i}`), type: 'STRING' },
    { name: 'dstaddr', data: of(() => '192.0.2.1'), type: 'STRING' },
    { name: 'interface_id', data: of(i => `eni-${i}`), type: 'STRING' },
    { name: 'protocol', data: of(() => 6), type: 'INT32' },
    { name: 'bytes', data: of(i => BigInt(i) * 1_000_003n), type: 'INT64' },
    { name: 'start', data: of(i => BigInt(1_491_005_700 + i)), type: 'INT64' },
    { name: 'end', data: of(i => BigInt(1_491_005_700 + i)), type: 'INT64' },
  ]
  const other: ColumnSource = {
    name,
    data: values,
    ...(encoding === undefined ? {} : { encoding }),
    ...(type === undefined || schema !== undefined ? {} : { type }),
  }
  const columnData = columns.map(column => (column.name === name ? other : column))
  const leaves: SchemaElement[] = columns.map(column => {
    if (column.name === name && schema !== undefined) return { ...schema, name }
    const physical = column.type === 'STRING' ? 'BYTE_ARRAY' : (column.type as 'INT32' | 'INT64')
    return { name: column.name, type: physical, repetition_type: 'OPTIONAL' }
  })
  return read(
    new Uint8Array(
      parquetWriteBuffer(
        schema === undefined
          ? { columnData }
          : {
              columnData: columnData.map(({ type: _, ...rest }) => rest),
              schema: [{ name: 'root', num_children: 7 }, ...leaves],
            },
      ),
    ),
  )
}
const values = <T>(at: (i: number) => T) => Array.from({ length: 10 }, (_, i) => at(i))
const bytesOfRows = ({ rows }: Recording) => rows.map(row => row.sourceBytes)

describe('streams of bytes (BYTE_STREAM_SPLIT)', () => {
  const expected = values(i => i * 70_000)
  it.each(['INT32', 'DOUBLE', 'FLOAT'] as const)('of %s are put together', async type => {
    const found = await written('bytes', { values: expected, type, encoding: 'BYTE_STREAM_SPLIT' })
    expect(bytesOfRows(found)).toEqual(expected)
  })

  it('of INT64, some of them missing', async () => {
    const data = values(i => (i % 3 === 1 ? null : BigInt(i) * 10_000_000_000n))
    const { rows } = await written('bytes', {
      values: data as unknown as bigint[],
      type: 'INT64',
      encoding: 'BYTE_STREAM_SPLIT',
    })
    expect(rows.map(row => row.sourceBytes)).toEqual(values(i => (i % 3 === 1 ? null : i * 10_000_000_000)))
  })

  it('of texts of a fixed length', async () => {
    const schema: SchemaElement = {
      name: '',
      type: 'FIXED_LEN_BYTE_ARRAY',
      type_length: 5,
      repetition_type: 'REQUIRED',
    }
    for (const encoding of ['BYTE_STREAM_SPLIT', 'PLAIN', undefined] as const) {
      const data = values(i => new TextEncoder().encode(`eni-${i}`))
      const found = await written('interface_id', { values: data, schema, ...(encoding && { encoding }) })
      expect(found.rows.map(row => row.exporter)).toEqual(values(i => expect.stringContaining(`eni-${i}@`)))
    }
  })
})

describe('decimals in bytes', () => {
  it('are whole numbers, big-endian and signed', () => {
    const of = (bytes: number[], scale = 0) => decimalOfBytes(Uint8Array.from(bytes), 0, bytes.length, scale)
    expect([of([0x01, 0x00]), of([0xff]), of([0x80, 0x00]), of([0, 0, 0, 0, 0, 0, 0, 0, 0x7f]), of([])]).toEqual([
      256, -1, -32_768, 127, 0,
    ])
    expect([of([0x04, 0xd2], 2), of([0xff, 0xff], 3)]).toEqual([12.34, -0.001])
  })

  it('of any length are read as Hive writes them', async () => {
    const schema: SchemaElement = {
      ...{ name: '', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
      ...{ converted_type: 'DECIMAL', precision: 20, scale: 0 },
    } as const
    const data = values(i => 10n ** BigInt(i))
    expect(bytesOfRows(await written('bytes', { values: data, schema }))).toEqual(values(i => 10 ** i))
  })

  it('with a fraction are no counters: each row is refused, and says so', async () => {
    const { rejects } = await duckDb('(bytes + 0.5)::DECIMAL(18, 1) AS bytes')
    expect(rejects.length).toBe(ROWS)
    expect(rejects[1]).toMatchObject({ reason: 'bad_number', column: 'bytes', found: '265443576100.5' })
  })
})

describe('what means something else', () => {
  const WRITE = '(cast it as you write the file)'
  it.each([
    [
      'make_date(2017, 4, 1) AS start',
      `DATE (INT32) in column start, where seconds since 1970 or TIMESTAMP is expected ${WRITE}`,
    ],
    [
      "TIME '12:00:00' AS start",
      `TIME (INT64) in column start, where seconds since 1970 or TIMESTAMP is expected ${WRITE}`,
    ],
    ['true AS bytes', `BOOLEAN in column bytes, where whole numbers are expected ${WRITE}`],
    ['uuid() AS srcaddr', `UUID (FIXED_LEN_BYTE_ARRAY) in column srcaddr, where texts are expected ${WRITE}`],
    ['make_timestamp(1) AS bytes', `TIMESTAMP (INT64) in column bytes, where whole numbers are expected ${WRITE}`],
    [
      'INTERVAL 1 DAY AS srcport',
      `INTERVAL (FIXED_LEN_BYTE_ARRAY) in column srcport, where whole numbers are expected ${WRITE}`,
    ],
    ['443 AS action', `INT32 in column action, where texts are expected ${WRITE}`],
  ])('%s loses the rows, and says what is expected', async (other, found) => {
    const { rejects, rows } = await duckDb(other)
    expect(rows).toEqual([])
    expect(rejects).toMatchObject([{ reason: 'bad_page', column: 'row group 1', found }])
  })

  it('as texts that are no numbers refuses each row', async () => {
    const { rejects, rows } = await duckDb(`CASE WHEN packets = 7 THEN 'many' ELSE packets::VARCHAR END AS packets`)
    expect(rejects).toMatchObject([{ ordinal: 8, reason: 'bad_number', column: 'packets', found: 'many' }])
    expect(rows.length).toBe(ROWS - 1)
  })

  it('is nothing where it is an empty text, a dash or no number', async () => {
    for (const other of [`'' AS srcport`, `'-' AS srcport`, `'nan'::DOUBLE AS srcport`, 'NULL::INT AS srcport'])
      expect((await duckDb(other)).rows.map(row => row.sourcePort)).toEqual(Array(ROWS).fill(null))
  })
})
