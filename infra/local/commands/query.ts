/** `npm run query`: SELECTs in Athena's dialect over the tables. */

import { WrongUse } from '../exit-codes.ts'
import { type LocalLake, openExistingLake } from '../lake.ts'
import { readNamedText } from '../named-file.ts'
import { checkPortable } from '../portable-sql.ts'
import { allColumnRows, describedRows } from '../query/describe.ts'
import { inOurWords } from '../query/engine-words.ts'
import { prompt } from '../query/prompt.ts'
import { statementsOf } from '../query/statements.ts'
import type { RowFormat } from '../rows.ts'
import { chosenFormat, type ShownOptions, showRows } from '../shown-rows.ts'
import { print } from '../terminal.ts'
import { fromUser } from '../user-paths.ts'

interface QueryOptions extends ShownOptions {
  lake?: string
  file?: string
}

export async function query(sql: string | undefined, options: QueryOptions): Promise<void> {
  if (sql !== undefined && options.file !== undefined)
    throw new WrongUse('query: expected SQL or --file, found both; name one')
  const text = options.file === undefined ? sql : await readNamedText(fromUser(options.file), 'query --file')
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
