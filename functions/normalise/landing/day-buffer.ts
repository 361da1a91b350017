/**
 * Rows of one UTC day as they wait for their row group: one typed array a column, no object a row. Strings, addresses
 * and networks stand as ids of the upload's tables; they become text once per distinct value when the group is written.
 * There are two kinds of array only, though a byte would do for many: loops over columns stay compiled for one kind.
 */
export interface DayBuffer {
  rows: number
  capacity: number
  startMs: Float64Array
  endMs: Float64Array
  part: Int32Array
  network: Int32Array
  /** Index of the other end's network, -1 where it is not watched. */
  remoteNetwork: Int32Array
  scope: Int32Array
  local: Int32Array
  remote: Int32Array
  /** -1 is NULL for ports, ICMP and flags. */
  localPort: Int32Array
  remotePort: Int32Array
  protocol: Int32Array
  icmpType: Int32Array
  icmpCode: Int32Array
  /** NaN is NULL for counters. */
  bytesOut: Float64Array
  bytesIn: Float64Array
  packetsOut: Float64Array
  packetsIn: Float64Array
  bytesLayer: Int32Array
  sampling: Int32Array
  flagsOut: Int32Array
  flagsIn: Int32Array
  state: Int32Array
  action: Int32Array
  began: Int32Array
  beganBy: Int32Array
  answered: Int32Array
  app: Int32Array
  host: Int32Array
  exporter: Int32Array
  record: Float64Array
}

/** Columns of eight bytes, and of four. */
const WIDE = 7
const NARROW = 23

/** An empty buffer with room for `capacity` rows: one piece of memory, as there are many of them. */
export function createDayBuffer(capacity: number): DayBuffer {
  const memory = new ArrayBuffer(capacity * (WIDE * 8 + NARROW * 4))
  let wide = 0
  let narrow = capacity * WIDE * 8
  const f64 = () => {
    wide += capacity * 8
    return new Float64Array(memory, wide - capacity * 8, capacity)
  }
  const i32 = () => {
    narrow += capacity * 4
    return new Int32Array(memory, narrow - capacity * 4, capacity)
  }
  return {
    rows: 0,
    capacity,
    startMs: f64(),
    endMs: f64(),
    part: i32(),
    network: i32(),
    remoteNetwork: i32(),
    scope: i32(),
    local: i32(),
    remote: i32(),
    localPort: i32(),
    remotePort: i32(),
    protocol: i32(),
    icmpType: i32(),
    icmpCode: i32(),
    bytesOut: f64(),
    bytesIn: f64(),
    packetsOut: f64(),
    packetsIn: f64(),
    bytesLayer: i32(),
    sampling: i32(),
    flagsOut: i32(),
    flagsIn: i32(),
    state: i32(),
    action: i32(),
    began: i32(),
    beganBy: i32(),
    answered: i32(),
    app: i32(),
    host: i32(),
    exporter: i32(),
    record: f64(),
  }
}

const { rows: _, capacity: __, ...columns } = createDayBuffer(0)
/** Names of the columns. */
export const COLUMNS = Object.keys(columns) as (keyof typeof columns)[]

/** Appends the rows of one buffer to those of another with room for them. */
export function copyRows(from: DayBuffer, into: DayBuffer): void {
  const { rows, capacity } = from
  for (const name of COLUMNS) {
    const column = from[name]
    into[name].set(rows === capacity ? column : column.subarray(0, rows), into.rows)
  }
  into.rows += rows
}

/** Drops the first rows of a buffer. */
export function dropRows(buffer: DayBuffer, count: number): void {
  for (const name of COLUMNS) buffer[name].copyWithin(0, count, buffer.rows)
  buffer.rows -= count
}
