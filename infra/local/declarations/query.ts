/** `npm run query`: SELECTs in Athena's dialect over the tables. */
import type { Command } from 'commander'
import { deploymentOf, stackOption } from '../deployment-name.ts'
import { examples, lakeOption, stageOption, withOptions } from '../options.ts'
import { chosenFormat, shownOptions } from '../shown-rows.ts'
import { newCommand } from '../summaries.ts'

/** Declares `query`. */
export const command = (): Command => withOptions(declared(), shownOptions())

const declared = (): Command =>
  newCommand('query')
    .description(
      "Run SELECTs over the tables, in the part of Athena's dialect that means the same here: checked first, refused with " +
        'the place. Put a condition on dt in every query; divide by nullif(x, 0). Control characters are shown as \\u{1b}.',
    )
    .argument(
      '[sql]',
      'a query, show tables, or describe <table>; several with a semicolon between. Without it: a prompt at a terminal, else ' +
        'the tables and their columns',
    )
    .option('--file <sql>', 'statements of a file, one after another')
    .addOption(lakeOption())
    .option(
      '--athena',
      'on Athena, over the tables of a deployed stage: any statement it takes; bytes and cost are said',
    )
    .addOption(stageOption())
    .addOption(stackOption())
    .addHelpText(
      'after',
      examples(
        ['query', 'a prompt; elsewhere than at a terminal every table and column, with its meaning'],
        ['query "describe contacts"', 'the columns of a table'],
        [
          `query "select dt, sum(contacts) as n from activity where dt >= '2017-04-01' group by dt order by dt"`,
          'contacts a day',
        ],
        ['query --file weekly.sql --csv', 'what a file of statements asks'],
        [
          `query --athena --stage prod "select count(*) as n from flows where dt = '2024-03-01'"`,
          'on Athena, and what it costs',
        ],
      ),
    )
    .action(async (sql: string | undefined, options) => {
      if (options.athena === true && sql !== undefined) {
        const { queryOnAthena } = await import('../../aws/commands/query.ts')
        await queryOnAthena(sql, { of: deploymentOf(options) ?? { stage: 'dev' }, format: chosenFormat(options) })
        return
      }
      const { query } = await import('../commands/query.ts')
      await query(sql, options)
    })
