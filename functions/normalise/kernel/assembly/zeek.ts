/** Rows of Zeek's conn log with TAB between fields and `-` for no word; words are what outside says of them. */
import { behind, endAt, isSix } from './addresses'
import { ownerOf } from './exporters'
import { DASH, endOfField, LF, LONGEST_LINE, micros, next, whole } from './fields'
import { ROLES } from './memory'
import { add, isPlain } from './record'
import {
  DESTINATION,
  DESTINATION_BYTES,
  DESTINATION_PACKETS,
  DESTINATION_PAYLOAD,
  DESTINATION_PORT,
  EXPORTER,
  HISTORY,
  LASTING,
  SERVICE,
  SOURCE,
  SOURCE_BYTES,
  SOURCE_PACKETS,
  SOURCE_PAYLOAD,
  SOURCE_PORT,
  STATE,
  TIME,
  TRANSPORT,
} from './roles'
import { isWord, wordOf } from './texts'

const TAB: u32 = 9
const SPACE: u32 = 32
const HASH: u32 = 35
/** "tcp", "udp" and "icmp", the former with the TAB behind, little-endian. */
const TCP_WORD: u32 = 0x09706374
const UDP_WORD: u32 = 0x09706475
const ICMP_WORD: u32 = 0x706d6369
const TCP: i32 = 6
const UDP: i32 = 17
const ICMP: i32 = 1
const ICMPV6: i32 = 58
const LAYER_IP: i32 = 1
const LAYER_PAYLOAD: i32 = 3
const BY_LOG: i32 = 1
const YES: i32 = 1
const NO: i32 = 2
/** Two bits of what a state says, beside the number of its text (`plain-form.ts` of the format). */
const ESTABLISHED: i32 = 1
const UNANSWERED: i32 = 2
const HALF_OPEN: i32 = 3
/** Bits of what a history says. */
const ORIGINATOR_SYN: i32 = 1
const RESPONDER_SYN_ACK: i32 = 2
const ORIGINATOR_WENT_ON: i32 = 4
/** Of the time a number has been read as another field's. */
const BAD: i64 = -2

/** A counter, −1 where the log has none, BAD where it is no number. */
function counter(from: usize): i64 {
  if (<u32>load<u8>(from) !== DASH) {
    const value = whole(from)
    if (value < 0) return BAD
    at = next
    return value
  }
  at = from + 1
  return -1
}

/** Where the field under way ends. */
let at: usize = 0

/** Whether the responder of a TCP connection answered, as `tcpAnswer` of the format has it. */
function answer(state: i32, history: i32, origBytes: i64, respBytes: i64): i32 {
  if (respBytes > 0) return YES
  if (state === ESTABLISHED) {
    if (origBytes > 0) return YES
    return origBytes === 0 && respBytes === 0 ? NO : 0
  }
  if (state === UNANSWERED) return NO
  return state === HALF_OPEN && (history & (ORIGINATOR_SYN | ORIGINATOR_WENT_ON)) === ORIGINATOR_SYN ? NO : 0
}

/** Whether an ICMP type has a counterpart, which stands in place of its code: asked of the format. */
declare function hasCounterpart(protocol: i32, type: i32): bool

/** One line; returns where the next begins, or 0 where it is not plain. Nothing is changed before all of it is seen. */
export function zeekLine(from: usize, lastColumn: i32, record: f64): usize {
  const begin = <u32>load<u8>(from)
  // A header, or what may be one behind blanks.
  if (begin === HASH || begin === SPACE || begin === TAB) return 0
  at = from
  let source: u32 = 0
  let destination: u32 = 0
  let sixes: i32 = 0
  let sourcePort: i32 = 0
  let destinationPort: i32 = 0
  let protocol: i32 = 0
  let startMicros: i64 = 0
  let lasting: i64 = 0
  let origBytes: i64 = -1
  let respBytes: i64 = -1
  let origIpBytes: i64 = -1
  let respIpBytes: i64 = -1
  let origPackets: i64 = -1
  let respPackets: i64 = -1
  let owner: usize = 0
  let isOwned = false
  let service: usize = 0
  let serviceBytes: i32 = 0
  let state: usize = 0
  let stateBytes: i32 = 0
  let history: usize = 0
  let historyBytes: i32 = 0

  for (let column = 0; column <= lastColumn; column++) {
    const role = <i32>load<u8>(ROLES + column)
    if (role === 0) at = endOfField(at, TAB)
    else if (role <= DESTINATION) {
      const end = endAt(at, role)
      if (behind === 0) return 0
      at = behind
      sixes += i32(isSix)
      if (role === SOURCE) source = end
      else destination = end
    } else if (role <= DESTINATION_PORT) {
      const value = whole(at)
      if (value < 0 || value > 65_535) return 0
      if (role === SOURCE_PORT) sourcePort = <i32>value
      else destinationPort = <i32>value
      at = next
    } else if (role === TIME) {
      startMicros = micros(at)
      if (startMicros < 0) return 0
      at = next
    } else if (role === LASTING) {
      if (<u32>load<u8>(at) === DASH) at++
      else {
        lasting = micros(at)
        if (lasting < 0) return 0
        at = next
      }
    } else if (role === TRANSPORT) {
      const word = load<u32>(at)
      if (word === TCP_WORD) protocol = TCP
      else if (word === UDP_WORD) protocol = UDP
      else if (word === ICMP_WORD) protocol = ICMP
      else return 0
      at += protocol === ICMP ? 4 : 3
    } else if (role === SERVICE || role === STATE || role === HISTORY || role === EXPORTER) {
      const behind = endOfField(at, TAB)
      const length = <i32>(behind - at)
      if (!isWord(length)) return 0
      if (role === SERVICE) {
        service = at
        serviceBytes = length
      } else if (role === STATE) {
        state = at
        stateBytes = length
      } else if (role === HISTORY) {
        history = at
        historyBytes = length
      } else {
        owner = ownerOf(at, length)
        if (owner === 0) return 0
        isOwned = true
      }
      at = behind
    } else {
      const value = counter(at)
      if (value === BAD) return 0
      if (role === SOURCE_BYTES) origIpBytes = value
      else if (role === DESTINATION_BYTES) respIpBytes = value
      else if (role === SOURCE_PAYLOAD) origBytes = value
      else if (role === DESTINATION_PAYLOAD) respBytes = value
      else if (role === SOURCE_PACKETS) origPackets = value
      else if (role === DESTINATION_PACKETS) respPackets = value
    }
    if (<u32>load<u8>(at) !== (column === lastColumn ? LF : TAB)) return 0
    at++
  }
  if (sixes === 1 || at - from > LONGEST_LINE) return 0
  if (!isOwned) {
    owner = ownerOf(from, 0)
    if (owner === 0) return 0
  }
  const startMs = <i64>(<u64>startMicros / 1000)
  const endMs = <i64>(<u64>(startMicros + lasting) / 1000)
  const bytesLayer =
    origIpBytes >= 0 || respIpBytes >= 0 ? LAYER_IP : origBytes >= 0 || respBytes >= 0 ? LAYER_PAYLOAD : 0
  const sourceBytes = bytesLayer === LAYER_PAYLOAD ? origBytes : origIpBytes
  const destinationBytes = bytesLayer === LAYER_PAYLOAD ? respBytes : respIpBytes
  if (!isPlain(owner, startMs, endMs, sourceBytes, destinationBytes, origPackets, respPackets)) return 0

  let icmpType = -1
  let icmpCode = -1
  if (protocol === ICMP) {
    if (sixes === 2) protocol = ICMPV6
    if (sourcePort > 255 || destinationPort > 255) return 0
    icmpType = sourcePort
    icmpCode = hasCounterpart(protocol, icmpType) ? 0 : destinationPort
    sourcePort = destinationPort = -1
  }
  // In the order in which the format's reader asks: numbers of texts are given in it.
  const stateWord = state === 0 ? 0 : wordOf(1, state, stateBytes)
  const app = service === 0 ? 0 : wordOf(0, service, serviceBytes)
  let historyBits = 0
  let answered = 0
  if (protocol === TCP) {
    if (history !== 0) historyBits = wordOf(2, history, historyBytes)
    answered = answer(stateWord & 3, historyBits, origBytes, respBytes)
  }
  const isSaid = protocol !== TCP || (historyBits & (ORIGINATOR_SYN | RESPONDER_SYN_ACK)) !== 0
  const hasBegun = isSaid && origPackets !== 0
  add(
    record,
    owner,
    startMs,
    endMs,
    source,
    destination,
    sixes === 2,
    sourcePort,
    destinationPort,
    protocol,
    icmpType,
    icmpCode,
    bytesLayer,
    sourceBytes,
    destinationBytes,
    origPackets,
    respPackets,
    -1,
    stateWord >> 2,
    0,
    hasBegun ? 1 : 0,
    hasBegun ? BY_LOG : 0,
    answered,
    app,
  )
  return at
}
