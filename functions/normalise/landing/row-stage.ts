/**
 * Batches of rows of many days, put together before they are sorted by day: of a batch alone each day has so few rows that
 * the way to its columns costs more than they do.
 */
import type { RowBatch } from './append-rows.ts'

/** Rows that are put together: the largest column is a quarter of a core's nearest large cache. */
export const STAGED_ROWS = 16_384

export interface RowStage {
  /** Takes the rows of a batch; false, and nothing, where it has no room or they are not like those that are there. */
  add(batch: RowBatch): boolean
  /** The rows that were added, which hold until others are; undefined where there are none. */
  take(): RowBatch | undefined
}

export function createRowStage(): RowStage {
  let staged: RowBatch | undefined
  let rows = 0

  /** Room for rows as those of this batch are. */
  function open({ firstDay, doubles, integers, constants }: RowBatch): RowBatch {
    return {
      rows: 0,
      firstDay,
      days: new Int32Array(STAGED_ROWS),
      doubles: doubles.map(([name]) => [name, new Float64Array(STAGED_ROWS)]),
      integers: integers.map(([name]) => [name, new Int32Array(STAGED_ROWS)]),
      constants,
    }
  }

  return {
    add(batch) {
      if (staged === undefined) staged = open(batch)
      if (rows === 0) staged = { ...staged, firstDay: batch.firstDay, constants: batch.constants }
      const { firstDay, days, doubles, integers, constants } = staged
      const isLike =
        firstDay === batch.firstDay && constants.every(([, value], at) => value === batch.constants[at]?.[1])
      if (!isLike || rows + batch.rows > STAGED_ROWS) return false
      days.set(batch.days.subarray(0, batch.rows), rows)
      for (const [at, [, values]] of batch.doubles.entries()) doubles[at]?.[1].set(values.subarray(0, batch.rows), rows)
      for (const [at, [, values]] of batch.integers.entries())
        integers[at]?.[1].set(values.subarray(0, batch.rows), rows)
      rows += batch.rows
      return true
    },
    take() {
      if (staged === undefined || rows === 0) return undefined
      const taken = { ...staged, rows }
      rows = 0
      return taken
    },
  }
}
