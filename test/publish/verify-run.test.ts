import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readManifest } from '../../functions/lib/ledger/manifests.ts'
import { publishDay } from '../../functions/publish/publish-day.ts'
import { referenceOf } from '../support/lake-run.ts'
import { createMemoryLake, type MemoryLake } from '../support/memory-lake.ts'
import { engineAfter, type MemoryRun, startMemoryRun } from '../support/memory-run.ts'
import { put, SMALL_NETWORKS, vpcText } from '../support/small-logs.ts'

const DAY = '2024-03-01'
const uploads = mkdtempSync(join(tmpdir(), 'verify-run-'))
let memory: MemoryLake
let run: MemoryRun

beforeAll(async () => {
  memory = await createMemoryLake()
  put(uploads, 'a/one.log', vpcText([DAY], 10))
  put(uploads, 'a/two.log', vpcText([DAY], 20))
})
afterAll(() => {
  memory.close()
  rmSync(uploads, { recursive: true, force: true })
})
beforeEach(async () => {
  run = startMemoryRun(memory, uploads, await referenceOf(SMALL_NETWORKS))
  await run.deliver()
})

function forget(prefix: string): void {
  const [first] = [...memory.objects.keys()].filter(key => key.startsWith(prefix))
  if (first === undefined) throw new Error(`expected an object below ${prefix}`)
  memory.objects.delete(first)
}

describe('a run is no good', () => {
  it.each([
    ['whose inputs were lost: rows that join nothing would agree with them', 'inputs_uploads/'],
    ['of which a landing object was lost while it was built', 'landing/'],
  ])('%s', async (_, prefix) => {
    const engine = engineAfter(memory.engine, () => forget(prefix))
    await expect(publishDay(DAY, { ...run.publishing, engine })).rejects.toThrow(
      /^day 2024-03-01: expected of the run .* what the receipts say, flows of build .*: 2 uploads, 12 rows, .* found /,
    )
    expect(await readManifest(memory.lake, DAY)).toBeUndefined()
  })
})
