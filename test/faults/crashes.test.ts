import { createHash } from 'node:crypto'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDuckDbEngine } from '../../functions/lib/local/duckdb-engine.ts'
import { createFolderCatalogue } from '../../functions/lib/local/folder-catalogue.ts'
import { createFolderStore } from '../../functions/lib/local/folder-store.ts'
import type { QueryEngine } from '../../functions/lib/ports.ts'
import type { ReferenceSet } from '../../functions/lib/reference/reference-set.ts'
import { deliverCreated } from '../../functions/normalise/deliver.ts'
import { createEnricher } from '../../functions/normalise/enrich/create-enricher.ts'
import type { Enricher } from '../../functions/normalise/enrich/enricher.ts'
import { publishAllDirty } from '../../functions/publish/tick.ts'
import { findUploads } from '../../infra/local/find-uploads.ts'
import { openUploads } from '../../infra/local/uploads.ts'
import { referenceOf } from '../support/lake-run.ts'
import { createWatch, Ended, type Watch, watched } from '../support/ports-watch.ts'
import { firstDelivery, SMALL_NETWORKS, secondDelivery } from '../support/small-logs.ts'

const scratch = mkdtempSync(join(tmpdir(), 'crashes-'))
const uploadsFolder = join(scratch, 'uploads')
let reference: ReferenceSet
let enricher: Enricher
/** The overwriting is an act of the team, not of the run: it happens once, between two deliveries. */
let overwritten = false

beforeAll(async () => {
  reference = await referenceOf(SMALL_NETWORKS)
  enricher = createEnricher(reference)
})
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

let unique = 0

/** Both deliveries and a publish, from the state that `lakeFolder` has, every port call watched. */
async function runAll(lakeFolder: string, watch: Watch): Promise<void> {
  const lake = watched(createFolderStore(lakeFolder), 'lake', watch)
  const catalogue = watched(createFolderCatalogue(createFolderStore(lakeFolder)), 'catalogue', watch)
  const plain = await createDuckDbEngine({
    root: lakeFolder,
    catalogue: createFolderCatalogue(createFolderStore(lakeFolder)),
    threads: 1,
  })
  const engine = watched<QueryEngine>(plain, 'engine', watch)
  const uploads = await openUploads(join(scratch, 'uploads.json'))
  const uploadsPort = watched({ head: uploads.head, stream: uploads.stream }, 'uploads', watch)
  const delivery = {
    lake,
    uploads: { head: uploadsPort.head ?? uploads.head, stream: uploadsPort.stream ?? uploads.stream },
    bucket: 'uploads',
    unique: () => `u${++unique}`,
    enricher,
    reference: reference.hash,
    scratchDir: scratch,
    clock: { nowMs: () => Date.parse('2024-04-01') },
  }
  try {
    const deliverEvery = async () => {
      const files = await findUploads([uploadsFolder], '/')
      await uploads.add(files)
      for (const { key } of files) await deliverCreated(key, delivery)
    }
    await deliverEvery()
    if (!overwritten) {
      secondDelivery(uploadsFolder)
      overwritten = true
    }
    await deliverEvery()
    const publish = {
      lake,
      engine,
      catalogue,
      unique: () => `u${++unique}`,
      servicesOf: async () => reference.catalogue.services,
    }
    const { failed } = await publishAllDirty(publish)
    if (failed[0] !== undefined) throw failed[0].error
  } finally {
    plain.close()
  }
}

/** Every published table as sorted rows of text, as one hash. */
async function tablesOf(lakeFolder: string): Promise<string> {
  const catalogue = createFolderCatalogue(createFolderStore(lakeFolder))
  const engine = await createDuckDbEngine({ root: lakeFolder, catalogue, threads: 1 })
  try {
    const hash = createHash('sha256')
    for (const sql of [
      "select count(*), count(distinct upload_id), sum(bytes_out), sum(bytes_in), sum(record), min(local_ip), max(remote_ip) from flows where dt > '2000'",
      "select dt, local_ip, remote_ip, service_port, role, bytes_out, bytes_in, records from contacts where dt > '2000' order by 1, 2, 3, 4, 5, 6, 7, 8",
      "select dt, sum(contacts), sum(bytes_out), sum(records) from activity where dt > '2000' group by dt order by dt",
      "select dt, local_day, remote_ip, contacts from daily where dt > '2000' order by 1, 2, 3, 4",
      "select dt, exporter, network, slots, records from liveness where dt > '2000' order by 1, 2, 3, 4, 5",
      "select dt, scope, records from totals where dt > '2000' order by 1, 2, 3",
    ]) {
      hash.update(JSON.stringify((await engine.select(sql)).rows))
    }
    return hash.digest('hex')
  } finally {
    engine.close()
  }
}

/** What a crash leaves: names, sizes and small contents of all files of the lake. */
function stateOf(lakeFolder: string): string {
  const hash = createHash('sha256')
  for (const name of readdirSync(lakeFolder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (/\.lock\.sqlite|\.part-|\.duckdb/.test(name)) continue
    const path = join(lakeFolder, name)
    const stats = statSync(path)
    if (stats.isFile()) hash.update(`${name} ${stats.size} `).update(stats.size < 100_000 ? readFileSync(path) : '')
  }
  return hash.digest('hex')
}

function freshUploads(): void {
  rmSync(uploadsFolder, { recursive: true, force: true })
  rmSync(join(scratch, 'uploads.json'), { force: true })
  firstDelivery(uploadsFolder)
  overwritten = false
}

describe('a run that is ended anywhere, and run again', () => {
  it('gives the tables of a clean run, whatever call it was ended before or after', async () => {
    freshUploads()
    const cleanLake = join(scratch, 'clean')
    const counting = createWatch(() => {})
    await runAll(cleanLake, counting)
    const expected = await tablesOf(cleanLake)

    // One run that keeps what the disk looks like around every call: that is what its death there would leave.
    freshUploads()
    const liveLake = join(scratch, 'live')
    const states = new Map<string, { n: number; when: string; name: string; folder: string; overwritten: boolean }>()
    let points = 0
    const keeping = createWatch((n, when, name) => {
      points++
      const state = `${stateOf(liveLake)} ${overwritten}`
      if (states.has(state)) return
      const folder = join(scratch, `state-${states.size}`)
      cpSync(liveLake, folder, { recursive: true })
      states.set(state, { n, when, name, folder, overwritten })
    })
    await runAll(liveLake, keeping)
    expect(keeping.calls).toBeGreaterThan(150)
    expect(points).toBe(keeping.calls * 2)
    expect(states.size).toBeGreaterThan(50)

    for (const { n, when, name, folder, overwritten: then } of states.values()) {
      if (!then) freshUploads()
      overwritten = then
      // The engine leaves half of what it was writing.
      if (when === 'before' && name === 'engine.materialise') writeFileSync(join(folder, 'half-written.tmp'), 'PAR1')
      await runAll(
        folder,
        createWatch(() => {}),
      )
      expect(await tablesOf(folder), `ended ${when} call ${n}, ${name}`).toBe(expected)
      rmSync(folder, { recursive: true, force: true })
    }
    console.log(`crash points ${points}, distinct states ${states.size}, each recovered`)
  }, 900_000)

  it('stops where the wrapper ends it, and goes on from there', async () => {
    freshUploads()
    const clean = join(scratch, 'clean-2')
    await runAll(
      clean,
      createWatch(() => {}),
    )
    for (const n of [5, 40, 90, 150]) {
      freshUploads()
      const lake = join(scratch, `ended-${n}`)
      const watch = createWatch((call, when) => {
        if (call === n && when === 'after') throw new Ended()
      })
      await expect(runAll(lake, watch)).rejects.toThrow()
      await runAll(
        lake,
        createWatch(() => {}),
      )
      expect(await tablesOf(lake), `ended after call ${n}`).toBe(await tablesOf(clean))
    }
  }, 300_000)
})
