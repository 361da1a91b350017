/** `npm run connect`: what lets other tools read the tables of a lake. */
import type { Command } from 'commander'
import type { ConnectOptions } from '../commands/connect.ts'
import { stackOption } from '../deployment-name.ts'
import { pipedCommand } from '../installation.ts'
import { examples, lakeOption, stageOption } from '../options.ts'
import { newCommand } from '../summaries.ts'

/** Declares `connect`. */
export const command = (): Command =>
  newCommand('connect')
    .description(
      'Prints SQL with which DuckDB, and any tool on it, reads the tables of a lake where they lie: a view a table, with ' +
        'the meaning of each column. The views are of the days that are published now: print it anew after newer logs.',
    )
    .addOption(lakeOption())
    .option('--athena', 'what Grafana, QuickSight, Evidence and notebooks need for the tables of a deployment')
    .addOption(stageOption())
    .addOption(stackOption())
    .addHelpText(
      'after',
      examples(
        [
          'connect --lake .study',
          `what it prints; ${pipedCommand('connect')} > lake.sql keeps it, then: duckdb -init lake.sql`,
        ],
        ['connect --athena --stage prod', 'settings of each tool, the policy to attach, a first query'],
        ['connect --athena --stack Flows', 'of a FlowCensus in an app of your own'],
      ),
    )
    .action(async (options: ConnectOptions) => {
      const { connect } = await import('../commands/connect.ts')
      await connect(options)
    })
