/** Where everything lies in the memory of rows of many days, in bytes; `landing/scattered-rows.ts` has the same numbers. */

/** Columns of the batch under way: numbers of eight bytes, of four, and the day of each row. */
export const DOUBLES: usize = 0x10000
export const INTEGERS: usize = 0x2c000
export const DAYS: usize = 0x5a000
export const MOST_ROWS: usize = 2048
export const DOUBLE_COLUMNS: usize = 7
export const INTEGER_COLUMNS: usize = 23
/** By day: where its next row goes. */
export const NEXT: usize = 0x5c000
/** Columns of rows that were gathered. */
export const GATHERED_DOUBLES: usize = 0x60000
export const GATHERED_INTEGERS: usize = 0x760000
export const MOST_GATHERED: usize = 0x20000
/** Bytes of a row. Blocks begin at multiples of their size; at `BLOCK_FULL` there is no room for another row. */
export const ROW_BYTES: usize = DOUBLE_COLUMNS * 8 + INTEGER_COLUMNS * 4
export const BLOCK_BYTES: usize = 0x4000
export const BLOCK_FULL: usize = BLOCK_BYTES - (BLOCK_BYTES % ROW_BYTES)
