import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { type FileMetaData, parquetMetadata, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { ByteWriter } from 'hyparquet-writer'
import { writeMetadata } from 'hyparquet-writer/src/metadata.js'
import { afterAll, describe, expect, it } from 'vitest'
import { optional, required, type TableSchema } from '../../../functions/lib/tables/table-schema.ts'
import type { ColumnData } from '../../../functions/normalise/landing/columns.ts'
import { createLandingFile } from '../../../functions/normalise/landing/landing-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'landing-'))
afterAll(() => rmSync(folder, { recursive: true }))

const table: TableSchema = {
  name: 'sample',
  comment: 'Every type, with and without NULL.',
  partitions: ['dt'],
  columns: [
    required('time', 'timestamp', 'ms'),
    optional('port', 'int', ''),
    optional('bytes', 'bigint', ''),
    required('name', 'varchar', ''),
    optional('host', 'varchar', ''),
  ],
}

interface Row {
  at: number
  port: number | null
  bytes: number | null
  name: string
  host: string | null
}

function textColumn(values: (string | null)[]): ColumnData {
  const distinct = [...new Set(values)]
  const placeOf = new Map(distinct.map((value, place) => [value, place]))
  const dictionary = distinct.filter(value => value !== null)
  let next = 0
  return {
    kind: 'dictionary',
    codes: Int32Array.from(values, value => placeOf.get(value) ?? 0),
    indexOf: Int32Array.from(distinct, value => (value === null ? -1 : next++)),
    dictionary,
  }
}

function columnsOf(rows: Row[]): Record<string, ColumnData> {
  return {
    time: { kind: 'number', values: Float64Array.from(rows, row => row.at) },
    port: { kind: 'number', values: Int32Array.from(rows, row => row.port ?? -1), nullValue: -1 },
    bytes: { kind: 'number', values: Float64Array.from(rows, row => row.bytes ?? Number.NaN) },
    name: textColumn(rows.map(row => row.name)),
    host: textColumn(rows.map(row => row.host)),
  }
}

let files = 0
function write(groups: Row[][]): string {
  const path = join(folder, `${++files}.parquet`)
  const file = createLandingFile(path, table)
  for (const rows of groups) file.appendRowGroup(columnsOf(rows), rows.length)
  file.finish()
  return path
}

async function readByHyparquet(path: string): Promise<Row[]> {
  const bytes = new Uint8Array(readFileSync(path))
  const rows = await parquetReadObjects({ file: bytes.buffer as ArrayBuffer, compressors })
  return rows
    .map(row => ({
      at: (row.time as Date).getTime(),
      port: row.port as number | null,
      bytes: row.bytes === null ? null : Number(row.bytes),
      name: row.name as string,
      host: row.host as string | null,
    }))
    .map(row => ({ ...row, port: row.port ?? null, host: row.host ?? null, bytes: row.bytes ?? null }))
}

const instance = await DuckDBInstance.create(':memory:')
const duck = await instance.connect()
afterAll(() => duck.closeSync())

async function readByDuckDb(path: string): Promise<Row[]> {
  const reader = await duck.runAndReadAll(
    `select epoch_ms("time") as at, port, bytes, name, host from read_parquet('${path}', file_row_number = true) order by file_row_number`,
  )
  return reader.getRowObjects().map(row => ({
    at: Number(row.at),
    port: row.port as number | null,
    bytes: row.bytes === null ? null : Number(row.bytes),
    name: row.name as string,
    host: row.host as string | null,
  }))
}

const rowOf = (i: number): Row => ({
  at: 1_491_000_000_000 + i * 977,
  port: i % 7 === 0 ? null : i % 65_536,
  bytes: i % 5 === 0 ? null : i * 1_000_003,
  name: `name ${i % 1300}`,
  host: i % 3 === 0 ? null : `h${i}.example — ✓`,
})

describe('a landing file', () => {
  it('reads back the same by two readers, over several row groups', async () => {
    const groups = [3, 1, 20_000, 9].map((count, at) => Array.from({ length: count }, (_, i) => rowOf(i + at * 31)))
    const path = write(groups)
    expect(await readByHyparquet(path)).toEqual(groups.flat())
    expect(await readByDuckDb(path)).toEqual(groups.flat())
  })

  it('ends in the footer that another writer writes of the same columns, byte for byte', () => {
    const numbers = { ...rowOf(1), at: -86_400_001, bytes: Number.MAX_SAFE_INTEGER }
    const empty = { ...rowOf(2), port: null, bytes: null, host: null, name: '' }
    for (const groups of [
      [[rowOf(3)]],
      [[numbers, empty]],
      [[empty]],
      Array.from({ length: 20 }, (_, i) => [rowOf(i)]),
    ]) {
      const file = readFileSync(write(groups))
      const length = file.readUInt32LE(file.length - 8)
      const { metadata_length, ...metadata } = parquetMetadata(new Uint8Array(file).buffer)
      const other = new ByteWriter()
      writeMetadata(other, metadata as FileMetaData)
      other.appendUint32(0x31524150)
      expect(metadata_length).toBe(length)
      expect(file.subarray(file.length - 8 - length).equals(other.getBytes())).toBe(true)
    }
  })

  it('keeps counters up to 2^53 and times before 1970', async () => {
    const rows = [
      { ...rowOf(1), at: -1, bytes: Number.MAX_SAFE_INTEGER },
      { ...rowOf(2), at: -86_400_001, bytes: 4_294_967_296 },
      { ...rowOf(3), bytes: 4_294_967_295 },
    ]
    expect(await readByDuckDb(write([rows]))).toEqual(rows)
  })

  it('packs numbers of any spread, on both sides of every change of encoding', async () => {
    for (const bits of [1, 7, 8, 15, 16, 30, 31, 32, 40, 52]) {
      const spread = 2 ** bits
      const rows = Array.from({ length: 700 }, (_, i) => ({
        ...rowOf(i),
        // Sawtooth, so that the deltas reach the whole spread both ways.
        at: Math.floor(i % 2 === 0 ? i : spread - i) - 3,
        bytes: i % 11 === 0 ? null : Math.floor(((i * 7919) % 700) * (spread / 700)),
        port: i % 300 === 0 ? null : (i * 4099) % 65_536,
      }))
      const path = write([rows])
      expect((await readByDuckDb(path)).map(({ at, bytes, port }) => [at, bytes, port])).toEqual(
        rows.map(({ at, bytes, port }) => [at, bytes, port]),
      )
      if (bits <= 40) expect(await readByHyparquet(path)).toEqual(rows)
    }
  })

  it('writes columns that are all NULL, all equal, or empty text', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => ({
      ...rowOf(1),
      at: i,
      port: null,
      bytes: null,
      host: null,
      name: '',
    }))
    const path = write([rows])
    expect(await readByDuckDb(path)).toEqual(rows)
    expect(await readByHyparquet(path)).toEqual(rows)
  })

  it('holds any rows in any grouping', async () => {
    const row = fc.record({
      at: fc.integer({ min: 0, max: 4_102_444_800_000 }),
      port: fc.option(fc.nat(65_535)),
      bytes: fc.option(fc.maxSafeNat()),
      name: fc.string({ unit: 'grapheme', maxLength: 20 }),
      host: fc.option(fc.string({ maxLength: 8 })),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(row, { minLength: 1, maxLength: 90 }), { minLength: 1, maxLength: 3 }),
        async groups => {
          const path = write(groups)
          const wanted = groups.flat()
          expect(await readByDuckDb(path)).toEqual(wanted)
          expect(await readByHyparquet(path)).toEqual(wanted)
        },
      ),
      { numRuns: 60 },
    )
  })
})
