/** Where everything lies in the memory of the kernel of pages, in bytes; `landing/page-kernel.ts` has the same numbers. */

/** Rows of the largest group. */
export const MOST_ROWS: usize = 0x20000
/** The column as it comes: doubles, or 32-bit numbers. */
export const VALUES: usize = 0x10000
/** Values that are not NULL, as doubles; distinct ids of groups, of 32 bits. */
export const PRESENT: usize = 0x110000
/** Definition levels, and indexes into the dictionary or places in groups, of 32 bits. */
export const LEVELS: usize = 0x210000
export const INDEXES: usize = 0x290000
/** Distinct values in order of appearance, as doubles, and their places by hash. */
export const DISTINCT: usize = 0x310000
export const MOST_DISTINCT: i32 = 4096
export const SLOTS: usize = 0x318000
/** Encoded levels and body. */
export const LEVELS_OUT: usize = 0x320000
export const OUT: usize = 0x340000
/** Places by value or id; or what each code of a dictionary's column stands for. */
export const TABLE: usize = 0x440000
export const TABLE_ENTRIES: i32 = 0x100000
