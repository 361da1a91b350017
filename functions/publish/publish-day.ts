/**
 * One day's tables from the uploads that count. Nothing here locks; the manifest's conditional write decides. A publish
 * that read the uploads long ago must lose against one that read them since, also where that one found nothing to write:
 * so each makes a mark before it reads, and one that finds such a mark of another writes the manifest anew.
 */
import { attemptOf, listMarks, markPublish } from '../lib/ledger/days.ts'
import { landingKeyOf } from '../lib/ledger/facts.ts'
import { failureKey } from '../lib/ledger/failures.ts'
import { hashOf } from '../lib/ledger/ids.ts'
import { writeJson } from '../lib/ledger/json-object.ts'
import { type Manifest, manifestKey, readManifest } from '../lib/ledger/manifests.ts'
import { factsOfDay, type NetworkSource } from '../lib/network-facts.ts'
import { type Catalogue, type ObjectStore, PreconditionFailed, type QueryEngine, QueryFailed } from '../lib/ports.ts'
import { loadQuery } from '../lib/queries.ts'
import { SOFTWARE } from '../lib/software.ts'
import { inputTables, publishedTables } from '../lib/tables/index.ts'
import { shapeOf } from '../lib/tables/table-schema.ts'
import { inOrder } from './build-order.ts'
import { DayFailed } from './day-failed.ts'
import { indexKey, writeIndex } from './day-index.ts'
import { type CountingUpload, findDay } from './day-uploads.ts'
import { type DayInputs, type ServicesOf, writeInputs } from './inputs.ts'
import { countOutcomes, isTold, type Outcome } from './outcomes.ts'
import { ownRunNames, type RunNames } from './run-names.ts'
import { verifyRun } from './verify-run.ts'

export interface PublishDependencies {
  lake: ObjectStore
  engine: QueryEngine
  catalogue: Catalogue
  servicesOf: ServicesOf
  networks: NetworkSource
  /** A new name at each call, of letters, digits and `-`: names the attempt. */
  unique: () => string
  /** Days that are built side by side; 1 by default. */
  daysAtOnce?: number
  /** Tables of a day that are built side by side; 1 by default. */
  tablesAtOnce?: number
  /** Calls of the store that are waited for at the same time; 1 by default. */
  callsAtOnce?: number
  /** Where the engine attaches a query to the same one of before; without it each attempt has a run of its own. */
  runNames?: RunNames
  /** Hears of each day that changed how many of its uploads became what. */
  onUploads?: (dt: string, uploads: Readonly<Record<Outcome, number>>) => void
}

/** `lost`: another publisher's manifest came first; the marks stay, so the day is looked at again. */
export interface PublishedDay {
  dt: string
  outcome: 'published' | 'unchanged' | 'lost' | 'emptied'
  rows: number
}

/** Raise it where publish itself gives its SQL other inputs of the same uploads and facts. */
const PUBLISH_VERSION = '1'

let code: string | undefined

/** Names everything that makes tables of uploads: SQL texts, shapes of tables, and the rules of what goes in. */
export function tablesCode(): string {
  code ??= hashOf(
    PUBLISH_VERSION,
    ...inputTables.map(shapeOf),
    ...publishedTables.flatMap(({ schema }) => [loadQuery(`tables/${schema.name}`).text, shapeOf(schema)]),
  )
  return code
}

/**
 * Publishes a day where it changed. Throws DayFailed; marks stay until a manifest stands that was made after they were. The
 * index is written before the manifest and read after it, so that who wins the manifest has read the index of all before.
 */
export async function publishDay(dt: string, dependencies: PublishDependencies): Promise<PublishedDay> {
  const { lake, unique, callsAtOnce = 1 } = dependencies
  const marks = await listMarks(lake, dt)
  const attempt = unique()
  const ownMark = await markPublish(lake, dt, attempt)
  // What fails or loses throws its index away: nobody is to read what it saw before others did.
  const own = [ownMark]
  const done = [...marks, ownMark, failureKey(dt)]
  try {
    const known = await readManifest(lake, dt)
    const found = await findDay(lake, dt, marks, callsAtOnce)
    const networks = await factsOfDay(dt, found.placed, dependencies.networks)
    const code = tablesCode()
    const fingerprint = hashOf(found.uploads, JSON.stringify(networks), code).slice(0, 16)
    if (known?.value.fingerprint === fingerprint && found.isIndexed) {
      await lake.delete(done)
      return { dt, outcome: 'unchanged', rows: 0 }
    }
    if (!found.isIndexed) {
      own.unshift(indexKey(dt))
      if (!(await writeIndex(lake, dt, attempt, found, found.etag))) return await lose(dt, own, lake)
    }
    const uploads = found.choose()
    const isEmpty = uploads.counting.length === 0 && !isTold(uploads.outcomes)
    const unchanged = known === undefined ? isEmpty : known.value.fingerprint === fingerprint
    if (unchanged && !marks.some(key => attemptOf(key) !== undefined)) {
      await lake.delete(done)
      return { dt, outcome: 'unchanged', rows: 0 }
    }
    const references = [...new Set(uploads.counting.map(({ reference }) => reference))].sort()
    const named = { dt, attempt, fingerprint, code, software: SOFTWARE, references, networks }
    const empty: Manifest = { ...named, run: null, uploads: 0, tables: {} }
    let next = empty
    if (unchanged) next = { ...(known?.value ?? empty), attempt }
    else if (!isEmpty) next = { ...empty, ...(await buildTables(named, { ...uploads, networks }, dependencies)) }
    if (!(await putManifest(lake, next, known?.head.etag))) return await lose(dt, own, lake)
    await followManifest(dt, dependencies)
    await lake.delete(done)
    if (!unchanged) dependencies.onUploads?.(dt, countOutcomes(uploads.outcomes))
    const outcome = unchanged ? 'unchanged' : isEmpty ? 'emptied' : 'published'
    return { dt, outcome, rows: unchanged ? 0 : (next.tables.flows?.rows ?? 0) }
  } catch (error) {
    await lake.delete(own)
    throw error
  }
}

async function lose(dt: string, own: readonly string[], lake: ObjectStore): Promise<PublishedDay> {
  await lake.delete(own)
  return { dt, outcome: 'lost', rows: 0 }
}

/** Whether the manifest stands: where nobody wrote since, or the write went through and only its answer was lost. */
async function putManifest(lake: ObjectStore, manifest: Manifest, etag: string | undefined): Promise<boolean> {
  try {
    const condition = etag === undefined ? { ifNoneMatch: '*' as const } : { ifMatch: etag }
    await writeJson(lake, manifestKey(manifest.dt), manifest, condition)
    return true
  } catch (error) {
    if (!(error instanceof PreconditionFailed)) throw error
    return (await readManifest(lake, manifest.dt))?.value.attempt === manifest.attempt
  }
}

/** Runs that one publish of a day begins, where the first turns out to be no good. */
const MOST_RUNS = 2

/** Builds under the name that is due; once more under the next one where that run turns out to be no good. */
async function buildTables(
  { dt, attempt, fingerprint }: Pick<Manifest, 'dt' | 'attempt' | 'fingerprint'>,
  inputs: DayInputs,
  dependencies: PublishDependencies,
): Promise<Pick<Manifest, 'run' | 'uploads' | 'tables'>> {
  await expectLanding(dt, inputs.counting, dependencies.lake)
  const names = dependencies.runNames ?? ownRunNames(attempt)
  let failure: unknown
  let failed: string | undefined
  for (let tries = 0; tries < MOST_RUNS; tries++) {
    const run = await names.take(dt, fingerprint)
    if (run === failed) break
    try {
      return await buildRun(dt, run, inputs, dependencies)
    } catch (error) {
      if (!(error instanceof QueryFailed || error instanceof DayFailed)) throw error
      await names.giveUp(dt, run)
      failed = run
      failure = error
    }
  }
  throw failure
}

async function expectLanding(dt: string, uploads: readonly CountingUpload[], lake: ObjectStore): Promise<void> {
  const landed = new Set<string>()
  for await (const { key } of lake.list(`landing/dt=${dt}/`)) landed.add(key)
  for (const { output, uploadId, landingBuild } of uploads) {
    const key = landingKeyOf(dt, uploadId, landingBuild)
    if (output !== null && !landed.has(key))
      throw new DayFailed(`day ${dt}: expected the landing object ${key}, found none; run replay for its upload`)
  }
}

/** Builds every table of a run and compares it with the receipts. */
async function buildRun(
  dt: string,
  run: string,
  inputs: DayInputs,
  { lake, engine, servicesOf, tablesAtOnce = 1 }: PublishDependencies,
): Promise<Pick<Manifest, 'run' | 'uploads' | 'tables'>> {
  await writeInputs(lake, dt, run, inputs, servicesOf)
  const steps = publishedTables.map(({ schema, reads }) => ({
    name: schema.name,
    after: reads.map(source => source.replace(/_runs$/, '')),
    schema,
    reads,
  }))
  const tables = await inOrder(steps, tablesAtOnce, async ({ schema, reads }) => {
    const location = `${schema.name}/dt=${dt}/run=${run}/`
    const parameters = reads.flatMap(source => (source === 'landing' ? [dt] : [dt, run]))
    const files = await engine.materialise(loadQuery(`tables/${schema.name}`).text, parameters, schema, location)
    const sum = (of: 'rows' | 'bytes') => files.reduce((total, file) => total + file[of], 0)
    return { location, rows: sum('rows'), bytes: sum('bytes'), files: files.length }
  })
  await verifyRun(dt, run, inputs.counting, engine)
  return { run, uploads: inputs.counting.length, tables: Object.fromEntries(tables) }
}

/** A manifest that moves this often while the catalogue follows it: the next wake repairs what is left. */
const MOST_MOVES = 20

/** Points the catalogue to what the manifest says, until the manifest stands still. Throws where it does not. */
export async function followManifest(
  dt: string,
  { lake, catalogue }: Pick<PublishDependencies, 'lake' | 'catalogue'>,
): Promise<void> {
  let manifest = await readManifest(lake, dt)
  for (let moves = 0; manifest !== undefined && moves < MOST_MOVES; moves++) {
    for (const { schema } of publishedTables) {
      const location = manifest.value.tables[schema.name]?.location
      if (location === undefined) await catalogue.remove(schema.name, dt)
      else if ((await catalogue.locate(schema.name, dt)) !== location) await catalogue.point(schema.name, dt, location)
    }
    const now = await readManifest(lake, dt)
    if (now?.head.etag === manifest.head.etag) return
    manifest = now
  }
  if (manifest !== undefined)
    throw new Error(
      `day ${dt}: expected a manifest that stands still, found it moved ${MOST_MOVES} times; publish again`,
    )
}
