import { createDayBuffer, type DayBuffer } from './day-buffer.ts'

/** Rows for which a buffer has room at first; each further one has twice the room. */
export const FIRST_CAPACITY = 1024

/**
 * Buffers of days that are given back when their rows are written: a day that is over keeps nothing, and the next one
 * allocates nothing. What is given out and what lies here have room for a bounded number of rows together.
 */
export interface BufferPool {
  /**
   * An empty buffer of this capacity, or a larger one where there is no room for another; whatever values its columns hold
   * are to be written over.
   */
  take(capacity: number): DayBuffer
  give(buffer: DayBuffer): void
  /** Whether one of this capacity lies here. */
  has(capacity: number): boolean
}

/**
 * `relieve` is called where there is no room left for another buffer: it gives one back and returns true, or returns
 * false where it has none, and the limit is passed over.
 */
export function createBufferPool(mostRows: number, relieve: () => boolean): BufferPool {
  const free = new Map<number, DayBuffer[]>()
  let allocated = 0

  function takeFree(capacity: number): DayBuffer | undefined {
    return free.get(capacity)?.pop()
  }

  /** The smallest free one that is larger. */
  function takeLarger(capacity: number): DayBuffer | undefined {
    const larger = [...free].filter(([of, buffers]) => of > capacity && buffers.length > 0).sort(([a], [b]) => a - b)
    return larger[0]?.[1].pop()
  }

  /** Forgets a free buffer; false where there is none. */
  function drop(): boolean {
    for (const buffers of free.values()) {
      const buffer = buffers.pop()
      if (buffer === undefined) continue
      allocated -= buffer.capacity
      return true
    }
    return false
  }

  return {
    take(capacity) {
      let buffer = takeFree(capacity)
      while (buffer === undefined && allocated + capacity > mostRows) {
        buffer = takeLarger(capacity)
        if (buffer === undefined && !drop() && !relieve()) break
        buffer ??= takeFree(capacity)
      }
      if (buffer !== undefined) return buffer
      allocated += capacity
      return createDayBuffer(capacity)
    },
    give(buffer) {
      buffer.rows = 0
      const buffers = free.get(buffer.capacity)
      if (buffers === undefined) free.set(buffer.capacity, [buffer])
      else buffers.push(buffer)
    },
    has: capacity => (free.get(capacity)?.length ?? 0) > 0,
  }
}
