/**
 * Rows of many days as they wait: of each day blocks of one size, so that what is held grows with the rows and not with the
 * days. Before a row group is written the day's blocks become one. Days that fill a group by themselves, as most logs do, go
 * on in a block of the group's size, and so are copied hardly at all.
 */
import { copyRows, createDayBuffer, type DayBuffer } from './day-buffer.ts'

/** Rows of a block, and of a day's first: most small uploads have fewer. */
export const BLOCK_ROWS = 1024
export const FIRST_ROWS = 64
/** Days that may have a wide block at a time. */
const MOST_WIDE = 4

/** Blocks that are used again: of all days of an upload. */
export interface BlockPool {
  /** An empty block; whatever its columns hold is to be written over. */
  take(): DayBuffer
  /** One for the first rows of a day. */
  takeFirst(): DayBuffer
  /** A block of a row group's size with the rows of these, which it takes back; undefined where too many days have one. */
  widen(blocks: readonly DayBuffer[]): DayBuffer | undefined
  give(block: DayBuffer): void
  /** Rows of blocks as one, in their order; it holds until the next call. */
  join(blocks: readonly DayBuffer[]): DayBuffer
}

/** `wideRows`: of a full row group. */
export function createBlockPool(wideRows: number): BlockPool {
  const free: DayBuffer[] = []
  const wide: DayBuffer[] = []
  let wideDays = 0
  let joined = createDayBuffer(0)

  function give(block: DayBuffer): void {
    if (block.capacity < BLOCK_ROWS) return
    block.rows = 0
    if (block.capacity === wideRows) {
      wide.push(block)
      wideDays--
    } else free.push(block)
  }

  return {
    take: () => free.pop() ?? createDayBuffer(BLOCK_ROWS),
    takeFirst: () => free.pop() ?? createDayBuffer(FIRST_ROWS),
    widen(blocks) {
      if (wideDays === MOST_WIDE) return undefined
      wideDays++
      const into = wide.pop() ?? createDayBuffer(wideRows)
      for (const block of blocks) {
        copyRows(block, into)
        give(block)
      }
      return into
    },
    give,
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
