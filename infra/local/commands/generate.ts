/** `npm run generate`: the study's files without anything else. */
import { counted } from '../counted.ts'
import { createProgress } from '../progress.ts'
import type { Absence } from '../study/absences.ts'
import { generateStudy } from '../study/generate.ts'
import { print } from '../terminal.ts'

export interface GenerateOptions {
  records: number
  seed: number
  without: Absence[]
}

export async function generate(outDir: string, { records, seed, without }: GenerateOptions): Promise<void> {
  const say = createProgress()
  const truth = await generateStudy({
    outDir,
    records,
    seed,
    without,
    onProgress: (_, total) => say.step('generating', total),
  })
  say.done()
  print(
    `${counted(truth.records, 'record')} below ${outDir}/uploads and ${outDir}/later, networks.csv, events.csv and truth.json beside them`,
  )
}
