/** Columns of rows: doubles and 32-bit numbers by their place in memory. */
import { DOUBLES, DOUBLES_BYTES, INTEGERS, INTEGERS_BYTES } from './memory'

export function double(column: usize, row: usize, value: f64): void {
  store<f64>(DOUBLES + column * DOUBLES_BYTES + row * 8, value)
}

export function integer(column: usize, row: usize, value: i32): void {
  store<i32>(INTEGERS + column * INTEGERS_BYTES + row * 4, value)
}
