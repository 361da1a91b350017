/** One day's tables from the uploads that count. Nothing here locks; the manifest's conditional write decides. */

import { listMarks } from '../lib/ledger/days.ts'
import { hashOf } from '../lib/ledger/ids.ts'
import { writeJson } from '../lib/ledger/json-object.ts'
import { type Manifest, manifestKey, readManifest } from '../lib/ledger/manifests.ts'
import { type Catalogue, type ObjectStore, PreconditionFailed, type QueryEngine } from '../lib/ports.ts'
import { loadQuery } from '../lib/queries.ts'
import { publishedTables } from '../lib/tables/index.ts'
import { type CountingUpload, countingUploads, fingerprintOf, type ServicesOf, writeInputs } from './inputs.ts'

export interface PublishDependencies {
  lake: ObjectStore
  engine: QueryEngine
  catalogue: Catalogue
  servicesOf: ServicesOf
  /** A new name at each call, of letters, digits and `-`: names the attempt. */
  unique: () => string
}

/** `lost`: another publisher's manifest came first; the marks stay, so the day is looked at again. */
export interface PublishedDay {
  dt: string
  outcome: 'published' | 'unchanged' | 'lost' | 'emptied'
  rows: number
}

/** The run does not agree with the receipts, or a landing object that counts is missing: the old tables stay. */
export class DayFailed extends Error {
  override name = 'DayFailed'
}

/** Everything that makes tables of uploads: SQL texts and schemas. */
export const tablesCode = (): string =>
  hashOf(...publishedTables.flatMap(({ schema }) => [loadQuery(`tables/${schema.name}`).text, JSON.stringify(schema)]))

export async function publishDay(dt: string, dependencies: PublishDependencies): Promise<PublishedDay> {
  const { lake } = dependencies
  const marks = await listMarks(lake, dt)
  const known = await readManifest(lake, dt)
  const uploads = await countingUploads(lake, dt)
  const fingerprint = fingerprintOf(uploads, tablesCode())
  if (known?.value.fingerprint === fingerprint || (known === undefined && uploads.length === 0)) {
    await lake.delete(marks)
    return { dt, outcome: 'unchanged', rows: 0 }
  }
  const next =
    uploads.length === 0
      ? { dt, run: null, fingerprint, uploads: [], tables: {} }
      : await buildRun(dt, fingerprint, uploads, dependencies)
  try {
    await writeJson(
      lake,
      manifestKey(dt),
      next,
      known === undefined ? { ifNoneMatch: '*' } : { ifMatch: known.head.etag },
    )
  } catch (error) {
    if (error instanceof PreconditionFailed) return { dt, outcome: 'lost', rows: 0 }
    throw error
  }
  await followManifest(dt, dependencies)
  await lake.delete(marks)
  return { dt, outcome: uploads.length === 0 ? 'emptied' : 'published', rows: next.tables.flows?.rows ?? 0 }
}

/** Builds every table of a run and compares it with the receipts. */
async function buildRun(
  dt: string,
  fingerprint: string,
  uploads: readonly CountingUpload[],
  { lake, engine, servicesOf, unique }: PublishDependencies,
): Promise<Manifest> {
  for (const { output } of uploads) {
    if (output !== undefined && (await lake.head(output.key)) === undefined) {
      throw new DayFailed(`day ${dt}: expected the landing object ${output.key}, found none; run replay for its upload`)
    }
  }
  const run = `${fingerprint}-${unique()}`
  await writeInputs(lake, dt, run, uploads, servicesOf)
  const tables: Manifest['tables'] = {}
  for (const { schema, reads } of publishedTables) {
    const location = `${schema.name}/dt=${dt}/run=${run}/`
    const parameters = reads.flatMap(source => (source === 'landing' ? [dt] : [dt, run]))
    const files = await engine.materialise(loadQuery(`tables/${schema.name}`).text, parameters, schema, location)
    const sum = (of: 'rows' | 'bytes') => files.reduce((total, file) => total + file[of], 0)
    tables[schema.name] = { location, rows: sum('rows'), bytes: sum('bytes'), files: files.length }
  }
  const { rows: differences } = await engine.select(loadQuery('tables/verify').text, [dt, run, dt, run])
  if (differences.length > 0) {
    throw new DayFailed(
      `day ${dt}: expected the rows that ${differences.length} receipts say, found others; first: ${JSON.stringify(differences[0])}`,
    )
  }
  return {
    dt,
    run,
    fingerprint,
    uploads: uploads.map(({ receipt, output }) => ({
      uploadId: receipt.uploadId,
      build: receipt.build,
      reference: receipt.reference,
      key: receipt.key,
      records: output?.records ?? 0,
      rows: output?.rows ?? 0,
    })),
    tables,
  }
}

/** Points the catalogue to what the manifest says, until the manifest stands still. */
export async function followManifest(
  dt: string,
  { lake, catalogue }: Pick<PublishDependencies, 'lake' | 'catalogue'>,
): Promise<void> {
  let manifest = await readManifest(lake, dt)
  while (manifest !== undefined) {
    for (const { schema } of publishedTables) {
      const location = manifest.value.tables[schema.name]?.location
      if (location === undefined) await catalogue.remove(schema.name, dt)
      else if ((await catalogue.locate(schema.name, dt)) !== location) await catalogue.point(schema.name, dt, location)
    }
    const now = await readManifest(lake, dt)
    if (now?.head.etag === manifest.head.etag) return
    manifest = now
  }
}
