/** `npm run generate`: the study's files without anything else. */
import { createProgress } from '../progress.ts'
import { generateStudy } from '../study/generate.ts'
import { print } from '../terminal.ts'

export async function generate(outDir: string, { records, seed }: { records: number; seed: number }): Promise<void> {
  const say = createProgress()
  const truth = await generateStudy({ outDir, records, seed, onProgress: (_, total) => say.step('generating', total) })
  say.done()
  print(`${truth.records} records below ${outDir}/uploads and ${outDir}/later, networks.csv and truth.json beside them`)
}
