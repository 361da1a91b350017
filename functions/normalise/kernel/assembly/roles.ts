/** What a column is, 0 where it is passed over. */
export const SOURCE: i32 = 1
export const DESTINATION: i32 = 2
export const SOURCE_PORT: i32 = 3
export const DESTINATION_PORT: i32 = 4
export const EXPORTER: i32 = 5
export const SOURCE_PACKETS: i32 = 6
export const SOURCE_BYTES: i32 = 7
/** Of VPC logs. */
export const PROTOCOL: i32 = 8
export const START: i32 = 9
export const END: i32 = 10
export const ACTION: i32 = 11
export const STATUS: i32 = 12
export const FLAGS: i32 = 13
/** Of Zeek's. */
export const TIME: i32 = 14
export const LASTING: i32 = 15
export const TRANSPORT: i32 = 16
export const DESTINATION_PACKETS: i32 = 17
export const DESTINATION_BYTES: i32 = 18
export const SOURCE_PAYLOAD: i32 = 19
export const DESTINATION_PAYLOAD: i32 = 20
/** Words, of kind 0, 1 and 2. */
export const SERVICE: i32 = 21
export const STATE: i32 = 22
export const HISTORY: i32 = 23
