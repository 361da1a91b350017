/** `npm run connect`: what lets other tools read the tables of a lake. */
import type { Command } from 'commander'
import { publishedFiles, selectOf } from '../../../functions/lib/local/table-views.ts'
import { sqlLiteral } from '../../../functions/lib/sql-literals.ts'
import { publishedTables } from '../../../functions/lib/tables/index.ts'
import { type DeploymentOptions, deploymentOf, stackOption } from '../deployment-name.ts'
import { pipedCommand } from '../installation.ts'
import { openExistingLake } from '../lake.ts'
import { examples, lakeOption, stageOption } from '../options.ts'
import { newCommand } from '../summaries.ts'
import { print } from '../terminal.ts'

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
    .action(async (options: DeploymentOptions & { lake?: string; athena?: true }) => {
      if (options.athena === true) {
        const { connectToAthena } = await import('../../aws/commands/connect.ts')
        return connectToAthena(deploymentOf(options) ?? { stage: 'dev' }, Date.now())
      }
      const lake = await openExistingLake(options.lake)
      try {
        const views = publishedTables.map(async ({ schema }) => {
          const files = await publishedFiles(lake.root, lake.catalogue, schema)
          const comments = schema.columns.map(
            ({ name, comment }) => `COMMENT ON COLUMN ${schema.name}."${name}" IS ${sqlLiteral(comment)};`,
          )
          return [
            `CREATE OR REPLACE VIEW ${schema.name} AS ${selectOf(schema, files)};`,
            `COMMENT ON VIEW ${schema.name} IS ${sqlLiteral(schema.comment)};`,
            ...comments,
          ]
        })
        for (const lines of await Promise.all(views)) print(lines.join('\n'))
      } finally {
        await lake.close()
      }
    })
