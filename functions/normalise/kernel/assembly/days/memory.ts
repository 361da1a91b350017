/** Where everything lies in the memory of rows of many days, in bytes; `landing/scattered-rows.ts` has the same numbers. */

/** Columns of the batch under way: numbers of eight bytes, of four, and the day of each row. */
export const DOUBLES: usize = 0x10000
export const INTEGERS: usize = 0x2c1c0
export const DAYS: usize = 0x5a780
export const MOST_ROWS: usize = 2048
/** From the begin of a column to that of the next: a cache line more than a power of two, as in the memory of lines. */
export const DOUBLES_BYTES: usize = MOST_ROWS * 8 + 64
export const INTEGERS_BYTES: usize = MOST_ROWS * 4 + 64
export const DOUBLE_COLUMNS: usize = 7
export const INTEGER_COLUMNS: usize = 23
/** By day: where its next row goes, and where its block ends. */
export const NEXT: usize = 0x5c800
export const LIMITS: usize = 0x5d000
/** Columns of rows that were gathered. */
export const GATHERED_DOUBLES: usize = 0x60000
export const GATHERED_INTEGERS: usize = 0x760200
export const MOST_GATHERED: usize = 0x20000
export const GATHERED_DOUBLES_BYTES: usize = MOST_GATHERED * 8 + 64
export const GATHERED_INTEGERS_BYTES: usize = MOST_GATHERED * 4 + 64
/** Bytes of a row, and where those of four bytes begin in it. */
export const ROW_BYTES: usize = DOUBLE_COLUMNS * 8 + INTEGER_COLUMNS * 4
export const FOURS: usize = DOUBLE_COLUMNS * 8
