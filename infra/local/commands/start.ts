/** `npm start`: logs in, a checkable report out. */
import { existsSync } from 'node:fs'
import { cp, readFile, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { createFolderStore } from '../../../functions/lib/local/folder-store.ts'
import { deliverCreated, deliverRemoved } from '../../../functions/normalise/deliver.ts'
import { publishAllDirty, sweepRuns } from '../../../functions/publish/tick.ts'
import { findUnreceived } from '../../../functions/reconcile/find-unreceived.ts'
import { makeReport } from '../../../functions/report/make-report.ts'
import { type LocalLake, lakeFolder, openLake, STUDY_LAKE, useReference } from '../lake.ts'
import { createProgress } from '../progress.ts'
import { receiptSummary, sumReceipts } from '../receipt-lines.ts'
import { generateStudy } from '../study/generate.ts'
import { findUploads, type UploadFile } from '../uploads.ts'

export interface StartOptions {
  paths: string[]
  /** Folder that relative paths start from. */
  from: string
  networks?: string
  fromDay?: string
  toDay?: string
  out: string
  name?: string
  records?: number
  seed?: number
  lake?: string
}

export async function start(options: StartOptions): Promise<void> {
  const isStudy = options.paths.length === 0
  const folder = options.lake === undefined && isStudy ? STUDY_LAKE : lakeFolder(options.lake ?? undefined)
  const say = createProgress()
  const study = isStudy ? await ensureStudy(folder, options, say) : undefined
  const lake = await openLake(folder)
  try {
    const csv =
      study?.networks ?? (options.networks === undefined ? undefined : resolve(options.from, options.networks))
    const reference = await useReference(lake.lake, csv === undefined ? undefined : await readNetworks(csv))
    say.line(`watching ${reference.networks.map(({ name, cidr }) => `${name} (${cidr})`).join(', ')}`)

    const paths = study === undefined ? options.paths : [study.uploads]
    const files = await findUploads(paths, options.from)
    if (files.length === 0)
      throw new Error('expected at least one file, found none; name a file or a folder with files')
    await deliver(lake, reference, files, say)
    if (study !== undefined && existsSync(study.later)) {
      // The second delivery: files that come late, and one that is overwritten.
      await cp(study.later, study.uploads, { recursive: true })
      await deliver(lake, reference, await findUploads([study.uploads], options.from), say)
    }

    const days = await publishAllDirty(await lake.publish(), (_, of) => say.step('publishing days', of))
    say.done()
    await sweepRuns(lake.lake, lake.clock)
    const [failure] = days.failed
    if (failure !== undefined) throw failure.error

    const reports = createFolderStore(resolve(options.from, options.out))
    const report = await makeReport(
      {
        name: options.name ?? (isStudy ? 'study' : 'networks'),
        fromDay: options.fromDay ?? null,
        toDay: options.toDay ?? null,
        showLocalAddresses: true,
        reference,
        busiest: (await sumReceipts(lake.lake)).busiest,
      },
      { engine: await lake.engine(), lake: lake.lake, reports, clock: lake.clock },
    )
    for (const line of await receiptSummary(lake.lake)) console.log(line)
    for (const line of report.headline) console.log(line)
    console.log(`report: ${resolve(options.from, options.out, report.indexKey)}`)
  } finally {
    await lake.close()
  }
}

interface Study {
  uploads: string
  later: string
  networks: string
}

/** Generates the study where it is not there yet, or was made with other options. */
async function ensureStudy(
  folder: string,
  options: StartOptions,
  say: ReturnType<typeof createProgress>,
): Promise<Study> {
  const outDir = join(folder, 'study')
  const wanted = { records: options.records ?? 200_000, seed: options.seed ?? 1 }
  const made = await readFile(join(outDir, 'truth.json'), 'utf8').then(JSON.parse, () => undefined)
  if (made?.options?.records !== wanted.records || made?.options?.seed !== wanted.seed) {
    await rm(folder, { recursive: true, force: true })
    await generateStudy({ outDir, ...wanted, onProgress: (_, total) => say.step('generating the study', total) })
    say.done()
  }
  return { uploads: join(outDir, 'uploads'), later: join(outDir, 'later'), networks: join(outDir, 'networks.csv') }
}

async function readNetworks(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => {
    throw new Error(`--networks: expected a file, found none at ${path}`)
  })
}

/** Delivers what is named, then what earlier runs left unfinished or has gone. */
async function deliver(
  lake: LocalLake,
  reference: Awaited<ReturnType<typeof useReference>>,
  files: readonly UploadFile[],
  say: ReturnType<typeof createProgress>,
): Promise<void> {
  await lake.uploads.add(files)
  const dependencies = await lake.delivery(reference)
  const keys = new Set(files.map(file => file.key))
  for await (const key of findUnreceived(lake.uploads, dependencies.bucket, lake.lake)) keys.add(key)
  const gone = await lake.uploads.missing()
  for (const key of [...keys].sort()) {
    await deliverCreated(key, dependencies)
    say.step('normalising uploads', keys.size)
  }
  for (const key of gone) await deliverRemoved(key, dependencies)
  say.done()
}
