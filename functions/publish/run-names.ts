/**
 * What a run is called, and so where its files lie. A run's prefixes must be empty when it begins, or hold what the very
 * same queries write.
 */
import type { ObjectStore } from '../lib/ports.ts'

export interface RunNames {
  /** The name to build a day under: `<fingerprint>-<attempt>`. */
  take(dt: string, fingerprint: string): Promise<string>
  /** What lies there is no good: nobody takes the name again. */
  giveUp(dt: string, run: string): Promise<void>
}

/** For an engine that begins each query anew: a name that nobody else has. */
export const ownRunNames = (attempt: string): RunNames => ({
  take: async (_, fingerprint) => `${fingerprint}-${attempt}`,
  async giveUp() {},
})

/**
 * For an engine where the same text attaches to the query that runs or ran: whoever builds the same inputs takes the same
 * name, so a try after a crash or a time-out finds its queries again, and two at once share them. The number rises only
 * when a run was given up, which `ledger/runs/dt=D/<run>` says.
 */
export function sharedRunNames(lake: ObjectStore): RunNames {
  return {
    async take(dt, fingerprint) {
      const prefix = `${givenUp(dt)}${fingerprint}-`
      let next = 0
      for await (const { key } of lake.list(prefix)) next = Math.max(next, Number(key.slice(prefix.length)) + 1)
      return `${fingerprint}-${next}`
    },
    async giveUp(dt, run) {
      await lake.put(`${givenUp(dt)}${run}`, '')
    },
  }
}

const givenUp = (dt: string): string => `ledger/runs/dt=${dt}/`

/** When runs were given up, epoch ms, by day. */
export async function listFailures(lake: Pick<ObjectStore, 'list'>): Promise<Map<string, number[]>> {
  const times = new Map<string, number[]>()
  for await (const { key, modifiedMs } of lake.list('ledger/runs/')) {
    const dt = /^ledger\/runs\/dt=([^/]+)\//.exec(key)?.[1]
    if (dt !== undefined) times.set(dt, [...(times.get(dt) ?? []), modifiedMs])
  }
  return times
}
