/** `npm run generate`: the study's files without anything else. */
import { type Command, Option } from 'commander'
import { counted } from '../counted.ts'
import { examples, wholeNumber } from '../options.ts'
import { createProgress } from '../progress.ts'
import { ABSENCES, ABSENCES_EXPLAINED, type Absence } from '../study/absences.ts'
import { generateStudy } from '../study/generate.ts'
import { newCommand } from '../summaries.ts'
import { print } from '../terminal.ts'
import { fromUser } from '../user-paths.ts'

export interface GenerateOptions {
  records: number
  seed: number
  without: Absence[]
}

/** Declares `generate`. */
export const command = (): Command =>
  newCommand('generate')
    .description('Only write the files of the study: logs, networks.csv, events.csv and truth.json.')
    .argument('<dir>', 'folder to write to')
    .option('--records <n>', 'log records, about', wholeNumber, 200_000)
    .option('--seed <n>', 'seed', wholeNumber, 1)
    .addOption(
      new Option('--without <what...>', `what does not occur: ${ABSENCES_EXPLAINED}`)
        .choices(ABSENCES)
        .default([], 'nothing'),
    )
    .addHelpText('after', examples(['generate some-folder --records 20000', "a tenth of the study's size, to look at"]))
    .action(async (dir: string, options) => {
      await generate(fromUser(dir), options)
    })

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
