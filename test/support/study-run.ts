/** The generated study on one machine, as `npm start` makes it: its lake, and what its generator meant. */
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateStudy } from '../../infra/local/study/generate.ts'
import type { StudyTruth } from '../../infra/local/study/truth.ts'
import { studyCountries } from '../../infra/local/study-countries/edition.ts'
import { type LakeRun, startLakeRun } from './lake-run.ts'

export interface StudyRun {
  run: LakeRun
  truth: StudyTruth
  networksCsv: string
  /** Folders of its files: all that is uploaded in the end, and the second delivery alone (one file overwritten, two late). */
  uploads: string
  later: string
  /** Delivers both deliveries, one after the other. */
  deliver(): Promise<void>
  end(): Promise<void>
}

/** Generates the study, with its editions and events, over a lake that is empty until `deliver` and `run.publish_`. */
export async function openStudyRun(options: { seed: number; records: number }): Promise<StudyRun> {
  const folder = mkdtempSync(join(tmpdir(), 'study-'))
  const truth = await generateStudy({ outDir: folder, ...options })
  const networksCsv = readFileSync(join(folder, 'networks.csv'), 'utf8')
  const events = readFileSync(join(folder, 'events.csv'), 'utf8')
  const run = await startLakeRun(networksCsv, [await studyCountries()], events)
  const [uploads, later] = [join(folder, 'uploads'), join(folder, 'later')]
  return {
    run,
    truth,
    networksCsv,
    uploads,
    later,
    async deliver() {
      await run.deliver(uploads)
      cpSync(later, uploads, { recursive: true })
      await run.deliver(uploads)
    },
    async end() {
      await run.end()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
