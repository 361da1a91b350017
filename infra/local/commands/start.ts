/** `npm start`: logs in, a checkable report out. */
import { existsSync } from 'node:fs'
import { cp, readdir, readFile, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { createFolderStore } from '../../../functions/lib/local/folder-store.ts'
import { deliverCreated, deliverRemoved } from '../../../functions/normalise/deliver.ts'
import { publishAllDirty, sweepRuns } from '../../../functions/publish/tick.ts'
import { findUnreceived } from '../../../functions/reconcile/find-unreceived.ts'
import { makeReport } from '../../../functions/report/make-report.ts'
import { findUploads, type UploadFile } from '../find-uploads.ts'
import { type LocalLake, lakeFolder, openLake, STUDY_LAKE, useReference } from '../lake.ts'
import { createProgress } from '../progress.ts'
import { receiptSummary, sumReceipts } from '../receipt-lines.ts'
import { generateStudy } from '../study/generate.ts'
import { print, printable } from '../terminal.ts'

/** Left out files that are named one by one. */
const NAMED_LEFT_OUT = 10
/** All that the study's folder ever holds. */
const STUDY_FOLDER = ['lake', 'study', 'uploads.json']

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
  checkOptions(options, isStudy)
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
    const leftOut: string[] = []
    const files = await findUploads(paths, options.from, (path, why) => leftOut.push(`${path}: ${why}`))
    for (const what of leftOut.slice(0, NAMED_LEFT_OUT)) say.line(`left out ${what}`)
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
    if (leftOut.length > 0) {
      const more = leftOut.length > NAMED_LEFT_OUT ? `, the first ${NAMED_LEFT_OUT} named above` : ', named above'
      print(`${leftOut.length} found and left out, since they cannot be read${more}`)
    }
    for (const line of await receiptSummary(lake.lake)) print(line)
    for (const line of report.headline) print(printable(line))
    print(`report: ${printable(resolve(options.from, options.out, report.indexKey))}`)
  } finally {
    await lake.close()
  }
}

/** Says what would silently do nothing. */
function checkOptions({ fromDay, toDay, networks, records, seed }: StartOptions, isStudy: boolean): void {
  if (fromDay !== undefined && toDay !== undefined && fromDay > toDay)
    throw new Error(`expected --from at or before --to, found ${fromDay} after ${toDay}`)
  if (isStudy && networks !== undefined)
    throw new Error(
      '--networks: expected your own logs with it, found no file or folder; the study has its own networks',
    )
  if (!isStudy && (records !== undefined || seed !== undefined))
    throw new Error('--records and --seed: expected no files with them, found some; they make the study')
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
    await emptyStudyFolder(folder, outDir)
    await generateStudy({ outDir, ...wanted, onProgress: (_, total) => say.step('generating the study', total) })
    say.done()
  }
  return { uploads: join(outDir, 'uploads'), later: join(outDir, 'later'), networks: join(outDir, 'networks.csv') }
}

/** Deletes a former study. Throws where the folder holds anything else: it may be somebody's lake, or home. */
async function emptyStudyFolder(folder: string, outDir: string): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  const others = names.filter(name => !STUDY_FOLDER.includes(name))
  if (others.length > 0 || (names.length > 0 && !existsSync(outDir))) {
    throw new Error(
      `--lake: expected an empty folder or a former study for the study, found other files in ${folder}; name another`,
    )
  }
  for (const name of names) await rm(join(folder, name), { recursive: true, force: true })
}

async function readNetworks(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => {
    throw new Error(`--networks: expected a file that can be read, found none at ${path}; check the path`)
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
