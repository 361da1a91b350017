/** What columns are, and words of VPC logs as numbers, little-endian. */

/** What a column is, 0 where it is passed over; 12 are the flags. */
export const SOURCE: i32 = 1
export const DESTINATION: i32 = 2
export const SOURCE_PORT: i32 = 3
export const DESTINATION_PORT: i32 = 4
export const PROTOCOL: i32 = 5
export const PACKETS: i32 = 6
export const BYTES: i32 = 7
export const START: i32 = 8
export const END: i32 = 9
export const ACTION: i32 = 10
export const STATUS: i32 = 11
export const EXPORTER: i32 = 13

/** "ACCEPT" and "REJECT" less their last two letters, which are beside, and "OK". */
export const ACCE: u32 = 0x45434341
export const REJE: u32 = 0x454a4552
export const PT: u32 = 0x5450
export const CT: u32 = 0x5443
export const OK: u32 = 0x4b4f
