/**
 * Rows of one UTC day as they wait for their row group: one typed array a column, no object a row. Strings, addresses
 * and networks stand as ids of the upload's tables; they become text once per distinct value when the group is written.
 * There are two kinds of array only, though a byte would do for many: loops over columns stay compiled for one kind.
 */
export interface DayBuffer {
  readonly dt: string
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

const FIRST_CAPACITY = 1024

/** An empty buffer, or with `from` one of twice the room that holds the same rows. */
export function createDayBuffer(dt: string, from?: DayBuffer): DayBuffer {
  const n = from === undefined ? FIRST_CAPACITY : from.capacity * 2
  const i32 = (old?: Int32Array) => filled(new Int32Array(n), old)
  const f64 = (old?: Float64Array) => filled(new Float64Array(n), old)
  return {
    dt,
    rows: from?.rows ?? 0,
    capacity: n,
    startMs: f64(from?.startMs),
    endMs: f64(from?.endMs),
    part: i32(from?.part),
    network: i32(from?.network),
    remoteNetwork: i32(from?.remoteNetwork),
    scope: i32(from?.scope),
    local: i32(from?.local),
    remote: i32(from?.remote),
    localPort: i32(from?.localPort),
    remotePort: i32(from?.remotePort),
    protocol: i32(from?.protocol),
    icmpType: i32(from?.icmpType),
    icmpCode: i32(from?.icmpCode),
    bytesOut: f64(from?.bytesOut),
    bytesIn: f64(from?.bytesIn),
    packetsOut: f64(from?.packetsOut),
    packetsIn: f64(from?.packetsIn),
    bytesLayer: i32(from?.bytesLayer),
    sampling: i32(from?.sampling),
    flagsOut: i32(from?.flagsOut),
    flagsIn: i32(from?.flagsIn),
    state: i32(from?.state),
    action: i32(from?.action),
    began: i32(from?.began),
    beganBy: i32(from?.beganBy),
    answered: i32(from?.answered),
    app: i32(from?.app),
    host: i32(from?.host),
    exporter: i32(from?.exporter),
    record: f64(from?.record),
  }
}

function filled<T extends Int32Array | Float64Array>(array: T, old?: T): T {
  if (old !== undefined) array.set(old)
  return array
}
