/** A run over a lake in memory for each test of a file, with a folder of uploads of its own. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import type { ReferenceSet } from '../../functions/lib/reference/reference-set.ts'
import { referenceOf } from './lake-run.ts'
import { createMemoryLake, type MemoryLake } from './memory-lake.ts'
import { type MemoryRun, startMemoryRun } from './memory-run.ts'

export interface EachRun {
  reference: ReferenceSet
  memory: MemoryLake
  /** Folder of the uploads, empty at first. */
  uploads: string
  run: MemoryRun
}

/** Registers the hooks. What `began` is given holds until the test ends, before hooks that the file registers itself. */
export function eachMemoryRun(networksCsv: string, began: (own: EachRun) => void): void {
  let reference: ReferenceSet
  let memory: MemoryLake
  let uploads: string
  beforeAll(async () => {
    reference = await referenceOf(networksCsv)
    memory = await createMemoryLake()
  })
  afterAll(() => memory.close())
  beforeEach(() => {
    uploads = mkdtempSync(join(tmpdir(), 'memory-run-'))
    began({ reference, memory, uploads, run: startMemoryRun(memory, uploads, reference) })
  })
  afterEach(() => rmSync(uploads, { recursive: true, force: true }))
}
