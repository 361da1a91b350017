/**
 * Lines of VPC flow logs in their plain form, many at a time, into columns of rows. Whatever is not plain (IPv6, no word,
 * another day, an exporter or a number that the rest of normalise has not met) ends the run before its line.
 */
import { beganByPort, clearEnds, endOf, isFull, NETWORK_SHIFT, numberOf, SPECIAL, setFull } from './ends'
import { clearExporters, find, same } from './exporters'
import { EXPORTER_BYTES, EXPORTERS, LIVE, LIVE_NETWORKS, LIVE_RECORDS, MOST_ROWS, PAIRS, ROLES } from './memory'

import { double, integer } from './rows'
import {
  ACCE,
  ACTION,
  BYTES,
  CT,
  DESTINATION,
  DESTINATION_PORT,
  END,
  EXPORTER,
  OK,
  PACKETS,
  PROTOCOL,
  PT,
  REJE,
  SOURCE,
  SOURCE_PORT,
  START,
  STATUS,
} from './words'

export { addExporter } from './exporters'

/** Rows, lines and pairs of the run. */
export let rows: i32 = 0
export let lines: i32 = 0
export let pairs: i32 = 0
/** Quarter-hours that the rows touch, first and last time in s. */
export let slots: i32 = 0
export let first: i64 = 0
export let last: i64 = 0
/** 1 where the run ended before a line that is not plain. */
export let isUnusual: i32 = 0

let columns: i32 = 0
let daySeconds: i64 = 0
let latestSeconds: i64 = 0
let networks: usize = 0
let exporter: usize = 0
let untilLook: i32 = 0

const SPACE: u32 = 32
const LF: u32 = 10
const DOT: u32 = 46
const LONGEST_LINE: i32 = 4096
const LONGEST_NAME: i32 = 32
/** More digits may not be exact as a double. */
const MOST_DIGITS: i32 = 15
/** What 1.6 Tbit/s carry in a minute, and the packets of 20 bytes of it: more is judged outside. */
const MOST_BYTES: i64 = 12_000_000_000_000
const MOST_PACKETS: i64 = 600_000_000_000
const EARLIEST_SECONDS: i64 = 631_152_000

export function setColumns(count: i32): void {
  columns = count
}

/** Begins a day, whose ends and exporters are unknown. */
export function setDay(startSeconds: f64, latest: f64, networkCount: i32): void {
  daySeconds = <i64>startSeconds
  latestSeconds = <i64>latest
  networks = networkCount
  exporter = 0
  clearEnds()
  clearExporters(networks)
}

/** To be called by the owner of numbers: they are so many that they are to be looked at. */
export function stop(): void {
  setFull(1)
}

/**
 * Reads whole lines from `from` up to `to`, behind a line feed; at most `most` rows. Returns where it ended: at the
 * beginning of a line. `framed`: lines before. `until`: rows until sizes are looked at; `full`: whether they are large.
 */
export function vpc(from: i32, to: i32, framed: f64, most: i32, until: i32, full: i32): i32 {
  rows = lines = pairs = slots = isUnusual = 0
  first = i64.MAX_VALUE
  last = i64.MIN_VALUE
  untilLook = until
  setFull(full)
  let at = <usize>from
  while (at < <usize>to) {
    if (rows >= most || pairs >= <i32>MOST_ROWS) return <i32>at
    const next = line(at, framed + <f64>(lines + 1))
    if (next === 0) {
      isUnusual = 1
      return <i32>at
    }
    lines++
    at = next
    if (untilLook === 0) {
      untilLook = 256
      if (isFull !== 0) return <i32>at
    }
  }
  return <i32>at
}

/** One line; returns where the next begins, or 0 where it is not plain. Nothing is changed before all of it is seen. */
function line(from: usize, record: f64): usize {
  let at = from
  let source: u32 = 0
  let destination: u32 = 0
  let sourcePort: u32 = 0
  let destinationPort: u32 = 0
  let protocol: u32 = 0
  let packets: i64 = 0
  let bytes: i64 = 0
  let start: i64 = 0
  let end: i64 = 0
  let action: i32 = 0
  let flags: i32 = -1
  let owner: usize = 0
  const lastColumn = columns - 1

  for (let column = 0; column <= lastColumn; column++) {
    const role = <i32>load<u8>(ROLES + column)
    if (role === 0) {
      for (;;) {
        const byte = <u32>load<u8>(at)
        if (byte === SPACE || byte === LF) break
        at++
      }
    } else if (role <= DESTINATION) {
      let address: u32 = 0
      for (let part = 0; ; part++) {
        const digit = <u32>load<u8>(at) - 48
        if (digit > 9) return 0
        let value = digit
        at++
        let more = <u32>load<u8>(at) - 48
        if (more <= 9) {
          // No leading zeros.
          if (digit === 0) return 0
          value = value * 10 + more
          at++
          more = <u32>load<u8>(at) - 48
          if (more <= 9) {
            value = value * 10 + more
            if (value > 255) return 0
            at++
          }
        }
        address = (address << 8) | value
        if (part === 3) break
        if (<u32>load<u8>(at) !== DOT) return 0
        at++
      }
      if (role === SOURCE) source = address
      else destination = address
    } else if (role === EXPORTER) {
      if (exporter !== 0) {
        const length = load<i32>(exporter, 32)
        if (same(exporter, at, length) && <u32>load<u8>(at + length) === SPACE) {
          owner = exporter
          at += length
        }
      }
      if (owner === 0) {
        const begin = at
        for (;;) {
          const byte = <u32>load<u8>(at)
          if (byte === SPACE || byte === LF) break
          at++
        }
        const length = <i32>(at - begin)
        if (length > LONGEST_NAME) return 0
        owner = find(begin, length)
        if (owner === 0) return 0
      }
    } else if (role === ACTION) {
      const rest = <u32>load<u16>(at, 4)
      if (load<u32>(at) === ACCE && rest === PT) action = 1
      else if (load<u32>(at) === REJE && rest === CT) action = 2
      else return 0
      at += 6
    } else if (role === STATUS) {
      if (<u32>load<u16>(at) !== OK) return 0
      at += 2
    } else {
      const begin = at
      let value: i64 = 0
      for (;;) {
        const digit = <u32>load<u8>(at) - 48
        if (digit > 9) break
        value = value * 10 + <i64>digit
        at++
      }
      const digits = <i32>(at - begin)
      if (digits === 0 || digits > MOST_DIGITS) return 0
      if (role === SOURCE_PORT) {
        if (value > 65_535) return 0
        sourcePort = <u32>value
      } else if (role === DESTINATION_PORT) {
        if (value > 65_535) return 0
        destinationPort = <u32>value
      } else if (role === PROTOCOL) {
        if (value > 255) return 0
        protocol = <u32>value
      } else if (role === PACKETS) {
        if (value > MOST_PACKETS) return 0
        packets = value
      } else if (role === BYTES) {
        if (value > MOST_BYTES) return 0
        bytes = value
      } else if (role === START) start = value
      else if (role === END) end = value
      else {
        if (value > 255) return 0
        flags = <i32>value
      }
    }
    if (<u32>load<u8>(at) !== (column === lastColumn ? LF : SPACE)) return 0
    at++
  }
  if (<i32>(at - from) > LONGEST_LINE) return 0
  if (start < daySeconds || end < start || end >= daySeconds + 86_400 || start < EARLIEST_SECONDS) return 0
  if (end > latestSeconds) return 0

  const sourceEnd = endOf(source)
  const sourceNetwork = <i32>(sourceEnd >>> NETWORK_SHIFT) - 1
  const destinationEnd = endOf(destination)
  const destinationNetwork = <i32>(destinationEnd >>> NETWORK_SHIFT) - 1
  const isOut = sourceNetwork >= 0
  const network = isOut ? sourceNetwork : destinationNetwork

  exporter = owner
  const place = (owner - EXPORTERS) / EXPORTER_BYTES
  const firstSlot = <usize>(<u32>(start - daySeconds) / 900)
  const lastSlot = <usize>(<u32>(end - daySeconds) / 900)
  for (let slot = firstSlot; slot <= lastSlot; slot++) store<u8>(LIVE + place * 96 + slot, 1)
  store<i32>(LIVE_RECORDS + place * 4, load<i32>(LIVE_RECORDS + place * 4) + 1)
  if (network < 0) {
    store<u32>(PAIRS + <usize>pairs * 8, source)
    store<u32>(PAIRS + <usize>pairs * 8, destination, 4)
    pairs++
    return at
  }
  store<u8>(LIVE_NETWORKS + place * networks + <usize>network, 1)
  slots += <i32>(lastSlot - firstSlot) + 1
  if (start < first) first = start
  if (end > last) last = end

  const remoteNetwork = isOut ? destinationNetwork : -1
  const local = isOut ? numberOf(source, sourceEnd) : numberOf(destination, destinationEnd)
  // The same address at both ends has a number by now.
  const remoteEnd = isOut ? (source === destination ? endOf(destination) : destinationEnd) : sourceEnd
  const remote = numberOf(isOut ? destination : source, remoteEnd)
  const hasPorts = protocol === 6 || protocol === 17 || protocol === 33 || protocol === 132 || protocol === 136
  const localPort = hasPorts ? <i32>(isOut ? sourcePort : destinationPort) : -1
  const remotePort = hasPorts ? <i32>(isOut ? destinationPort : sourcePort) : -1
  const known = protocol === 6 ? flags : -1
  let began = 0
  let beganBy = 0
  if (known > 0 && (known & 2) !== 0) {
    began = ((known & 16) === 0) === isOut ? 1 : 2
    beganBy = 2
  } else if (hasPorts) {
    began = beganByPort(protocol, localPort, remotePort)
    beganBy = began === 0 ? 0 : 3
  }

  const row = <usize>rows
  double(0, row, <f64>(start * 1000))
  double(1, row, <f64>(end * 1000))
  double(2, row, isOut ? <f64>bytes : 0)
  double(3, row, isOut ? 0 : <f64>bytes)
  double(4, row, isOut ? <f64>packets : 0)
  double(5, row, isOut ? 0 : <f64>packets)
  double(6, row, record)
  integer(0, row, network)
  integer(1, row, remoteNetwork)
  integer(2, row, remoteNetwork >= 0 ? 1 : (remoteEnd & SPECIAL) !== 0 ? 2 : 0)
  integer(3, row, <i32>local)
  integer(4, row, <i32>remote)
  integer(5, row, localPort)
  integer(6, row, remotePort)
  integer(7, row, <i32>protocol)
  integer(8, row, isOut ? known : -1)
  integer(9, row, isOut ? -1 : known)
  integer(10, row, action)
  integer(11, row, began)
  integer(12, row, beganBy)
  integer(13, row, load<i32>(owner, 36))
  rows++
  untilLook--
  return at
}
