/** Asks the queries of sections: once per zone of the watched networks, over the window's local days. */
import type { QueryEngine, QueryResult, SqlParameter } from '../lib/ports.ts'
import { loadQuery } from '../lib/queries.ts'
import type { Answer, Row, SectionContext } from './section.ts'
import { addDays, calendarOf } from './window/calendar.ts'

type Asker = Pick<SectionContext, 'bySlot' | 'byDay' | 'byUtcDay'>

export function createAsker(
  engine: QueryEngine,
  zones: readonly string[],
  window: { fromDay: string; toDay: string },
): Asker {
  const { fromDay, toDay } = window
  const answered = new Map<string, Promise<Answer>>()

  /** Sections ask the same things: each is asked once. */
  function ask(file: string, bindings: SqlParameter[][]): Promise<Answer> {
    const key = JSON.stringify([file, bindings])
    let answer = answered.get(key)
    if (answer === undefined) {
      answer = run(file, bindings)
      answered.set(key, answer)
      // A failed question may be asked again.
      answer.catch(() => answered.delete(key))
    }
    return answer
  }

  async function run(file: string, bindings: SqlParameter[][]): Promise<Answer> {
    const query = loadQuery(file)
    const rows: Row[] = []
    for (const parameters of bindings)
      for (const row of rowsOf(await engine.select(query.text, parameters))) rows.push(row)
    return { rows, query: { file: `${file}.sql`, hash: query.hash, parameters: bindings } }
  }

  return {
    bySlot: file =>
      ask(
        file,
        zones.map(zone => {
          const calendar = calendarOf(zone)
          const fromMs = calendar.startOf(fromDay)
          const toMs = calendar.startOf(addDays(toDay, 1))
          return [zone, utcDay(fromMs), utcDay(toMs - 1), timestamp(fromMs), timestamp(toMs)]
        }),
      ),
    byDay: file =>
      ask(
        file,
        zones.map(zone => [zone, addDays(fromDay, -1), addDays(toDay, 1), fromDay, toDay]),
      ),
    byUtcDay: (file, around = 0) => ask(file, [[addDays(fromDay, -around), addDays(toDay, around)]]),
  }
}

const rowsOf = ({ columns, rows }: QueryResult): Row[] =>
  rows.map(row => Object.fromEntries(columns.map((column, at) => [column, row[at] ?? null])))
const utcDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10)
const timestamp = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace('T', ' ')
