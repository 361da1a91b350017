/** Where everything lies in the memory of rows of many days, in bytes; `landing/scattered-rows.ts` has the same numbers. */

/** Columns of the batch under way: numbers of eight bytes, of four, and the day of each row. */
export const DOUBLES: usize = 0x10000
export const INTEGERS: usize = 0x2c1c0
export const DAYS: usize = 0x5a780
export const MOST_ROWS: usize = 2048
/** From the begin of a column to that of the next: a cache line more than a power of two, as in the memory of lines. */
export const DOUBLES_BYTES: usize = MOST_ROWS * 8 + 64
export const INTEGERS_BYTES: usize = MOST_ROWS * 4 + 64
/** By day: where its next row goes, and where its block ends. */
export const NEXT: usize = 0x5c800
export const LIMITS: usize = 0x5d000
/** By row of the batch: the hash of what it has alike with others, made of these factors, one a column. */
export const HASHES: usize = 0x5d800
export const FACTORS: usize = 0x5fc00
/** Columns of rows that were gathered. */
export const GATHERED_DOUBLES: usize = 0x60000
export const GATHERED_INTEGERS: usize = 0x760200
export const MOST_GATHERED: usize = 0x20000
export const GATHERED_DOUBLES_BYTES: usize = MOST_GATHERED * 8 + 64
export const GATHERED_INTEGERS_BYTES: usize = MOST_GATHERED * 4 + 64
/** What rows have alike, by number, and slots of a hash table of these numbers + 1. */
export const ALIKES: usize = 0x1300000
export const ALIKE_BYTES: usize = 80
export const MOST_ALIKES: u32 = 0x10000
export const SLOTS: usize = 0x1800000
export const SLOT_BITS: u32 = 17
/** Bytes of a row: seven numbers of eight bytes, from here on four of its own of four bytes, and the number of what is alike. */
export const FOURS: usize = 7 * 8
export const ALIKE: usize = FOURS + 4 * 4
export const ROW_BYTES: usize = ALIKE + 4
