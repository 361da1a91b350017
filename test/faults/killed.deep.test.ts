import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, expect, it } from 'vitest'
import { flows } from '../../functions/lib/tables/flows.ts'
import { required } from '../../functions/lib/tables/table-schema.ts'
import { createRandom } from '../../infra/local/study/random.ts'
import { runOnFolder } from '../support/folder-run.ts'
import { startLakeRun } from '../support/lake-run.ts'
import { firstDelivery, put, SMALL_NETWORKS, secondDelivery, vpcText } from '../support/small-logs.ts'

/** Of the processes that are killed: they leave their own scratch too. */
const scratch = mkdtempSync(join(tmpdir(), 'killed-'))
const uploads = join(scratch, 'uploads')
const networks = join(scratch, 'networks.csv')
const script = resolve(import.meta.dirname, '../support/folder-run.ts')
const env = { ...process.env, TMPDIR: scratch }

afterAll(() => rmSync(scratch, { recursive: true, force: true }))

/** Objects of a lake; 0 where a folder went while it was read. */
function objectsIn(lake: string): number {
  try {
    return readdirSync(join(lake, 'lake'), { recursive: true }).filter(name => /\.\w+$/.test(String(name))).length
  } catch {
    return 0
  }
}

/** Delivers and publishes in a process of its own, which is killed once the lake has so many objects. */
async function kill(lake: string, atObjects: number): Promise<unknown> {
  const child = spawn(process.execPath, [script, lake, uploads, networks], { stdio: 'ignore', env })
  const ended = new Promise<unknown>(settle => {
    child.on('close', (code, signal) => settle(signal ?? code))
  })
  while (child.exitCode === null && child.signalCode === null) {
    if (objectsIn(lake) >= atObjects) child.kill('SIGKILL')
    await wait(2)
  }
  return ended
}

it('a process that is killed leaves what the next one makes the tables of a clean run from', async () => {
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000_007)
  console.log(`SEED=${seed}`)
  const random = createRandom(seed)
  writeFileSync(networks, SMALL_NETWORKS)
  const published = join(scratch, 'published')
  const clean = join(scratch, 'clean')
  firstDelivery(uploads)
  await runOnFolder(published, uploads, SMALL_NETWORKS)
  secondDelivery(uploads)
  const expected = await runOnFolder(clean, uploads, SMALL_NETWORKS)

  for (let round = 0; round < 4; round++) {
    // From nothing, or over what was published before the file was overwritten.
    const lake = join(scratch, `lake-${round}`)
    if (round % 2 === 1) cpSync(published, lake, { recursive: true })
    const before = objectsIn(lake)
    const atObjects = round % 2 === 1 ? before + 1 + random.below(10) : 10 + random.below(objectsIn(clean) - 15)
    const label = `SEED=${seed}, round ${round}, killed at ${atObjects} objects`
    expect(await kill(lake, atObjects), label).toBe('SIGKILL')
    expect(await runOnFolder(lake, uploads, SMALL_NETWORKS), label).toEqual(expected)
  }
})

it('a process that is killed while its engine wrote a table does not keep the next one from publishing the day', async () => {
  const run = await startLakeRun(SMALL_NETWORKS)
  try {
    const one = join(scratch, 'one')
    put(one, 'a/one.log', vpcText(['2024-03-01'], 10))
    await run.deliver(one)
    const prefix = 'flows/dt=2024-03-01/run=0-killed/'
    const place = join(run.folder, 'lake', prefix)
    const numbers = { ...flows, columns: [required('n', 'bigint', 'A number.')] }
    let ended = false
    const writing = (await run.engine()).materialise('SELECT range AS n FROM range(3000000)', [], numbers, prefix)
    const settled = writing.finally(() => {
      ended = true
    })
    const left = join(scratch, 'left')
    while (!existsSync(place) || readdirSync(place).length === 0) await wait(1)
    cpSync(place, left, { recursive: true })
    expect(ended).toBe(false)
    await settled
    rmSync(place, { recursive: true })
    cpSync(left, place, { recursive: true })
    await run.publish_()
  } finally {
    await run.end()
  }
})
