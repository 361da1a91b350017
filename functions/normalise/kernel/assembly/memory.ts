/** Where everything lies in the kernel's memory, in bytes; `kernel.ts` outside has the same numbers. */

/** Whole lines of the chunk under way; what follows may be read, never used, up to 48 bytes behind them. */
export const INPUT: usize = 0x10000
/** What is known of IPv4 addresses on the days under way: 2^17 places of an address and what `look` and `number` say. */
export const ENDS: usize = 0x60000
export const END_BITS: u32 = 17
/** Whether a port is listed, by TCP and UDP: 0 not asked, 1 no, 2 yes. */
export const PORTS: usize = 0x160000
/**
 * Columns of rows: doubles, then 32-bit numbers. A column begins a cache line further than a power of two behind the one
 * before: a row's numbers would else all want the same few lines of the processor's first cache.
 */
export const DOUBLES: usize = 0x180000
export const INTEGERS: usize = 0x19c200
export const MOST_ROWS: usize = 2048
export const DOUBLES_BYTES: usize = MOST_ROWS * 8 + 64
export const INTEGERS_BYTES: usize = MOST_ROWS * 4 + 64
/** Ends of records without a watched one: 16 bytes each, of an IPv4 address the third four; then whether they are of IPv6. */
export const PAIRS: usize = 0x1d6000
export const PAIR_BYTES: usize = 36
/** Values of digits; and the IPv6 ends of the line under way, as two numbers of 64 bits, the higher one first. */
export const DIGITS: usize = 0x1e8000
export const SOURCE6: usize = 0x1e8040
export const DESTINATION6: usize = 0x1e8050
/** What is known of IPv6 addresses: places of an address and what `look6` and `number6` say. */
export const ENDS6: usize = 0x380000
export const END6_BITS: u32 = 16
export const END6_BYTES: usize = 24
/** Exporters: 32 bytes of name, its length, its number outside. */
export const EXPORTERS: usize = 0x1c8000
export const EXPORTER_BYTES: usize = 40
export const EXPORTER_SLOTS: usize = 0x1d4000
export const EXPORTER_SLOT_MASK: u32 = 2047
/** What an exporter logged on a day, an entry each: 96 quarter-hours, records, and which networks. */
export const LIVE: usize = 0x300000
export const LIVE_RECORDS: usize = 0x1f0000
export const LIVE_NETWORKS: usize = 0x200000
/** Number of the entry, from 1 on, of an exporter and a day of those under way; 0 where there is none yet. */
export const LIVE_OF: usize = 0x360000
export const LIVE_OF_BYTES: usize = 0x20000
/** The day of each row. */
export const DAYS: usize = 0x1f6000
/** What each column of a line is. */
export const ROLES: usize = 0x1f4000
/** What words of some columns say: 256 places a kind of 32 bytes of the word, its length, what it says. */
export const WORDS: usize = 0x1f8000
export const WORD_BYTES: usize = 40
export const WORD_PLACES: usize = 256
export const WORD_KINDS: usize = 3
/** Longest name of an exporter, and longest word. */
export const LONGEST_WORD: i32 = 32
