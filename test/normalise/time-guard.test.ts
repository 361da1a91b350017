import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createFolderStore } from '../../functions/lib/local/folder-store.ts'
import { UploadRefused } from '../../functions/normalise/record-sink.ts'
import { guardTime, OutOfTime, RESERVE_MS } from '../../functions/normalise/time-guard.ts'

const folder = mkdtempSync(join(tmpdir(), 'time-guard-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function read(last: boolean, chunksInTime: number): Promise<number> {
  const store = createFolderStore(join(folder, String(last)))
  await store.put('team/file', new Uint8Array(10_000_000))
  let nowMs = 0
  let chunks = 0
  const guarded = guardTime(store, { clock: { nowMs: () => nowMs }, endsMs: 900_000, last })
  let bytes = 0
  for await (const chunk of (await guarded.stream('team/file')).body) {
    bytes += chunk.length
    if (++chunks === chunksInTime) nowMs = 900_000 - RESERVE_MS
  }
  return bytes
}

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
