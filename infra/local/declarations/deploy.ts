/** `npm run deploy`: a stage on AWS, by CDK. */
import { type Command, Option } from 'commander'
import { STAGES } from '../../aws/stages.ts'
import { examples } from '../options.ts'
import { newCommand } from '../summaries.ts'

/** Declares `deploy`. */
export const command = (): Command =>
  newCommand('deploy')
    .description(
      'Deploys a stage to AWS: `cdk deploy`, with what it has to know asked for where no option says it and nothing that was deployed ' +
        'before does. What and where is shown first; answers are kept in cdk.context.json. "none" where there is none of something.',
    )
    .argument('[words...]', 'behind a further --: more for cdk deploy, as it takes them')
    .addOption(new Option('--stage <name>', 'dev: data goes with the stack; prod: it stays').choices(STAGES))
    .option('--networks <csv>', 'whom the first reports are about; a lake that is there keeps its own')
    .option('--reports <json>', 'which reports are made, and when; likewise')
    .option('--teams <names>', 'who uploads, with commas between: a policy for each')
    .option('--alarm-email <address>', 'who is told of alarms')
    .option('--context <name=value>', 'as cdk deploy takes it, also stage, teams, alarmEmail', collect)
    .option('--run', 'without the last question, and without that of CDK for new rights')
    .option('--print', 'what would be deployed where, and the command; nothing is done')
    .addHelpText(
      'after',
      examples(
        ['deploy', 'asks, shows, asks once more, and deploys'],
        ['deploy --stage dev --teams uni,lab --print', 'the settings, the account, the command'],
        [
          'deploy --stage prod --networks networks.csv --reports none --teams uni --alarm-email you@example.org --run',
          'without a question, as of a program',
        ],
      ),
    )
    .action(async (words: string[], options) => {
      const { deploy } = await import('../../aws/commands/deploy.ts')
      await deploy(options, words)
    })

const collect = (one: string, all: readonly string[] = []): string[] => [...all, one]
