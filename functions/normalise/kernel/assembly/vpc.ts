/** Lines of VPC flow logs: fields are separated by one space, and a record shows one direction. */
import { behind, endAt, isSix } from './addresses'
import { ownerOf } from './exporters'
import { endOfField, LF, LONGEST_LINE, next, whole } from './fields'
import { ROLES } from './memory'
import { add, isPlain } from './record'
import {
  ACTION,
  DESTINATION,
  DESTINATION_PORT,
  END,
  EXPORTER,
  PROTOCOL,
  SOURCE,
  SOURCE_BYTES,
  SOURCE_PACKETS,
  SOURCE_PORT,
  START,
  STATUS,
} from './roles'

const SPACE: u32 = 32
/** "ACCEPT" and "REJECT" less their last two letters, which are beside, and "OK", little-endian. */
const ACCE: u32 = 0x45434341
const REJE: u32 = 0x454a4552
const PT: u32 = 0x5450
const CT: u32 = 0x5443
const OK: u32 = 0x4b4f
const LAYER_IP: i32 = 1
const BY_SYN: i32 = 2

/** One line; returns where the next begins, or 0 where it is not plain. Nothing is changed before all of it is seen. */
export function vpcLine(from: usize, lastColumn: i32, record: f64): usize {
  let at = from
  let source: u32 = 0
  let destination: u32 = 0
  let sixes: i32 = 0
  let sourcePort: i32 = 0
  let destinationPort: i32 = 0
  let protocol: i32 = 0
  let packets: i64 = 0
  let bytes: i64 = 0
  let start: i64 = 0
  let end: i64 = 0
  let action: i32 = 0
  let flags: i32 = -1
  let owner: usize = 0

  for (let column = 0; column <= lastColumn; column++) {
    const role = <i32>load<u8>(ROLES + column)
    if (role === 0) at = endOfField(at, SPACE)
    else if (role <= DESTINATION) {
      const end = endAt(at, role)
      if (behind === 0) return 0
      at = behind
      sixes += i32(isSix)
      if (role === SOURCE) source = end
      else destination = end
    } else if (role === EXPORTER) {
      const after = endOfField(at, SPACE)
      owner = ownerOf(at, <i32>(after - at))
      if (owner === 0) return 0
      at = after
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
      const value = whole(at)
      if (value < 0) return 0
      at = next
      if (role === SOURCE_PACKETS) packets = value
      else if (role === SOURCE_BYTES) bytes = value
      else if (role === START) start = value
      else if (role === END) end = value
      else if (role <= DESTINATION_PORT) {
        if (value > 65_535) return 0
        if (role === SOURCE_PORT) sourcePort = <i32>value
        else destinationPort = <i32>value
      } else {
        if (value > 255) return 0
        if (role === PROTOCOL) protocol = <i32>value
        else flags = <i32>value
      }
    }
    if (<u32>load<u8>(at) !== (column === lastColumn ? LF : SPACE)) return 0
    at++
  }
  if (sixes === 1 || at - from > LONGEST_LINE) return 0
  if (!isPlain(owner, start * 1000, end * 1000, bytes, 0, packets, 0)) return 0

  if (!(protocol === 6 || protocol === 17 || protocol === 33 || protocol === 132 || protocol === 136)) {
    sourcePort = destinationPort = -1
  }
  const known = protocol === 6 ? flags : -1
  const hasSyn = known > 0 && (known & 2) !== 0
  const began = hasSyn ? ((known & 16) === 0 ? 1 : 2) : 0
  add(
    record,
    owner,
    start * 1000,
    end * 1000,
    source,
    destination,
    sixes === 2,
    sourcePort,
    destinationPort,
    protocol,
    -1,
    -1,
    LAYER_IP,
    bytes,
    0,
    packets,
    0,
    known,
    0,
    action,
    began,
    hasSyn ? BY_SYN : 0,
    0,
    0,
  )
  return at
}
