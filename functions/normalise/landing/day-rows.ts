/**
 * Rows of many days as they wait: of each day blocks of one size, so that what is held grows with the rows and not with the
 * days, and nothing is copied before a row group is written. Then the day's blocks become one.
 */
import { copyRows, createDayBuffer, type DayBuffer } from './day-buffer.ts'

/** Rows of a block, and of a day's first: most small uploads have fewer. */
export const BLOCK_ROWS = 1024
export const FIRST_ROWS = 64

/** Blocks that are used again: of all days of an upload. */
export interface BlockPool {
  /** An empty block; whatever its columns hold is to be written over. */
  take(): DayBuffer
  /** One for the first rows of a day. */
  takeFirst(): DayBuffer
  give(block: DayBuffer): void
  /** Rows of blocks as one, in their order; it holds until the next call. */
  join(blocks: readonly DayBuffer[]): DayBuffer
}

export function createBlockPool(): BlockPool {
  const free: DayBuffer[] = []
  let joined = createDayBuffer(0)
  return {
    take: () => free.pop() ?? createDayBuffer(BLOCK_ROWS),
    takeFirst: () => free.pop() ?? createDayBuffer(FIRST_ROWS),
    give(block) {
      if (block.capacity < BLOCK_ROWS) return
      block.rows = 0
      free.push(block)
    },
    join(blocks) {
      const [only] = blocks
      if (only !== undefined && blocks.length === 1) return only
      const rows = blocks.reduce((sum, block) => sum + block.rows, 0)
      // A power of two: groups of about as many rows follow.
      if (rows > joined.capacity) joined = createDayBuffer(2 ** Math.ceil(Math.log2(rows)))
      joined.rows = 0
      for (const block of blocks) copyRows(block, joined)
      return joined
    },
  }
}
