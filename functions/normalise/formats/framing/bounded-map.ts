/** A map that holds at most `limit` entries: adding one more drops the oldest. */
export interface BoundedMap<K, V> {
  get(key: K): V | undefined
  /** A key that is there keeps its age. */
  set(key: K, value: V): void
  delete(key: K): void
  /** Entries dropped for room. */
  readonly dropped: number
}

export function boundedMap<K, V>(limit: number): BoundedMap<K, V> {
  const entries = new Map<K, V>()
  // A Map's iterator is live and goes in order of insertion: kept, it finds the oldest without passing what is gone.
  let oldest = entries.keys()
  let dropped = 0
  return {
    get: key => entries.get(key),
    set(key, value) {
      if (entries.size >= limit && !entries.has(key)) {
        let next = oldest.next()
        if (next.done === true) {
          oldest = entries.keys()
          next = oldest.next()
        }
        if (next.done !== true) entries.delete(next.value)
        dropped++
      }
      entries.set(key, value)
    },
    delete: key => {
      entries.delete(key)
    },
    get dropped() {
      return dropped
    },
  }
}
