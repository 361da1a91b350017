/**
 * Rows of many days while they wait: a row lies in one place, of a block of its day, since of each day so few come at a time
 * that its columns would lie all over the memory. The columns are written out: loops over them took twice as long.
 */
import {
  DAYS,
  DOUBLES,
  DOUBLES_BYTES,
  FOURS,
  GATHERED_DOUBLES,
  GATHERED_DOUBLES_BYTES,
  GATHERED_INTEGERS,
  GATHERED_INTEGERS_BYTES,
  INTEGERS,
  INTEGERS_BYTES,
  LIMITS,
  NEXT,
  ROW_BYTES,
} from './memory'

/** Scatters rows of the batch from `from` on; returns the first whose day's block is full, or `to`. */
export function scatter(from: usize, to: usize): usize {
  for (let row = from; row < to; row++) {
    const next = NEXT + ((<usize>load<u32>(DAYS + (row << 2))) << 2)
    const place: usize = load<u32>(next)
    if (place === <usize>load<u32>(next, LIMITS - NEXT)) return row
    const doubles = DOUBLES + (row << 3)
    const integers = INTEGERS + (row << 2)
    store<f64>(place, load<f64>(doubles, 0 * DOUBLES_BYTES), 0 * 8)
    store<f64>(place, load<f64>(doubles, 1 * DOUBLES_BYTES), 1 * 8)
    store<f64>(place, load<f64>(doubles, 2 * DOUBLES_BYTES), 2 * 8)
    store<f64>(place, load<f64>(doubles, 3 * DOUBLES_BYTES), 3 * 8)
    store<f64>(place, load<f64>(doubles, 4 * DOUBLES_BYTES), 4 * 8)
    store<f64>(place, load<f64>(doubles, 5 * DOUBLES_BYTES), 5 * 8)
    store<f64>(place, load<f64>(doubles, 6 * DOUBLES_BYTES), 6 * 8)
    store<u32>(place, load<u32>(integers, 0 * INTEGERS_BYTES), FOURS + 0 * 4)
    store<u32>(place, load<u32>(integers, 1 * INTEGERS_BYTES), FOURS + 1 * 4)
    store<u32>(place, load<u32>(integers, 2 * INTEGERS_BYTES), FOURS + 2 * 4)
    store<u32>(place, load<u32>(integers, 3 * INTEGERS_BYTES), FOURS + 3 * 4)
    store<u32>(place, load<u32>(integers, 4 * INTEGERS_BYTES), FOURS + 4 * 4)
    store<u32>(place, load<u32>(integers, 5 * INTEGERS_BYTES), FOURS + 5 * 4)
    store<u32>(place, load<u32>(integers, 6 * INTEGERS_BYTES), FOURS + 6 * 4)
    store<u32>(place, load<u32>(integers, 7 * INTEGERS_BYTES), FOURS + 7 * 4)
    store<u32>(place, load<u32>(integers, 8 * INTEGERS_BYTES), FOURS + 8 * 4)
    store<u32>(place, load<u32>(integers, 9 * INTEGERS_BYTES), FOURS + 9 * 4)
    store<u32>(place, load<u32>(integers, 10 * INTEGERS_BYTES), FOURS + 10 * 4)
    store<u32>(place, load<u32>(integers, 11 * INTEGERS_BYTES), FOURS + 11 * 4)
    store<u32>(place, load<u32>(integers, 12 * INTEGERS_BYTES), FOURS + 12 * 4)
    store<u32>(place, load<u32>(integers, 13 * INTEGERS_BYTES), FOURS + 13 * 4)
    store<u32>(place, load<u32>(integers, 14 * INTEGERS_BYTES), FOURS + 14 * 4)
    store<u32>(place, load<u32>(integers, 15 * INTEGERS_BYTES), FOURS + 15 * 4)
    store<u32>(place, load<u32>(integers, 16 * INTEGERS_BYTES), FOURS + 16 * 4)
    store<u32>(place, load<u32>(integers, 17 * INTEGERS_BYTES), FOURS + 17 * 4)
    store<u32>(place, load<u32>(integers, 18 * INTEGERS_BYTES), FOURS + 18 * 4)
    store<u32>(place, load<u32>(integers, 19 * INTEGERS_BYTES), FOURS + 19 * 4)
    store<u32>(place, load<u32>(integers, 20 * INTEGERS_BYTES), FOURS + 20 * 4)
    store<u32>(place, load<u32>(integers, 21 * INTEGERS_BYTES), FOURS + 21 * 4)
    store<u32>(place, load<u32>(integers, 22 * INTEGERS_BYTES), FOURS + 22 * 4)
    store<u32>(next, <u32>(place + ROW_BYTES))
  }
  return to
}

/** Turns rows of a block to columns, from row `into` of those that were gathered on. */
export function gather(block: usize, rows: usize, into: usize): void {
  const end = block + rows * ROW_BYTES
  let doubles = GATHERED_DOUBLES + (into << 3)
  let integers = GATHERED_INTEGERS + (into << 2)
  for (let row = block; row < end; row += ROW_BYTES, doubles += 8, integers += 4) {
    store<f64>(doubles, load<f64>(row, 0 * 8), 0 * GATHERED_DOUBLES_BYTES)
    store<f64>(doubles, load<f64>(row, 1 * 8), 1 * GATHERED_DOUBLES_BYTES)
    store<f64>(doubles, load<f64>(row, 2 * 8), 2 * GATHERED_DOUBLES_BYTES)
    store<f64>(doubles, load<f64>(row, 3 * 8), 3 * GATHERED_DOUBLES_BYTES)
    store<f64>(doubles, load<f64>(row, 4 * 8), 4 * GATHERED_DOUBLES_BYTES)
    store<f64>(doubles, load<f64>(row, 5 * 8), 5 * GATHERED_DOUBLES_BYTES)
    store<f64>(doubles, load<f64>(row, 6 * 8), 6 * GATHERED_DOUBLES_BYTES)
    store<u32>(integers, load<u32>(row, FOURS + 0 * 4), 0 * GATHERED_INTEGERS_BYTES)
    store<u32>(integers, load<u32>(row, FOURS + 1 * 4), 1 * GATHERED_INTEGERS_BYTES)
    store<u32>(integers, load<u32>(row, FOURS + 2 * 4), 2 * GATHERED_INTEGERS_BYTES)
    store<u32>(integers, load<u32>(row, FOURS + 3 * 4), 3 * GATHERED_INTEGERS_BYTES)
    store<u32>(integers, load<u32>(row, FOURS + 4 * 4), 4 * GATHERED_INTEGERS_BYTES)
    store<u32>(integers, load<u32>(row, FOURS + 5 * 4), 5 * GATHERED_INTEGERS_BYTES)
    store<u32>(integers, load<u32>(row, FOURS + 6 * 4), 6 * GATHERED_INTEGERS_BYTES)
    store<u32>(integers, load<u32>(row, FOURS + 7 * 4), 7 * GATHERED_INTEGERS_BYTES)
    store<u32>(integers, load<u32>(row, FOURS + 8 * 4), 8 * GATHERED_INTEGERS_BYTES)
    store<u32>(integers, load<u32>(row, FOURS + 9 * 4), 9 * GATHERED_INTEGERS_BYTES)
    store<u32>(integers, load<u32>(row, FOURS + 10 * 4), 10 * GATHERED_INTEGERS_BYTES)
    store<u32>(integers, load<u32>(row, FOURS + 11 * 4), 11 * GATHERED_INTEGERS_BYTES)
    store<u32>(integers, load<u32>(row, FOURS + 12 * 4), 12 * GATHERED_INTEGERS_BYTES)
    store<u32>(integers, load<u32>(row, FOURS + 13 * 4), 13 * GATHERED_INTEGERS_BYTES)
    store<u32>(integers, load<u32>(row, FOURS + 14 * 4), 14 * GATHERED_INTEGERS_BYTES)
    store<u32>(integers, load<u32>(row, FOURS + 15 * 4), 15 * GATHERED_INTEGERS_BYTES)
    store<u32>(integers, load<u32>(row, FOURS + 16 * 4), 16 * GATHERED_INTEGERS_BYTES)
    store<u32>(integers, load<u32>(row, FOURS + 17 * 4), 17 * GATHERED_INTEGERS_BYTES)
    store<u32>(integers, load<u32>(row, FOURS + 18 * 4), 18 * GATHERED_INTEGERS_BYTES)
    store<u32>(integers, load<u32>(row, FOURS + 19 * 4), 19 * GATHERED_INTEGERS_BYTES)
    store<u32>(integers, load<u32>(row, FOURS + 20 * 4), 20 * GATHERED_INTEGERS_BYTES)
    store<u32>(integers, load<u32>(row, FOURS + 21 * 4), 21 * GATHERED_INTEGERS_BYTES)
    store<u32>(integers, load<u32>(row, FOURS + 22 * 4), 22 * GATHERED_INTEGERS_BYTES)
  }
}
