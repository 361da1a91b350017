/** The folder of the study: generated where it is not there yet, its lake beside it. */
import { existsSync } from 'node:fs'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { hashOf } from '../../functions/lib/ledger/ids.ts'
import type { Progress } from './progress.ts'
import { generateStudy } from './study/generate.ts'

/** All that the folder ever holds. */
const STUDY_FOLDER = ['lake', 'study', 'uploads.json']

/** Files of a generated study. */
export interface Study {
  uploads: string
  later: string
  networks: string
  events: string
}

/** Generates the study where it is not there yet, or was made with other options or by another generator. */
export async function ensureStudy(
  folder: string,
  options: { records?: number; seed?: number },
  say: Progress,
): Promise<Study> {
  const outDir = join(folder, 'study')
  const wanted = { records: options.records ?? 200_000, seed: options.seed ?? 1 }
  const made = JSON.stringify({ ...wanted, generator: await generatorHash() })
  const madeFile = join(outDir, 'made.json')
  if ((await readFile(madeFile, 'utf8').catch(() => '')) !== made) {
    await emptyStudyFolder(folder, outDir)
    await generateStudy({
      outDir,
      ...wanted,
      onProgress: (_, total) => say.step('generating days of the study', total),
    })
    await writeFile(madeFile, made)
    say.done()
  }
  const at = (name: string) => join(outDir, name)
  return { uploads: at('uploads'), later: at('later'), networks: at('networks.csv'), events: at('events.csv') }
}

/** Whether the lake in this folder is that of a study. */
export const isStudyFolder = (folder: string): boolean => existsSync(join(folder, 'study', 'made.json'))

/** Throws where a study lives in the folder: own logs there would be in its report, and go when it is made anew. */
export function refuseStudyFolder(folder: string): void {
  if (isStudyFolder(folder))
    throw new Error(`--lake: expected a folder for your own logs, found the study's in ${folder}; name another`)
}

/** Names the generator by its text. */
async function generatorHash(): Promise<string> {
  const folder = join(import.meta.dirname, 'study')
  const names = await readdir(folder, { recursive: true })
  const texts = names
    .filter(name => name.endsWith('.ts'))
    .sort()
    .map(name => readFile(join(folder, name), 'utf8'))
  return hashOf(...(await Promise.all(texts)))
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
