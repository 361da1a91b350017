/** The composition root of one machine: the same functions on a folder and DuckDB. */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { createDuckDbEngine, type DuckDbEngine } from '../../functions/lib/local/duckdb-engine.ts'
import { createFolderCatalogue } from '../../functions/lib/local/folder-catalogue.ts'
import { createFolderStore } from '../../functions/lib/local/folder-store.ts'
import { makeNamedFolder } from '../../functions/lib/local/make-folder.ts'
import { DEFAULT_NETWORKS_CSV } from '../../functions/lib/networks.ts'
import type { Catalogue, Clock, ObjectStore } from '../../functions/lib/ports.ts'
import { parseEditions } from '../../functions/lib/reference/editions.ts'
import {
  currentReference,
  loadServices,
  openReference,
  putReference,
  type ReferenceContent,
  type ReferenceSet,
  readOwnFiles,
} from '../../functions/lib/reference/reference-set.ts'
import { storedNetworks } from '../../functions/lib/reference/stored-networks.ts'
import type { DeliveryDependencies } from '../../functions/normalise/deliver.ts'
import type { PublishDependencies } from '../../functions/publish/publish-day.ts'
import type { ReportDependencies } from '../../functions/report/make-report.ts'
import { deliveryOn } from './delivery/dependencies.ts'
import { defaultJobs, JOB_BYTES } from './delivery/jobs.ts'
import { cacheFolder } from './installation.ts'
import { lakeToRead } from './lake-folders.ts'
import { createProgress } from './progress.ts'
import { type MadeEdition, withEditions } from './reference-editions.ts'
import { ASKING, buildReferenceFiles } from './reference-files.ts'
import { openUploads, type UploadStore } from './uploads.ts'

export interface LocalLake {
  folder: string
  /** Folder that the keys of `lake` are paths below. */
  root: string
  /** Uploads that are normalised, days that are published, and questions that are asked, beside each other. */
  jobs: number
  lake: ObjectStore
  uploads: UploadStore
  catalogue: Catalogue
  clock: Clock
  engine(): Promise<DuckDbEngine>
  delivery(reference: ReferenceSet): Promise<DeliveryDependencies>
  publish(): Promise<PublishDependencies>
  /** What a report needs, but for where it goes. */
  reporting(): Promise<Omit<ReportDependencies, 'reports'>>
  close(): Promise<void>
}

/** Opens the lake that a command reads: as named, else as `lakeToRead` says. Throws where there is none. */
export const openExistingLake = (named: string | undefined, jobs?: number): Promise<LocalLake> =>
  openLake(lakeToRead(named), jobs)

export async function openLake(folder: string, jobs = defaultJobs()): Promise<LocalLake> {
  const root = join(folder, 'lake')
  makeNamedFolder(root)
  const lake = createFolderStore(root)
  const catalogue = createFolderCatalogue(lake)
  const uploads = await openUploads(join(folder, 'uploads.json'))
  const clock = { nowMs: () => Date.now() }
  const unique = () => randomUUID().slice(0, 13)
  let engine: DuckDbEngine | undefined
  const openEngine = async () => {
    engine ??= await createDuckDbEngine({ root, catalogue, ...engineFor(jobs) })
    return engine
  }
  const services = new Map<string, ReturnType<typeof loadServices>>()
  const deliveries = new WeakMap<ReferenceSet, DeliveryDependencies>()
  return {
    folder,
    root,
    jobs,
    lake,
    uploads,
    catalogue,
    clock,
    engine: openEngine,
    async delivery(reference) {
      const known = deliveries.get(reference) ?? deliveryOn(root, lake, uploads, reference)
      deliveries.set(reference, known)
      return known
    },
    async publish() {
      return {
        lake,
        engine: await openEngine(),
        catalogue,
        unique,
        // As many as the engine has threads: of small days most of the time is planning, which takes one.
        daysAtOnce: jobs,
        networks: storedNetworks(lake),
        async servicesOf(hash) {
          let known = services.get(hash)
          if (known === undefined) {
            known = loadServices(lake, hash)
            services.set(hash, known)
          }
          return known
        },
      }
    },
    async reporting() {
      const opened = await openEngine()
      return { openEngine: () => opened, lake, catalogue, clock }
    },
    async close() {
      await uploads.flush()
      engine?.close()
    },
  }
}

/** What DuckDB may take: queries beside each other, and the memory of as many jobs, at least of two. */
const engineFor = (jobs: number): { threads: number; memoryLimit: string } => ({
  threads: jobs,
  memoryLimit: `${(Math.max(2, jobs) * JOB_BYTES) / 2 ** 30}GiB`,
})

/**
 * The reference set to work with: with `networksCsv` a new one with these networks; else the networks of the current one,
 * or the default ones, always with the catalogue that is installed now. Its editions stay, the installed ones
 * join them where they are newer, and those that are `added`.
 */
export async function useReference(
  lake: ObjectStore,
  networksCsv: string | undefined,
  added: readonly MadeEdition[] = [],
): Promise<ReferenceSet> {
  return putContent(lake, withEditions(await contentToUse(lake, networksCsv), added))
}

/** The set that `useReference` would make current; nothing is written. */
export async function previewReference(lake: ObjectStore): Promise<ReferenceSet> {
  return openReference((await contentToUse(lake)).files)
}

/** Makes a set current, saying what takes seconds. Throws as `putReference` does. */
export async function putContent(lake: ObjectStore, content: ReferenceContent): Promise<ReferenceSet> {
  const say = createProgress()
  try {
    return await putReference(lake, content, of => say.step(ASKING, of))
  } finally {
    say.done()
  }
}

/** The content of the set that `useReference` makes of what is current. */
export async function contentToUse(lake: ObjectStore, networksCsv?: string): Promise<ReferenceContent> {
  const hash = await currentReference(lake)
  const kept = async (name: string) => {
    const object = hash === undefined ? undefined : await lake.get(`reference/${hash}/${name}`)
    return object === undefined ? undefined : new TextDecoder().decode(object.bytes)
  }
  const editions = await kept('editions.csv')
  const say = createProgress()
  const { files, ranges } = await buildReferenceFiles(
    networksCsv ?? (await kept('networks.csv')) ?? DEFAULT_NETWORKS_CSV,
    cacheFolder(),
    editions === undefined ? undefined : parseEditions(editions),
    say,
  )
  say.done()
  // The user's own files stay until others are put.
  return { files: hash === undefined ? files : { ...files, ...(await readOwnFiles(lake, hash)) }, ranges }
}
