/** `npm run query`: SELECTs in Athena's dialect over the tables. */
import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { deploymentOf, stackOption } from '../deployment-name.ts'
import { WrongUse } from '../exit-codes.ts'
import { type LocalLake, openExistingLake } from '../lake.ts'
import { examples, lakeOption, stageOption, withOptions } from '../options.ts'
import { checkPortable } from '../portable-sql.ts'
import { allColumnRows, describedRows } from '../query/describe.ts'
import { inOurWords } from '../query/engine-words.ts'
import { prompt } from '../query/prompt.ts'
import { statementsOf } from '../query/statements.ts'
import type { RowFormat } from '../rows.ts'
import { chosenFormat, type ShownOptions, shownOptions, showRows } from '../shown-rows.ts'
import { newCommand } from '../summaries.ts'
import { print } from '../terminal.ts'
import { fromUser } from '../user-paths.ts'

interface QueryOptions extends ShownOptions {
  lake?: string
  file?: string
}

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
      await query(sql, options)
    })

export async function query(sql: string | undefined, options: QueryOptions): Promise<void> {
  if (sql !== undefined && options.file !== undefined)
    throw new WrongUse('query: expected SQL or --file, found both; name one')
  const text = options.file === undefined ? sql : await readFile(fromUser(options.file), 'utf8')
  if (text !== undefined) return answerAll(statementsOf(text).statements, options)
  if (process.stdin.isTTY !== true || process.stdout.isTTY !== true) {
    await showRows(allColumnRows(), options)
    return
  }
  const lake = await openExistingLake(options.lake)
  try {
    // The prompt has the terminal: no pager beside it.
    await prompt({ format: chosenFormat(options) }, async (statement, { format }) =>
      answer(statement, { format: format as RowFormat, pager: false }, lake),
    )
  } finally {
    await lake.close()
  }
}

/** One after another; the first that is refused ends them. */
async function answerAll(statements: readonly string[], { lake: named, ...shown }: QueryOptions): Promise<void> {
  chosenFormat(shown)
  if (statements.length === 0) await checkPortable('')
  // What is refused is refused before a lake is looked for.
  const asking = statements.filter(statement => describedRows(statement) === undefined)
  for (const statement of asking) await checkPortable(statement)
  const lake = asking.length === 0 ? undefined : await openExistingLake(named)
  try {
    for (const [at, statement] of statements.entries()) {
      if (at > 0) print('')
      await answer(statement, shown, lake)
    }
  } finally {
    await lake?.close()
  }
}

/** Prints the rows of one statement; those on the tables themselves need no lake. */
async function answer(statement: string, shown: ShownOptions, lake: LocalLake | undefined): Promise<void> {
  const described = describedRows(statement)
  if (described !== undefined || lake === undefined) return showRows(described ?? allColumnRows(), shown)
  const text = await checkPortable(statement)
  const engine = await lake.engine()
  const rows = await engine.show(text).catch((error: unknown) => {
    throw inOurWords(error, text)
  })
  await showRows(rows, shown)
}
