/** Since when the counters of a tuple count: a tuple has one time, that of its writing. */
import { boundedMap } from '../framing/bounded-map.ts'

/** Connections whose last tuple is remembered. */
const OPEN = 65_536
/** Azure writes the counters of an open connection every five minutes at the latest. */
const LONGEST_MS = 600_000

export interface TupleTimes {
  /**
   * Epoch ms from which a connection's tuple counts: its last one's time, where that was remembered and is not long ago,
   * else its own. `ends`: nothing of the connection follows.
   */
  sinceOf(connection: string, ms: number, ends: boolean): number
}

export function tupleTimes(): TupleTimes {
  const last = boundedMap<string, number>(OPEN)
  return {
    sinceOf(connection, ms, ends) {
      const before = last.get(connection)
      if (ends) last.delete(connection)
      else last.set(connection, ms)
      return before !== undefined && before <= ms && ms - before <= LONGEST_MS ? before : ms
    },
  }
}
