/** A run of the whole product in a folder of its own, as the command line makes it. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createFolderStore } from '../../functions/lib/local/folder-store.ts'
import type { SqlValue } from '../../functions/lib/ports.ts'
import { rangesInFolder } from '../../functions/lib/reference/edition-ranges.ts'
import type { ReferenceSet } from '../../functions/lib/reference/reference-set.ts'
import { openReference } from '../../functions/lib/reference/reference-set.ts'
import { deliverCreated, deliverRemoved } from '../../functions/normalise/deliver.ts'
import { publishAllDirty } from '../../functions/publish/tick.ts'
import { type MadeReport, makeReport } from '../../functions/report/make-report.ts'
import { findUploads } from '../../infra/local/find-uploads.ts'
import { type LocalLake, openLake } from '../../infra/local/lake.ts'
import { type PutName, putTexts } from '../../infra/local/put-files.ts'
import type { MadeEdition } from '../../infra/local/reference-editions.ts'
import { buildReferenceFiles } from '../../infra/local/reference-files.ts'

const COMPILED = resolve(import.meta.dirname, '../../node_modules/.cache/flowcensus')

/** Ranges of the editions that are installed, as `referenceOf` names them. */
export const INSTALLED_RANGES = rangesInFolder(join(COMPILED, 'ranges'))

export interface LakeRun extends LocalLake {
  reference: ReferenceSet
  /** Delivers every file below a folder, in the order given by `order` (default: by key). */
  deliver(folder: string, order?: (keys: string[]) => string[]): Promise<void>
  remove(key: string): Promise<void>
  publish_(): Promise<void>
  report(name?: string): Promise<MadeReport & { read(file: string): string }>
  /** Rows of a query as arrays. */
  rows(sql: string): Promise<SqlValue[][]>
  end(): Promise<void>
}

/** `added`: editions beside those that are installed. `eventsCsv`: dated events, none by default. */
export async function startLakeRun(
  networksCsv: string,
  added: readonly MadeEdition[] = [],
  eventsCsv?: string,
): Promise<LakeRun> {
  const folder = mkdtempSync(join(tmpdir(), 'lake-run-'))
  const lake = await openLake(folder)
  const texts = new Map<PutName, string>([['networks.csv', networksCsv]])
  if (eventsCsv !== undefined) texts.set('events.csv', eventsCsv)
  const reference = await putTexts(lake.lake, texts, added)
  const reports = join(folder, 'reports')
  return {
    ...lake,
    reference,
    async deliver(source, order = keys => keys) {
      const files = await findUploads([source], '/')
      await lake.uploads.add(files)
      const dependencies = await lake.delivery(reference)
      for (const key of order(files.map(file => file.key))) await deliverCreated(key, dependencies)
    },
    async remove(key) {
      await deliverRemoved(key, await lake.delivery(reference))
    },
    async publish_() {
      const { failed } = await publishAllDirty(await lake.publish())
      if (failed[0] !== undefined) throw failed[0].error
    },
    async report(name = 'test') {
      const made = await makeReport(
        { name, fromDay: null, toDay: null, showLocalAddresses: true, reference },
        { ...(await lake.reporting()), reports: createFolderStore(reports) },
      )
      const base = join(reports, made.indexKey, '..')
      return { ...made, read: file => readFileSync(join(base, file), 'utf8') }
    },
    async rows(sql) {
      return (await (await lake.engine()).select(sql)).rows
    },
    async end() {
      await lake.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A reference set without a lake. */
export const referenceOf = async (networksCsv: string): Promise<ReferenceSet> =>
  openReference((await buildReferenceFiles(networksCsv, COMPILED)).files)
