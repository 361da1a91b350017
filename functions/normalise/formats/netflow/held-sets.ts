/** Data sets that came before their template, in bounded memory. */

/** Bytes of sets that wait, with what each costs besides. */
const ROOM = 16_777_216
const EACH = 128

export interface HeldSet {
  bytes: Buffer
  exportMs: number
  uptimeMs: number
}

export interface HeldSets {
  /** Copies [start, end) of a message with these times; false where there is no room. */
  add(key: string, bytes: Buffer, start: number, end: number, times: Omit<HeldSet, 'bytes'>): boolean
  /** The sets that waited for a template, in order; they wait no longer. */
  take(key: string): HeldSet[]
  /** All sets that still wait, by template in the order in which each first came. */
  all(): Iterable<HeldSet>
}

export function createHeldSets(): HeldSets {
  const sets = new Map<string, HeldSet[]>()
  let room = ROOM
  return {
    add(key, bytes, start, end, { exportMs, uptimeMs }) {
      const cost = end - start + EACH
      if (cost > room) return false
      room -= cost
      // A buffer of its own: a small one would keep all of a pool's.
      const own = Buffer.allocUnsafeSlow(end - start)
      own.set(bytes.subarray(start, end))
      const held = { bytes: own, exportMs, uptimeMs }
      const others = sets.get(key)
      if (others === undefined) sets.set(key, [held])
      else others.push(held)
      return true
    },
    take(key) {
      const found = sets.get(key)
      if (found === undefined) return []
      sets.delete(key)
      for (const { bytes } of found) room += bytes.length + EACH
      return found
    },
    *all() {
      for (const waiting of sets.values()) yield* waiting
    },
  }
}
