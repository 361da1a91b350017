/** A lake in which two days of a small log are published, for tests of what is asked of it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { type LakeRun, startLakeRun } from './lake-run.ts'
import { put, SMALL_NETWORKS, vpcText } from './small-logs.ts'

export interface SmallLake {
  /** Of the lake, as `--lake` names it; there once the tests run. */
  readonly lake: string
  /** For whatever else the tests write; below the system's temporary folder, its name begins with `name`. */
  readonly folder: string
}

/** To be called where the tests of a file are declared; it is made before them and removed after them. */
export function smallLake(name: string): SmallLake {
  const folder = mkdtempSync(join(tmpdir(), name))
  let run: LakeRun | undefined
  beforeAll(async () => {
    run = await startLakeRun(SMALL_NETWORKS)
    put(folder, 'a/one.log', vpcText(['2024-03-01', '2024-03-02'], 10))
    await run.deliver(folder)
    await run.publish_()
  })
  afterAll(async () => {
    await run?.end()
    rmSync(folder, { recursive: true })
  })
  return {
    folder,
    get lake() {
      return run?.folder ?? ''
    },
  }
}
