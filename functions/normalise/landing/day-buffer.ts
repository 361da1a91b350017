/**
 * Rows of one UTC day as they wait for their row group: one typed array a column, no object a row. Strings, addresses
 * and networks stand as ids of the upload's tables; they become text once per distinct value when the group is written.
 */
export interface DayBuffer {
  readonly dt: string
  rows: number
  capacity: number
  startMs: Float64Array
  endMs: Float64Array
  part: Uint8Array
  network: Int16Array
  /** Index of the other end's network, -1 where it is not watched. */
  remoteNetwork: Int16Array
  scope: Uint8Array
  local: Int32Array
  remote: Int32Array
  /** -1 is NULL for ports, ICMP and flags. */
  localPort: Int32Array
  remotePort: Int32Array
  protocol: Uint8Array
  icmpType: Int16Array
  icmpCode: Int16Array
  /** NaN is NULL for counters. */
  bytesOut: Float64Array
  bytesIn: Float64Array
  packetsOut: Float64Array
  packetsIn: Float64Array
  bytesLayer: Uint8Array
  sampling: Int32Array
  flagsOut: Int16Array
  flagsIn: Int16Array
  state: Int32Array
  action: Uint8Array
  began: Uint8Array
  beganBy: Uint8Array
  answered: Uint8Array
  app: Int32Array
  host: Int32Array
  exporter: Int32Array
  record: Float64Array
}

const FIRST_CAPACITY = 1024

/** An empty buffer, or with `from` one of twice the room that holds the same rows. */
export function createDayBuffer(dt: string, from?: DayBuffer): DayBuffer {
  const n = from === undefined ? FIRST_CAPACITY : from.capacity * 2
  const u8 = (old?: Uint8Array) => filled(new Uint8Array(n), old)
  const i16 = (old?: Int16Array) => filled(new Int16Array(n), old)
  const i32 = (old?: Int32Array) => filled(new Int32Array(n), old)
  const f64 = (old?: Float64Array) => filled(new Float64Array(n), old)
  return {
    dt,
    rows: from?.rows ?? 0,
    capacity: n,
    startMs: f64(from?.startMs),
    endMs: f64(from?.endMs),
    part: u8(from?.part),
    network: i16(from?.network),
    remoteNetwork: i16(from?.remoteNetwork),
    scope: u8(from?.scope),
    local: i32(from?.local),
    remote: i32(from?.remote),
    localPort: i32(from?.localPort),
    remotePort: i32(from?.remotePort),
    protocol: u8(from?.protocol),
    icmpType: i16(from?.icmpType),
    icmpCode: i16(from?.icmpCode),
    bytesOut: f64(from?.bytesOut),
    bytesIn: f64(from?.bytesIn),
    packetsOut: f64(from?.packetsOut),
    packetsIn: f64(from?.packetsIn),
    bytesLayer: u8(from?.bytesLayer),
    sampling: i32(from?.sampling),
    flagsOut: i16(from?.flagsOut),
    flagsIn: i16(from?.flagsIn),
    state: i32(from?.state),
    action: u8(from?.action),
    began: u8(from?.began),
    beganBy: u8(from?.beganBy),
    answered: u8(from?.answered),
    app: i32(from?.app),
    host: i32(from?.host),
    exporter: i32(from?.exporter),
    record: f64(from?.record),
  }
}

function filled<T extends Uint8Array | Int16Array | Int32Array | Float64Array>(array: T, old?: T): T {
  if (old !== undefined) array.set(old)
  return array
}
