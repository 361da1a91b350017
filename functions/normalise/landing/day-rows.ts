/**
 * Rows of many days as they wait: of each day blocks of one size, or scattered rows, so that what is held grows with the rows
 * and not with the days. Before a row group is written what the day has becomes one block. Days that fill a group by
 * themselves, as most logs do, go on in a block of the group's size, and so are copied hardly at all.
 */

import { copyRows, createDayBuffer, type DayBuffer, dropRows } from './day-buffer.ts'
import type { RowBatch } from './row-batch.ts'
import { createRowScatter, type RowScatter, type ScatteredRows } from './scattered-rows.ts'

/** Rows of a block, and of a day's first: most small uploads have fewer. */
export const BLOCK_ROWS = 1024
export const FIRST_ROWS = 64
/** Days that may have a wide block at a time. */
const MOST_WIDE = 4

/** Rows that wait, as they came. */
export type WaitingRows = DayBuffer | ScatteredRows

export const isBlock = (rows: WaitingRows): rows is DayBuffer => rows.capacity > 0

/** Blocks that are used again: of all days of an upload. */
export interface BlockPool {
  /** An empty block; whatever its columns hold is to be written over. */
  take(): DayBuffer
  /** One for the first rows of a day. */
  takeFirst(): DayBuffer
  /** What scatters rows, with those of the batch; undefined where nothing does. */
  scatterFor(batch: RowBatch): RowScatter | undefined
  /**
   * The last of rows that wait, with room for one that is scattered: a block before it is scattered too, so that none but the
   * last of a day has room. Undefined where there is no memory left for it.
   */
  lastScattered(waiting: WaitingRows[]): ScatteredRows | undefined
  /** A block of a row group's size with these rows, which it takes back; undefined where too many days have one. */
  widen(waiting: readonly WaitingRows[]): DayBuffer | undefined
  give(rows: WaitingRows): void
  /** Rows as one block, in their order; it holds until the next call. */
  join(waiting: readonly WaitingRows[]): DayBuffer
}

/** `wideRows`: of a full row group. `scatters`: whether rows may be. */
export function createBlockPool(wideRows: number, scatters = false): BlockPool {
  const free: DayBuffer[] = []
  const wide: DayBuffer[] = []
  let wideDays = 0
  let joined = createDayBuffer(0)
  let scatter: RowScatter | undefined

  function give(rows: WaitingRows): void {
    if (!isBlock(rows)) {
      scatter?.give(rows)
      return
    }
    if (rows.capacity < BLOCK_ROWS) return
    rows.rows = 0
    if (rows.capacity === wideRows) {
      wide.push(rows)
      wideDays--
    } else free.push(rows)
  }

  /** Appends rows to those of a buffer with room for them. */
  function append(rows: WaitingRows, into: DayBuffer): void {
    if (isBlock(rows)) copyRows(rows, into)
    else if (scatter !== undefined) {
      const { gathered } = scatter
      if (into !== gathered) gathered.rows = 0
      scatter.gather(rows)
      if (into !== gathered) copyRows(gathered, into)
    }
  }

  /** The last of these where it is scattered and has room, or an empty one that is appended, if there is any. */
  function scatteredBehind(waiting: WaitingRows[]): ScatteredRows | undefined {
    const last = waiting.at(-1)
    if (last !== undefined && !isBlock(last) && scatter?.hasRoom(last)) return last
    const taken = scatter?.take()
    if (taken !== undefined) waiting.push(taken)
    return taken
  }

  /** An empty buffer with room for rows that are joined. */
  function emptyFor(rows: number): DayBuffer {
    if (scatter !== undefined && rows <= scatter.gathered.capacity) joined = scatter.gathered
    // A power of two: groups of about as many rows follow.
    else if (rows > joined.capacity) joined = createDayBuffer(2 ** Math.ceil(Math.log2(rows)))
    joined.rows = 0
    return joined
  }

  return {
    take: () => free.pop() ?? createDayBuffer(BLOCK_ROWS),
    takeFirst: () => free.pop() ?? createDayBuffer(FIRST_ROWS),
    scatterFor(batch) {
      if (!scatters) return undefined
      scatter ??= createRowScatter()
      return scatter.load(batch) ? scatter : undefined
    },
    lastScattered(waiting) {
      const last = waiting.at(-1)
      if (last === undefined || !isBlock(last)) return scatteredBehind(waiting)
      if (last.rows === last.capacity || last.capacity === wideRows) return scatteredBehind(waiting)
      waiting.pop()
      for (let row = 0; row < last.rows; row++) {
        const into = scatteredBehind(waiting)
        if (into === undefined || scatter?.put(last, row, into) !== true) {
          dropRows(last, row)
          waiting.push(last)
          return undefined
        }
      }
      give(last)
      return scatteredBehind(waiting)
    },
    widen(waiting) {
      if (wideDays === MOST_WIDE) return undefined
      wideDays++
      const into = wide.pop() ?? createDayBuffer(wideRows)
      for (const rows of waiting) {
        append(rows, into)
        give(rows)
      }
      return into
    },
    give,
    join(waiting) {
      const [only] = waiting
      if (only !== undefined && waiting.length === 1 && isBlock(only)) return only
      const into = emptyFor(waiting.reduce((sum, { rows }) => sum + rows, 0))
      for (const rows of waiting) append(rows, into)
      return into
    },
  }
}
