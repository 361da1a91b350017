/** A run over a lake in memory; its uploads are the files of a folder, named by their content as on one machine. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { NetworkSource } from '../../functions/lib/network-facts.ts'
import { type ObjectHead, ObjectMissing, type QueryEngine, type SqlValue } from '../../functions/lib/ports.ts'
import type { ReferenceSet } from '../../functions/lib/reference/reference-set.ts'
import { type DeliveryDependencies, deliverCreated, deliverRemoved } from '../../functions/normalise/deliver.ts'
import { createEnricher } from '../../functions/normalise/enrich/create-enricher.ts'
import type { Enricher } from '../../functions/normalise/enrich/enricher.ts'
import type { UploadsStore } from '../../functions/normalise/upload-body.ts'
import type { PublishDependencies } from '../../functions/publish/publish-day.ts'
import { publishAllDirty } from '../../functions/publish/tick.ts'
import { findUploads } from '../../infra/local/find-uploads.ts'
import { INSTALLED_RANGES } from './lake-run.ts'
import type { MemoryLake } from './memory-lake.ts'
import { MEMORY_MS } from './memory-store.ts'
import { reusedChunks } from './reused-chunks.ts'

export interface MemoryRun {
  delivery(reference?: ReferenceSet): DeliveryDependencies
  /** Delivers the named keys, or every file of the folder in order of key. */
  deliver(keys?: readonly string[], reference?: ReferenceSet): Promise<void>
  remove(key: string): ReturnType<typeof deliverRemoved>
  publishing: PublishDependencies
  /** Makes a set current, as `reference -- put` does. */
  point(reference: ReferenceSet): void
  publish(): Promise<void>
  rows(sql: string): Promise<SqlValue[][]>
}

/** The engine, before whose first table of a publish something happens. */
export const engineAfter = (engine: QueryEngine, act: () => unknown): QueryEngine => ({
  ...engine,
  async materialise(...query) {
    if (query[2].name === 'flows') await act()
    return engine.materialise(...query)
  },
})

const enrichers = new WeakMap<ReferenceSet, Enricher>()
let names = 0

/** Begins with an empty lake. */
export function startMemoryRun(memory: MemoryLake, folder: string, reference: ReferenceSet): MemoryRun {
  memory.restore({ files: new Map(), objects: new Map() })
  const uploads = folderUploads(folder)
  const unique = () => `u${++names}`
  const sets = new Map([[reference.hash, reference]])
  let current = reference
  const networks: NetworkSource = {
    current: async () => current.networks,
    of: async hash => sets.get(hash)?.networks ?? [],
  }
  const publishing = { ...memory, unique, networks, servicesOf: async () => reference.catalogue.services }

  function delivery(by = reference): DeliveryDependencies {
    const enricher = enrichers.get(by) ?? createEnricher(by, INSTALLED_RANGES)
    enrichers.set(by, enricher)
    sets.set(by.hash, by)
    const { lake, normalise, scratch: scratchDir } = memory
    const clock = { nowMs: () => MEMORY_MS }
    return { lake, uploads, bucket: 'uploads', unique, enricher, reference: by.hash, scratchDir, clock, normalise }
  }

  return {
    delivery,
    async deliver(keys, by) {
      const all = keys ?? (await findUploads([folder], '/')).map(({ key }) => key)
      for (const key of all) await deliverCreated(key, delivery(by))
    },
    remove: key => deliverRemoved(key, delivery()),
    publishing,
    point(to) {
      sets.set(to.hash, to)
      current = to
    },
    async publish() {
      const { failed } = await publishAllDirty(publishing)
      if (failed[0] !== undefined) throw failed[0].error
    },
    rows: async sql => (await memory.engine.select(sql)).rows,
  }
}

function folderUploads(folder: string): UploadsStore {
  const find = async (key: string): Promise<{ head: ObjectHead; bytes: Uint8Array } | undefined> => {
    const bytes = await readFile(join(folder, key)).catch(() => undefined)
    if (bytes === undefined) return undefined
    const etag = createHash('md5').update(bytes).digest('hex')
    return { head: { key, size: bytes.length, etag, modifiedMs: MEMORY_MS }, bytes }
  }
  return {
    head: async key => (await find(key))?.head,
    async stream(key, range) {
      const found = await find(key)
      if (found === undefined) throw new ObjectMissing(key)
      const { head, bytes } = found
      return { head, body: reusedChunks(bytes.subarray(range?.start, range?.end), 100_000) }
    },
  }
}
