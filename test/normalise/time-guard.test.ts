import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { afterAll, describe, expect, it } from 'vitest'
import { createFolderStore } from '../../functions/lib/local/folder-store.ts'
import { deliverCreated } from '../../functions/normalise/deliver.ts'
import { UploadRefused } from '../../functions/normalise/record-sink.ts'
import { guardTime, OutOfTime, RESERVE_MS } from '../../functions/normalise/time-guard.ts'
import { startLakeRun } from '../support/lake-run.ts'

const folder = mkdtempSync(join(tmpdir(), 'time-guard-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function read(last: boolean, chunksInTime: number): Promise<number> {
  const store = createFolderStore(join(folder, String(last)))
  await store.put('team/file', new Uint8Array(10_000_000))
  let nowMs = 0
  let chunks = 0
  const { uploads } = guardTime(store, { clock: { nowMs: () => nowMs }, endsMs: 900_000, last })
  let bytes = 0
  for await (const chunk of (await uploads.stream('team/file')).body) {
    bytes += chunk.length
    if (++chunks === chunksInTime) nowMs = 900_000 - RESERVE_MS
  }
  return bytes
}

describe('an upload of few bytes and many rows', () => {
  /** Columns of one value each: 200 bytes of run lengths, whatever the number of rows. */
  const columns = (rows: number) => [
    { name: 'srcaddr', data: Array<string>(rows).fill('10.1.0.9'), type: 'STRING' as const },
    { name: 'dstaddr', data: Array<string>(rows).fill('93.184.216.34'), type: 'STRING' as const },
    { name: 'protocol', data: Array<number>(rows).fill(6), type: 'INT32' as const },
    { name: 'start', data: Array<number>(rows).fill(1_709_290_800), type: 'INT32' as const },
    { name: 'end', data: Array<number>(rows).fill(1_709_290_800), type: 'INT32' as const },
  ]
  const ROWS = 50_000

  it.each([
    ['Parquet', new Uint8Array(parquetWriteBuffer({ columnData: columns(ROWS), rowGroupSize: ROWS }))],
    [
      'text',
      new TextEncoder().encode(`srcaddr dstaddr protocol start end\n${'10.1.0.9 1.1.1.1 6 1 1\n'.repeat(ROWS)}`),
    ],
  ])('asks the clock by its rows, not by its reads: %s', async (_, bytes) => {
    const run = await startLakeRun('cidr,name\n10.1.0.0/16,office\n')
    try {
      mkdirSync(join(folder, 'team'), { recursive: true })
      writeFileSync(join(folder, 'team/rows'), bytes)
      await run.uploads.add([{ key: 'team/rows', root: folder, isNamed: false }])
      let asked = 0
      // The time ends at the twentieth look.
      const clock = { nowMs: () => (++asked > 20 ? 900_000 - RESERVE_MS : 0) }
      const guarded = guardTime(run.uploads, { clock, endsMs: 900_000, last: true })
      const { receipt } = await deliverCreated('team/rows', { ...(await run.delivery(run.reference)), ...guarded })
      expect(receipt).toMatchObject({ status: 'refused', accepted: 0 })
      const [, rows = ''] = /and (\d+) records; split below 1 MB and \d+ records$/.exec(receipt?.refusal ?? '') ?? []
      expect(Number(rows)).toBeGreaterThan(0)
      expect(Number(rows)).toBeLessThan(25_000)
    } finally {
      await run.end()
    }
  })
})

describe('an upload that does not fit the time', () => {
  it('is read whole while there is time', async () => {
    expect(await read(false, Number.POSITIVE_INFINITY)).toBe(10_000_000)
  })

  it('fails at first, so that it is tried with a whole invocation', async () => {
    await expect(read(false, 1)).rejects.toThrow(OutOfTime)
  })

  it('is refused the second time, with the size that would fit', async () => {
    const reading = read(true, 3)
    await expect(reading).rejects.toThrow(UploadRefused)
    await expect(reading).rejects.toThrow(/within 855 s, found more after \d+ bytes; split below \d MB$/)
  })
})
