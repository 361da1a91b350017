/** Rows of a Parquet file as they are shown, where the file is broken. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { parquetMetadata } from 'hyparquet'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { describe, expect, it } from 'vitest'
import { parquetRowTexts } from '../../../../functions/normalise/formats/parquet/row-texts.ts'
import { parquetPlaces, withFooterNumber, withPageNumber } from '../../../support/parquet-mutations.ts'
import { fileOf } from '../../../support/recording-sink.ts'

/** Three row groups of a row each. */
const whole = () =>
  new Uint8Array(
    parquetWriteBuffer({
      columnData: [{ name: 'answer', data: ['one', 'two', 'three'], type: 'STRING' }],
      rowGroupSize: 1,
      codec: 'UNCOMPRESSED',
    }),
  )
const texts = async (bytes: Uint8Array) => [
  ...(await parquetRowTexts(fileOf(bytes), new Set([1, 2, 3]), columns => columns)),
]

async function fileByDuckDb(sql: string, options = ''): Promise<Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), 'row-texts-'))
  const path = join(folder, 'file.parquet')
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect()
  await connection.run(`COPY (${sql}) TO '${path}' (FORMAT parquet${options})`)
  connection.closeSync()
  const bytes = new Uint8Array(readFileSync(path))
  rmSync(folder, { recursive: true })
  return bytes
}

describe('the texts of rows', () => {
  it('of a page that is damaged are left out, and the others are shown', async () => {
    const bytes = whole()
    const { dictionary_page_offset, data_page_offset = 0 } =
      parquetMetadata(bytes.slice().buffer).row_groups[1]?.columns[0]?.meta_data ?? {}
    const at = Number(dictionary_page_offset ?? data_page_offset)
    bytes.fill(0xff, at, at + 16)
    expect(await texts(whole())).toEqual([
      [1, '{"answer":"one"}'],
      [2, '{"answer":"two"}'],
      [3, '{"answer":"three"}'],
    ])
    expect(await texts(bytes)).toEqual([
      [1, '{"answer":"one"}'],
      [3, '{"answer":"three"}'],
    ])
  })

  it('are none where the end of the file is missing', async () => {
    expect(await texts(whole().subarray(0, -5))).toEqual([])
  })

  it('take no claim at its word: a page of 2^31 values costs neither time nor memory', async () => {
    const bytes = whole()
    const places = parquetPlaces(bytes)
    const began = process.threadCpuUsage()
    for (const value of [2n ** 31n - 1n, 2n ** 53n, -1n]) {
      for (let nth = 0; nth < places.pages.length; nth++) await texts(withPageNumber(bytes, places, nth, value))
      for (let nth = 0; nth < places.footer.length; nth++) await texts(withFooterNumber(bytes, places, nth, value))
    }
    const { user, system } = process.threadCpuUsage(began)
    expect((user + system) / 1e6).toBeLessThan(1)
  })

  it('are all columns, as they are: times, dates, decimals, what is nested, and what no format reads', async () => {
    const bytes = await fileByDuckDb(
      `SELECT make_timestamp(1491005700123456) AS "at", DATE '2017-04-01' AS "day", 1.25::DECIMAL(9, 2) AS "price",
      true AS "is", 1709305270::BIGINT AS "long", 9223372036854775807::BIGINT AS "longest", NULL::INT AS "none", 'nan'::DOUBLE AS "nan", {'ip': '10.0.0.1', 'port': 53} AS "end",
      '00010203-0405-0607-0809-0a0b0c0d0e0f'::UUID AS "id", 'x' AS "__proto__"`,
    )
    expect(await texts(bytes)).toEqual([
      [
        1,
        '{"at":"2017-04-01T00:15:00.123Z","day":"2017-04-01T00:00:00.000Z","price":1.25,"is":true,' +
          '"long":"1709305270","longest":"9223372036854775807","none":null,"nan":"NaN",' +
          '"end":{"ip":"10.0.0.1","port":53},"id":"000102030405060708090a0b0c0d0e0f","__proto__":"x"}',
      ],
    ])
  })

  // Plain, by dictionary, as differences: a number stands in each in its own way.
  it.each([
    ['PLAIN', ', DICTIONARY_SIZE_LIMIT 1'],
    ['RLE_DICTIONARY', ', PARQUET_VERSION V2'],
    ['DELTA_BINARY_PACKED', ', PARQUET_VERSION V2, DICTIONARY_SIZE_LIMIT 1'],
  ])('tell numbers to their last digit, those of 64 bits as texts: %s', async (encoding, options) => {
    const values = (name: string, type: string, ...texts: string[]) =>
      `[${texts.map(text => `${text}::${type}`).join(', ')}][i] AS "${name}"`
    const columns = [
      values('whole', 'BIGINT', "'9007199254740991'", "'9007199254740993'", "'-9223372036854775808'"),
      values('counter', 'UBIGINT', '1709305270', "'9007199254740992'", "'18446744073709551615'"),
      values('money', 'DECIMAL(18, 2)', "'-0.05'", "'9999999999999.99'", "'-9999999999999999.95'"),
      values('wide', 'DECIMAL(38, 1)', "'-2.5'", "'0.0'", "'-1234567890123456789012345678901234567.8'"),
      '[9007199254740993 + i, 5] AS "list"',
    ]
    const sql = `SELECT ${columns.join(', ')} FROM (SELECT 1 + range % 3 AS i FROM range(3000))`
    const bytes = await fileByDuckDb(sql, options)
    expect(parquetMetadata(bytes.slice().buffer).row_groups[0]?.columns[0]?.meta_data?.encodings).toContain(encoding)
    const rows = (await texts(bytes)).map(([, json]) => JSON.parse(json))
    const list = (element: string) => ({ list: { element } })
    expect(rows).toEqual([
      { whole: '9007199254740991', counter: '1709305270', money: -0.05, wide: -2.5, list: list('9007199254740994') },
      {
        whole: '9007199254740993',
        counter: '9007199254740992',
        money: 9999999999999.99,
        wide: 0,
        list: list('9007199254740995'),
      },
      {
        whole: '-9223372036854775808',
        counter: '18446744073709551615',
        money: '-9999999999999999.95',
        wide: '-1234567890123456789012345678901234567.8',
        list: list('9007199254740996'),
      },
    ])
  })
})
