/** Orders of days in blocks of a week: what days that hang together do by themselves. */
import { seededUniform } from './bootstrap.ts'

export interface BlockOptions {
  blockDays?: number
  orders?: number
  seed: number
}

/**
 * Orders of `days` days, one after the other, each the places of all days: the days are cut into blocks from a random offset
 * on, the first and the last one shorter, and the blocks shuffled (Durstenfeld, Communications of the ACM 7, 1964). That
 * keeps weekdays, and what lasts less than a block (Kirch, "Block permutation principles for the change analysis of
 * dependent data", Journal of Statistical Planning and Inference 137, 2007).
 */
export function blockOrders(days: number, { blockDays = 7, orders = 999, seed }: BlockOptions): Uint16Array {
  const random = seededUniform(seed)
  const all = new Uint16Array(orders * days)
  let place = 0
  for (let order = 0; order < orders; order++) {
    const starts: number[] = []
    for (let start = -Math.floor(random() * blockDays); start < days; start += blockDays) starts.push(start)
    for (let last = starts.length - 1; last > 0; last--) {
      const other = Math.floor(random() * (last + 1))
      const kept = starts[last] ?? 0
      starts[last] = starts[other] ?? 0
      starts[other] = kept
    }
    for (const start of starts)
      for (let day = Math.max(0, start); day < Math.min(days, start + blockDays); day++) all[place++] = day
  }
  return all
}
