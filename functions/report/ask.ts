/**
 * Asks the queries of sections: each once, over the window's local days of every network's own zone. What a query gives is
 * merged by its key over all zones, since no query is asked for one zone.
 */
import type { QueryEngine, QueryResult, SqlParameter } from '../lib/ports.ts'
import { loadQuery } from '../lib/queries.ts'
import type { Answer, Row, SectionContext } from './section.ts'
import { addDays } from './window/calendar.ts'

type Asker = Pick<SectionContext, 'byDay' | 'byUtcDay' | 'ask'>

export function createAsker(engine: QueryEngine, window: { fromDay: string; toDay: string }): Asker {
  const { fromDay, toDay } = window
  const answered = new Map<string, Promise<Answer>>()

  /** Sections ask the same things: each is asked once. */
  function ask(file: string, parameters: SqlParameter[]): Promise<Answer> {
    const key = JSON.stringify([file, parameters])
    let answer = answered.get(key)
    if (answer === undefined) {
      answer = run(file, parameters)
      answered.set(key, answer)
      // A failed question may be asked again.
      answer.catch(() => answered.delete(key))
    }
    return answer
  }

  async function run(file: string, parameters: SqlParameter[]): Promise<Answer> {
    const query = loadQuery(file)
    const rows = rowsOf(await engine.select(query.text, parameters))
    return { rows, query: { file: `${file}.sql`, hash: query.hash, parameters } }
  }

  return {
    // A local day lies within the UTC days around it.
    byDay: (file, further = []) => ask(file, [addDays(fromDay, -1), addDays(toDay, 1), fromDay, toDay, ...further]),
    byUtcDay: (file, around = 0) => ask(file, [addDays(fromDay, -around), addDays(toDay, around)]),
    ask,
  }
}

const rowsOf = ({ columns, rows }: QueryResult): Row[] =>
  rows.map(row => Object.fromEntries(columns.map((column, at) => [column, row[at] ?? null])))
