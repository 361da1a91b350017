/**
 * A lake in memory, for tests that run hundreds of times: stores with S3's etags, the real engine asked once for the same
 * table of the same bytes, and the real normalise asked once for the same upload.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createDuckDbEngine } from '../../functions/lib/local/duckdb-engine.ts'
import { createFolderCatalogue } from '../../functions/lib/local/folder-catalogue.ts'
import type { Catalogue, ObjectStore, QueryEngine, QueryResult } from '../../functions/lib/ports.ts'
import type { Receipt } from '../../functions/lib/receipt.ts'
import { flows } from '../../functions/lib/tables/flows.ts'
import { inputTables, publishedTables } from '../../functions/lib/tables/index.ts'
import { normaliseUpload } from '../../functions/normalise/normalise-upload.ts'
import { hashOf, memoryStore, onceHashed } from './memory-store.ts'
import { tableRows } from './turns.ts'

export type Tables = Awaited<ReturnType<typeof tableRows>>

/** What two stores hold at one time. */
export interface Kept {
  files: Map<string, Uint8Array>
  objects: Map<string, Uint8Array>
}

export interface MemoryLake {
  /** What the uploads store and the lake hold. */
  files: Map<string, Uint8Array>
  objects: Map<string, Uint8Array>
  uploads: ObjectStore
  lake: ObjectStore
  catalogue: Catalogue
  engine: QueryEngine
  normalise: typeof normaliseUpload
  /** A local folder for those who need one. */
  scratch: string
  upload(key: string, text: string | Uint8Array): void
  /** Names the names and bytes of all objects below a prefix. */
  stateOf(prefix?: string): string
  keep(): Kept
  restore(kept: Kept): void
  /** Rows of the published tables; read once for the same partitions of the same bytes. */
  tables(): Promise<Tables>
  close(): void
}

export async function createMemoryLake(): Promise<MemoryLake> {
  const scratch = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'memory-lake-'))
  const root = join(scratch, 'lake')
  const files = new Map<string, Uint8Array>()
  const objects = new Map<string, Uint8Array>()
  const lake = memoryStore(objects)
  const catalogue = createFolderCatalogue(lake)
  const duckDb = await createDuckDbEngine({ root, catalogue, threads: 1 })
  const engine = overObjects(duckDb, objects, root)
  const known = new Map<string, Tables>()
  return {
    files,
    objects,
    uploads: memoryStore(files),
    lake,
    catalogue,
    engine,
    normalise: normaliseOnce(),
    scratch,
    upload(key, text) {
      files.set(key, typeof text === 'string' ? new TextEncoder().encode(text) : text)
    },
    stateOf: prefix => stateOf(objects, prefix),
    keep: () => ({ files: new Map(files), objects: new Map(objects) }),
    restore(kept) {
      files.clear()
      objects.clear()
      for (const [key, bytes] of kept.files) files.set(key, bytes)
      for (const [key, bytes] of kept.objects) objects.set(key, bytes)
    },
    async tables() {
      const parts: string[] = []
      for (const { schema } of publishedTables) {
        for (const { dt, location } of await catalogue.list(schema.name))
          parts.push(`${schema.name} ${dt} ${partOf(objects, location)}`)
      }
      const name = parts.join()
      const tables = known.get(name) ?? (await tableRows(engine))
      known.set(name, tables)
      return tables
    },
    close() {
      duckDb.close()
      rmSync(scratch, { recursive: true, force: true })
    },
  }
}

const NOTHING = new Uint8Array()

function stateOf(objects: ReadonlyMap<string, Uint8Array>, prefix = ''): string {
  const lines: string[] = []
  for (const [key, bytes] of objects) if (key.startsWith(prefix)) lines.push(`${key} ${onceHashed(bytes)}`)
  return hashOf(lines.sort().join('\n'))
}

const partOf = (objects: ReadonlyMap<string, Uint8Array>, location: string): string =>
  onceHashed(objects.get(`${location}part-0.parquet`) ?? NOTHING)

/** The engine over what memory holds. Asks it once for the same table of the same bytes: most runs build the same few. */
function overObjects(of: QueryEngine, objects: Map<string, Uint8Array>, root: string): QueryEngine {
  const built = new Map<string, { bytes: Uint8Array; rows: number }>()
  const verified = new Map<string, QueryResult>()
  const inputsOf = (place: string) => inputTables.map(({ name }) => partOf(objects, `${name}/${place}`)).join(' ')
  let spilled = ''
  /** Puts the objects whose keys have this part where the engine finds them. */
  const spill = (part = '') => {
    const state = `${part} ${stateOf(objects)}`
    if (spilled === state) return
    rmSync(root, { recursive: true, force: true })
    for (const [key, bytes] of objects) {
      if (!key.includes(part)) continue
      mkdirSync(dirname(join(root, key)), { recursive: true })
      writeFileSync(join(root, key), bytes)
    }
    spilled = state
  }
  return {
    async select(sql, parameters = []) {
      const [dt, run] = parameters
      const place = `dt=${dt}/run=${run}/`
      const name = `${sql} ${partOf(objects, `flows/${place}`)} ${inputsOf(place)}`
      const known = run === undefined ? undefined : verified.get(name)
      if (known !== undefined) return known
      spill(run === undefined ? '' : place)
      const result = await of.select(sql, parameters)
      if (run !== undefined) verified.set(name, result)
      return result
    },
    async materialise(sql, parameters, table, prefix) {
      const place = prefix.slice(prefix.indexOf('/') + 1)
      const key = `${prefix}part-0.parquet`
      if (objects.has(key)) throw new Error(`expected nothing at ${key}, found an object`)
      const [dt = ''] = /\d{4}-\d\d-\d\d/.exec(place) ?? []
      // Only flows reads landing objects; all others are of flows and the inputs.
      const from = table === flows ? stateOf(objects, `landing/dt=${dt}/`) : partOf(objects, `flows/${place}`)
      const name = `${sql} ${from} ${inputsOf(place)}`
      let part = built.get(name)
      if (part === undefined) {
        spill(`dt=${dt}/`)
        const [file] = await of.materialise(sql, parameters, table, prefix)
        part = { bytes: readFileSync(join(root, key)), rows: file?.rows ?? 0 }
        built.set(name, part)
      }
      objects.set(key, part.bytes)
      return [{ key, rows: part.rows, bytes: part.bytes.length }]
    },
  }
}

/** The real normalise, once for the same bytes under the same name: then its writes are made again. */
function normaliseOnce(): typeof normaliseUpload {
  const known = new Map<string, { receipt: Receipt; written: Map<string, Uint8Array> }>()
  return async (upload, uploadId, build, dependencies, returned = 0) => {
    const chunks: Uint8Array[] = []
    for await (const chunk of await upload.stream()) chunks.push(Buffer.from(chunk))
    const bytes = new Uint8Array(Buffer.concat(chunks))
    const name = `${hashOf(bytes)} ${uploadId} ${build} ${returned} ${upload.receivedMs}`
    let once = known.get(name)
    if (once === undefined) {
      const written = new Map<string, Uint8Array>()
      const body = {
        ...upload,
        stream: async () =>
          (async function* () {
            yield bytes
          })(),
        read: async (start: number, end: number) => bytes.slice(start, end),
      }
      const receipt = await normaliseUpload(
        body,
        uploadId,
        build,
        { ...dependencies, lake: memoryStore(written) },
        returned,
      )
      once = { receipt, written }
      known.set(name, once)
    }
    for (const [key, content] of once.written) await dependencies.lake.put(key, content)
    return structuredClone(once.receipt)
  }
}
