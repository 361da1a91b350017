/** What becomes of a record, whichever line it is of: which end is watched, who began, liveness, a row. */
import { beganByPort, endOf, NETWORK_SHIFT, numberOf, SPECIAL } from './ends'
import { endOf6, isSame6, numberOf6 } from './ends6'
import { liveOf } from './exporters'
import { DAYS, LIVE, LIVE_NETWORKS, LIVE_RECORDS, PAIR_BYTES, PAIRS } from './memory'
import { double, integer } from './rows'

/** Rows and pairs of the run. */
export let rows: i32 = 0
export let pairs: i32 = 0
/** Quarter-hours that the rows touch, first and last time in ms. */
export let slots: i32 = 0
export let first: i64 = 0
export let last: i64 = 0
/** Rows until sizes are looked at. */
export let untilLook: i32 = 0

/** The days under way, and of the record that was found plain last: its day, and the entry of its exporter on it. */
let firstMs: i64 = 0
let behindMs: i64 = 0
let dayMs: i64 = 0
let day: i32 = 0
let live: usize = 0
let latestMs: i64 = 0
let networks: usize = 0

const DAY_MS: i64 = 86_400_000
const SLOT_MS: u32 = 900_000
const EARLIEST_MS: i64 = 631_152_000_000
/** What 1.6 Tbit/s carry in a minute, and the packets of 20 bytes of it: more is judged outside. */
const MOST_BYTES: i64 = 12_000_000_000_000
const MOST_PACKETS: i64 = 600_000_000_000

export function beginDays(startMs: i64, dayCount: i32, latest: i64, networkCount: i32): void {
  firstMs = dayMs = startMs
  behindMs = startMs + <i64>dayCount * DAY_MS
  day = 0
  latestMs = latest
  networks = networkCount
}

export function beginRun(until: i32): void {
  rows = pairs = slots = 0
  first = i64.MAX_VALUE
  last = i64.MIN_VALUE
  untilLook = until
}

export function lookAgain(): void {
  untilLook = 256
}

/**
 * Whether a record lies within one of the days, on which its exporter is known, and no counter (−1 where the log has none)
 * is more than a link carries.
 */
export function isPlain(
  owner: usize,
  start: i64,
  end: i64,
  sourceBytes: i64,
  destinationBytes: i64,
  sourcePackets: i64,
  destinationPackets: i64,
): bool {
  if (start < firstMs || start >= behindMs || end < start) return false
  if (start < EARLIEST_MS || end > latestMs) return false
  if (start < dayMs || start >= dayMs + DAY_MS) {
    day = <i32>((start - firstMs) / DAY_MS)
    dayMs = firstMs + <i64>day * DAY_MS
  }
  if (end >= dayMs + DAY_MS) return false
  live = liveOf(owner, day)
  if (live === 0) return false
  if (sourceBytes + destinationBytes >= MOST_BYTES) return false
  return sourcePackets + destinationPackets < MOST_PACKETS
}

function counter(value: i64): f64 {
  return value < 0 ? NaN : <f64>value
}

function knownOf(end: u32, isSix: bool): u32 {
  return isSix ? endOf6(end) : endOf(end)
}

function numbered(end: u32, known: u32, isSix: bool): u32 {
  return isSix ? numberOf6(end, known) : numberOf(end, known)
}

function addPair(source: u32, destination: u32, isSix: bool): void {
  const pair = PAIRS + <usize>pairs * PAIR_BYTES
  if (isSix) {
    v128.store(pair, v128.load(source))
    v128.store(pair, v128.load(destination), 16)
  } else {
    store<u32>(pair, source, 8)
    store<u32>(pair, destination, 24)
  }
  store<i32>(pair, i32(isSix), 32)
  pairs++
}

/**
 * Adds the record that was found plain last; `owner`: its exporter. Both ends are IPv4 addresses, or `isSix`, and then where
 * they lie. Who began is 0 for nobody, 1 for the source, 2 for the destination.
 */
export function add(
  record: f64,
  owner: usize,
  startMs: i64,
  endMs: i64,
  source: u32,
  destination: u32,
  isSix: bool,
  sourcePort: i32,
  destinationPort: i32,
  protocol: i32,
  icmpType: i32,
  icmpCode: i32,
  bytesLayer: i32,
  sourceBytes: i64,
  destinationBytes: i64,
  sourcePackets: i64,
  destinationPackets: i64,
  sourceFlags: i32,
  state: i32,
  action: i32,
  beganEnd: i32,
  beganWord: i32,
  answered: i32,
  app: i32,
): void {
  const sourceEnd = knownOf(source, isSix)
  const sourceNetwork = <i32>(sourceEnd >>> NETWORK_SHIFT) - 1
  const destinationEnd = knownOf(destination, isSix)
  const destinationNetwork = <i32>(destinationEnd >>> NETWORK_SHIFT) - 1
  const isOut = sourceNetwork >= 0
  const network = isOut ? sourceNetwork : destinationNetwork

  const entry = live - 1
  const firstSlot = <usize>(<u32>(startMs - dayMs) / SLOT_MS)
  const lastSlot = <usize>(<u32>(endMs - dayMs) / SLOT_MS)
  for (let slot = firstSlot; slot <= lastSlot; slot++) store<u8>(LIVE + entry * 96 + slot, 1)
  store<i32>(LIVE_RECORDS + entry * 4, load<i32>(LIVE_RECORDS + entry * 4) + 1)
  if (network < 0) {
    addPair(source, destination, isSix)
    return
  }
  store<u8>(LIVE_NETWORKS + entry * networks + <usize>network, 1)
  slots += <i32>(lastSlot - firstSlot) + 1
  if (startMs < first) first = startMs
  if (endMs > last) last = endMs

  const remoteNetwork = isOut ? destinationNetwork : -1
  const local = isOut ? numbered(source, sourceEnd, isSix) : numbered(destination, destinationEnd, isSix)
  // The same address at both ends has a number by now.
  const isSame = isSix ? isSame6(source, destination) : source === destination
  const remoteEnd = isOut ? (isSame ? knownOf(destination, isSix) : destinationEnd) : sourceEnd
  const remote = numbered(isOut ? destination : source, remoteEnd, isSix)
  const localPort = isOut ? sourcePort : destinationPort
  const remotePort = isOut ? destinationPort : sourcePort
  let began = beganEnd === 0 ? 0 : (beganEnd === 1) === isOut ? 1 : 2
  let beganBy = beganWord
  if (began === 0 && localPort >= 0) {
    began = beganByPort(protocol, localPort, remotePort)
    beganBy = began === 0 ? 0 : 3
  }

  const row = <usize>rows
  double(0, row, <f64>startMs)
  double(1, row, <f64>endMs)
  double(2, row, counter(isOut ? sourceBytes : destinationBytes))
  double(3, row, counter(isOut ? destinationBytes : sourceBytes))
  double(4, row, counter(isOut ? sourcePackets : destinationPackets))
  double(5, row, counter(isOut ? destinationPackets : sourcePackets))
  double(6, row, record)
  integer(0, row, network)
  integer(1, row, remoteNetwork)
  integer(2, row, remoteNetwork >= 0 ? 1 : (remoteEnd & SPECIAL) !== 0 ? 2 : 0)
  integer(3, row, <i32>local)
  integer(4, row, <i32>remote)
  integer(5, row, localPort)
  integer(6, row, remotePort)
  integer(7, row, protocol)
  integer(8, row, icmpType)
  integer(9, row, icmpCode)
  integer(10, row, bytesLayer)
  integer(11, row, isOut ? sourceFlags : -1)
  integer(12, row, isOut ? -1 : sourceFlags)
  integer(13, row, state)
  integer(14, row, action)
  integer(15, row, began)
  integer(16, row, beganBy)
  integer(17, row, answered)
  integer(18, row, app)
  integer(19, row, load<i32>(owner, 36))
  store<i32>(DAYS + row * 4, day)
  rows++
  untilLook--
}
