/** Every question that reports on a lake ask, with the parameters that they have and the rows that DuckDB gave. */
import { join } from 'node:path'
import { createFolderStore } from '../../functions/lib/local/folder-store.ts'
import type { QueryEngine, QueryResult, SqlValue } from '../../functions/lib/ports.ts'
import { loadQuery, queryNames } from '../../functions/lib/queries.ts'
import { bindParameters } from '../../functions/lib/sql-literals.ts'
import { makeReport } from '../../functions/report/make-report.ts'
import { sections } from '../../functions/report/sections/index.ts'
import type { LakeRun } from '../support/lake-run.ts'

/** What every report asks before its sections. */
export const FIRST = 'before the sections'

export interface ReportQuestion {
  /** Of its text below `queries/`; those that are put together in TypeScript have none. */
  name: string | undefined
  /** With its parameters. */
  sql: string
  rows: SqlValue[][]
  /** Sections that ask it, `FIRST`, or none where only the masked report does. */
  askedBy: Set<string>
}

/**
 * Makes the report of all published days section by section, and once more whole with masked local addresses, which asks
 * further; the same question is asked once. Throws where a section fails.
 */
export async function askReports(run: LakeRun): Promise<ReportQuestion[]> {
  const engine = await run.engine()
  const names = new Map(queryNames().map(name => [loadQuery(name).text, name]))
  const questions = new Map<string, ReportQuestion>()
  const answers = new Map<string, Promise<QueryResult>>()

  const recording = (askedBy: string | undefined): QueryEngine => ({
    ...engine,
    async select(text, parameters) {
      const sql = bindParameters(text, parameters ?? [])
      const answer = answers.get(sql) ?? engine.select(text, parameters)
      answers.set(sql, answer)
      const { rows } = await answer
      const question = questions.get(sql) ?? { name: names.get(text), sql, rows, askedBy: new Set() }
      questions.set(sql, question)
      if (askedBy !== undefined) question.askedBy.add(askedBy)
      return answer
    },
  })
  const make = async (name: string, askedBy: string | undefined, only?: readonly string[]) => {
    const request = {
      name,
      fromDay: null,
      toDay: null,
      showLocalAddresses: only !== undefined,
      reference: run.reference,
    }
    const reports = createFolderStore(join(run.folder, 'reports'))
    const { partial } = await makeReport(
      { ...request, ...(only === undefined ? {} : { sections: only }) },
      { ...(await run.reporting()), openEngine: () => recording(askedBy), reports },
    )
    if (partial) throw new Error(`report ${name}: expected every section, found one that failed`)
  }
  await make('no-section', FIRST, [])
  for (const { name } of sections) await make(name, name, [name])
  await make('masked', undefined)
  return [...questions.values()]
}
