/** Parquet files whose numbers claim what is not so: each ends in a second of CPU, balanced, read and shown alike. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RandomAccessFormat } from '../../../../functions/normalise/formats/format.ts'
import { formats } from '../../../../functions/normalise/formats/index.ts'
import { sampleOf } from '../../../support/format-samples.ts'
import { parquetPlaces, withFooterNumber, withPageNumber } from '../../../support/parquet-mutations.ts'
import { fileOf } from '../../../support/recording-sink.ts'
import { diceOf } from '../../fuzz/dice.ts'
import { tryInput } from '../../fuzz/trial.ts'

const SEED = 20_170_401
/** Of each file. */
const MUTATIONS = 1000
const CPU_MS = 1000
const VALUES = [
  ...[0n, 1n, -1n, 2n, 4n, 7n, 63n, 1000n, 1_000_000n, 2n ** 31n - 1n, 2n ** 31n, -(2n ** 31n), 2n ** 32n],
  ...[2n ** 40n, 2n ** 53n, 2n ** 63n - 1n, -(2n ** 63n)],
]
const folder = mkdtempSync(join(tmpdir(), 'parquet-broken-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const rows = (count: number) => `SELECT '10.0.' || (i // 256) || '.' || (i % 256) AS srcaddr, '192.0.2.1' AS dstaddr,
  'eni-' || (i % 7) AS interface_id, (i * 100)::BIGINT AS bytes, i::DOUBLE AS packets, (1491005700 + i)::BIGINT AS start,
  (1491005760 + i)::BIGINT AS "end", 6 AS protocol, i::DECIMAL(38, 0) AS srcport, 443 AS dstport, [i, i + 1] AS others,
  CASE WHEN i % 3 = 0 THEN NULL ELSE 'ACCEPT' END AS action FROM range(${count}) t(i)`

async function duckDb(options: string): Promise<Uint8Array> {
  const path = join(folder, 'file.parquet')
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect()
  await connection.run(`COPY (${rows(3000)}) TO '${path}' (FORMAT parquet, ROW_GROUP_SIZE 2048, ${options})`)
  connection.closeSync()
  return new Uint8Array(readFileSync(path))
}

const differences = () => {
  const of = <T>(at: (i: number) => T) => Array.from({ length: 2000 }, (_, i) => at(i))
  const texts = (name: string, at: (i: number) => string, encoding: 'DELTA_BYTE_ARRAY' | 'DELTA_LENGTH_BYTE_ARRAY') =>
    ({ name, type: 'STRING', encoding, data: of(at) }) as const
  const whole = (name: string, at: (i: number) => bigint) =>
    ({ name, type: 'INT64', encoding: 'DELTA_BINARY_PACKED', data: of(at) }) as const
  const columnData = [
    texts('srcaddr', i => `10.0.0.${i % 250}`, 'DELTA_BYTE_ARRAY'),
    texts('dstaddr', i => `192.0.2.${i % 9}`, 'DELTA_LENGTH_BYTE_ARRAY'),
    ...(['protocol', 'start', 'end', 'bytes'] as const).map((name, of_) =>
      whole(name, i => BigInt(of_ === 0 ? 6 : 1_491_005_700 + i)),
    ),
  ]
  return new Uint8Array(parquetWriteBuffer({ codec: 'SNAPPY', pageSize: 3000, rowGroupSize: 900, columnData }))
}

let files: { name: string; format: RandomAccessFormat; bytes: Uint8Array }[]
beforeAll(async () => {
  const placed = formats.filter(format => format.access === 'random')
  const vpc = placed.find(({ name }) => name === 'aws-vpc-parquet')
  if (vpc === undefined) throw new Error('expected a format of VPC flow logs in Parquet, found none')
  files = [
    ...placed.map(format => ({ name: format.name, format, bytes: sampleOf(format.name) })),
    { name: 'DuckDB, version 1', format: vpc, bytes: await duckDb('CODEC zstd') },
    {
      name: 'DuckDB, version 2',
      format: vpc,
      bytes: await duckDb('CODEC snappy, PARQUET_VERSION V2, DICTIONARY_SIZE_LIMIT 1'),
    },
    { name: 'differences', format: vpc, bytes: differences() },
  ]
})

it('end in time, balance, and are shown as far as they can be, whatever their footers and page headers claim', async () => {
  let [tried, taken, shown, slowest] = [0, 0, 0, 0]
  for (const { name, format, bytes } of files) {
    const places = parquetPlaces(bytes)
    expect(Math.min(places.footer.length, places.pages.length), name).toBeGreaterThan(20)
    for (let number = 0; number < MUTATIONS; number++) {
      const dice = diceOf(SEED, tried++)
      let changed = bytes
      if (dice.happens(0.6)) changed = withPageNumber(changed, places, dice.below(1_000_000), dice.pick(VALUES))
      if (changed === bytes || dice.happens(0.5))
        changed = withFooterNumber(changed, places, dice.below(1_000_000), dice.pick(VALUES))
      if (dice.happens(0.05)) changed = changed.subarray(0, dice.below(changed.length))
      const trial = await tryInput({ format, bytes: changed, chunks: [65_536], isUpload: true }, folder)
      expect({ name, number, failure: trial.failure }).toEqual({ name, number, failure: undefined })
      const began = process.threadCpuUsage()
      const texts = await format.unitTexts(fileOf(changed), new Set([1, 2, 1500, 2 ** 31]))
      const { user, system } = process.threadCpuUsage(began)
      const textsMs = (user + system) / 1000
      expect(textsMs, `${name} ${number}: CPU for texts`).toBeLessThan(CPU_MS)
      expect(process.memoryUsage.rss(), `${name} ${number}: memory`).toBeLessThan(1_500_000_000)
      slowest = Math.max(slowest, trial.cpuMs, textsMs)
      taken += trial.rows > 0 ? 1 : 0
      shown += texts.size > 0 ? 1 : 0
    }
  }
  console.log(`${tried} files, ${taken} with rows, ${shown} with texts, the slowest ${Math.round(slowest)} ms of CPU`)
  expect(tried).toBeGreaterThanOrEqual(2000)
  expect(slowest).toBeLessThan(CPU_MS)
  expect(taken).toBeGreaterThan(tried / 10)
  expect(taken).toBeLessThan(tried)
  expect(shown).toBeGreaterThan(tried / 4)
})
