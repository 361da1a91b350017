/**
 * Rows of many days while they wait: a row lies in one place, of a block of its day, since of each day so few come at a time
 * that its columns would lie all over the memory.
 */
import {
  BLOCK_BYTES,
  BLOCK_FULL,
  DAYS,
  DOUBLE_COLUMNS,
  DOUBLES,
  GATHERED_DOUBLES,
  GATHERED_INTEGERS,
  INTEGER_COLUMNS,
  INTEGERS,
  MOST_GATHERED,
  MOST_ROWS,
  NEXT,
  ROW_BYTES,
} from './memory'

/** Scatters rows of the batch from `from` on; returns the first whose day's block is full, or `to`. */
export function scatter(from: usize, to: usize): usize {
  for (let row = from; row < to; row++) {
    const next = NEXT + ((<usize>load<u32>(DAYS + (row << 2))) << 2)
    const place: usize = load<u32>(next)
    if ((place & (BLOCK_BYTES - 1)) === BLOCK_FULL) return row
    let at = place
    for (let column = DOUBLES + (row << 3); column < INTEGERS; column += MOST_ROWS * 8, at += 8)
      store<f64>(at, load<f64>(column))
    for (let column = INTEGERS + (row << 2); column < DAYS; column += MOST_ROWS * 4, at += 4)
      store<u32>(at, load<u32>(column))
    store<u32>(next, <u32>(place + ROW_BYTES))
  }
  return to
}

/** Turns rows of a block to columns, from row `into` of those that were gathered on. */
export function gather(block: usize, rows: usize, into: usize): void {
  const end = block + rows * ROW_BYTES
  for (let column: usize = 0; column < DOUBLE_COLUMNS; column++) {
    let to = GATHERED_DOUBLES + (column * MOST_GATHERED + into) * 8
    for (let at = block; at < end; at += ROW_BYTES, to += 8) store<f64>(to, load<f64>(at + (column << 3)))
  }
  const integers = block + DOUBLE_COLUMNS * 8
  for (let column: usize = 0; column < INTEGER_COLUMNS; column++) {
    let to = GATHERED_INTEGERS + (column * MOST_GATHERED + into) * 4
    for (let at = integers; at < end; at += ROW_BYTES, to += 4) store<u32>(to, load<u32>(at + (column << 2)))
  }
}
