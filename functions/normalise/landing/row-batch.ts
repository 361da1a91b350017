/** Rows of any days that come at once, as columns. */
import type { DayBuffer } from './day-buffer.ts'

/** Days in a row that the rows of a batch are of. */
export const MOST_DAYS = 512
type NamesOf<Column> = {
  [Name in keyof DayBuffer]: DayBuffer[Name] extends Column ? Name : never
}[keyof DayBuffer]

/** Rows as columns; the columns that are left out are the same for all of them. */
export interface RowBatch {
  rows: number
  /** UTC day since 1970 that the days of the rows are counted from, and the day of each row. */
  firstDay: number
  days: Int32Array
  doubles: readonly (readonly [name: NamesOf<Float64Array>, values: Float64Array])[]
  integers: readonly (readonly [name: NamesOf<Int32Array>, values: Int32Array])[]
  constants: readonly (readonly [name: NamesOf<Int32Array>, value: number])[]
}
