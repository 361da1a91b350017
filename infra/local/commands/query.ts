/** `npm run query`: one SELECT in Athena's dialect over the tables. */
import { Command } from 'commander'
import { allTables } from '../../../functions/lib/tables/index.ts'
import { openExistingLake } from '../lake.ts'
import { examples, formatOption, lakeOption, stageOption } from '../options.ts'
import { checkPortable } from '../portable-sql.ts'
import { formatRows, type RowFormat } from '../rows.ts'
import { print } from '../terminal.ts'

/** Declares `query`. */
export const command = (): Command =>
  new Command('query')
    .description(
      "Run one SELECT over the tables, in the part of Athena's dialect that means the same here: checked first, refused with " +
        'the place. Put a condition on dt in every query; divide by nullif(x, 0). Control characters are shown as \\u{1b}.',
    )
    .argument('[sql]', 'the query; without it the tables and their columns are listed')
    .addOption(formatOption())
    .addOption(lakeOption())
    .option(
      '--athena',
      'on Athena, over the tables of a deployed stage: any statement it takes; bytes and cost are said',
    )
    .addOption(stageOption())
    .addHelpText(
      'after',
      examples(
        ['query', 'every table and column, with its meaning'],
        [
          `query "select dt, sum(contacts) as n from activity where dt >= '2017-04-01' group by dt order by dt"`,
          'contacts a day',
        ],
        [
          `query --athena --stage prod "select count(*) as n from flows where dt = '2024-03-01'"`,
          'on Athena, and what it costs',
        ],
      ),
    )
    .action(async (sql: string | undefined, options) => {
      if (options.athena === true && sql !== undefined) {
        const { queryOnAthena } = await import('../../aws/commands/query.ts')
        await queryOnAthena(sql, options)
        return
      }
      await query(sql, options)
    })

export async function query(sql: string | undefined, options: { format: RowFormat; lake?: string }): Promise<void> {
  if (sql === undefined) {
    const rows = allTables.flatMap(table => [
      ...table.columns.map(column => [table.name, column.name, column.type, column.comment]),
      ...table.partitions.map(name => [
        table.name,
        name,
        'varchar',
        name === 'dt' ? 'UTC day, YYYY-MM-DD.' : 'Attempt of publish.',
      ]),
    ])
    print(formatRows({ columns: ['table', 'column', 'type', 'comment'], rows }, options.format))
    return
  }
  const text = await checkPortable(sql)
  const lake = await openExistingLake(options.lake)
  try {
    const engine = await lake.engine()
    print(formatRows(await engine.show(text), options.format))
  } finally {
    await lake.close()
  }
}
