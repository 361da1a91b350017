/** Runs side by side, one port call at a time: who goes on after each call is chosen, so that a run can be repeated. */
import type { QueryEngine } from '../../functions/lib/ports.ts'
import { publishedTables } from '../../functions/lib/tables/index.ts'

/** Resolves when the run may go on; `call` names what it is about to do. */
export type Turn = (call: string) => Promise<void>

/** A run that awaits its turn before each call. */
export type Chain = (turn: Turn) => Promise<unknown>

/** Picks the chain that goes on, of those that wait, in ascending order; `taken` turns went before. */
export type Choice = (waiting: readonly number[], taken: number) => number

/** Runs the chains to their ends, exactly one at any time. Resolves to the turns taken; throws what a chain threw. */
export async function takeTurns(chains: readonly Chain[], choose: Choice): Promise<{ chain: number; call: string }[]> {
  const waiting = new Map<number, { call: string; go: () => void }>()
  const taken: { chain: number; call: string }[] = []
  let stopped = () => {}
  const ended = chains.map(async (chain, at) => {
    const turn: Turn = call =>
      new Promise(go => {
        if (waiting.has(at)) throw new Error(`chain ${at}: expected one call at a time, found ${call} beside another`)
        waiting.set(at, { call, go })
        stopped()
      })
    await turn('begin')
    try {
      await chain(turn)
    } finally {
      stopped()
    }
  })
  const results = Promise.allSettled(ended)
  while (waiting.size > 0) {
    const chain = choose(
      [...waiting.keys()].sort((a, b) => a - b),
      taken.length,
    )
    const next = waiting.get(chain)
    if (next === undefined) throw new Error(`expected a chain that waits, found ${chain}`)
    waiting.delete(chain)
    taken.push({ chain, call: next.call })
    const halt = new Promise<void>(resolve => {
      stopped = resolve
    })
    next.go()
    await halt
  }
  for (const result of await results) if (result.status === 'rejected') throw result.reason
  return taken
}

/** The first chain stops after `calls` calls, the second goes through, then the first goes on. */
export const stallAfter =
  (calls: number): Choice =>
  (waiting, taken) =>
    taken <= calls && waiting.includes(0) ? 0 : Math.max(...waiting)

/** The first chain stops after `calls` calls, the second makes `others` calls and stops, then one after the other ends. */
export const stallInTurn =
  (calls: number, others: number): Choice =>
  (waiting, taken) => {
    const chain = taken <= calls || taken > calls + others + 1 ? 0 : 1
    return waiting.includes(chain) ? chain : Math.max(...waiting)
  }

/** Rows of every published table as sorted text: equal where the tables are equal as multisets. */
export async function tableRows(engine: Pick<QueryEngine, 'select'>): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {}
  for (const { schema } of publishedTables) {
    const columns = [...schema.partitions, ...schema.columns.map(column => `cast(${column.name} as varchar)`)]
    const { rows } = await engine.select(`select ${columns.join(', ')} from ${schema.name} where dt > '2000'`)
    found[schema.name] = rows.map(row => JSON.stringify(row)).sort()
  }
  return found
}

/** The cells of a column in rows as `tableRows` gives them, in their order. Throws where the table has no such column. */
export function cellsOf(tables: Record<string, string[]>, table: string, column: string): string[] {
  const schema = publishedTables.find(published => published.schema.name === table)?.schema
  const names = schema === undefined ? [] : [...schema.partitions, ...schema.columns.map(({ name }) => name)]
  const at = names.indexOf(column)
  if (at < 0) throw new Error(`tables: expected a column ${table}.${column}, found none`)
  return (tables[table] ?? []).map(row => String(JSON.parse(row)[at]))
}
