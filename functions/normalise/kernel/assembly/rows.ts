/** Columns of rows: doubles and 32-bit numbers by their place in memory. */
import { DOUBLES, INTEGERS, MOST_ROWS } from './memory'

export function double(column: usize, row: usize, value: f64): void {
  store<f64>(DOUBLES + column * (MOST_ROWS * 8) + row * 8, value)
}

export function integer(column: usize, row: usize, value: i32): void {
  store<i32>(INTEGERS + column * (MOST_ROWS * 4) + row * 4, value)
}
