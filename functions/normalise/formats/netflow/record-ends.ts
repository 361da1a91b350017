/** The ends of a record: addresses, ports, and of ICMP type and code. */
import { readIpv4, readIpv6, wordAt } from '../../../lib/addresses.ts'
import type { RecordSink } from '../format.ts'
import { hasPorts, ICMP, ICMPV6 } from '../framing/protocols.ts'
import type { RecordKind } from './record-kind.ts'
import { either, type RecordValues, slotOf } from './values.ts'

const SOURCE_4 = slotOf('source4')
const SOURCE_6 = slotOf('source6')
const DESTINATION_4 = slotOf('destination4')
const DESTINATION_6 = slotOf('destination6')
const NAT_4 = slotOf('natDestination4')
const NAT_6 = slotOf('natDestination6')
const NAT_PORT = slotOf('natDestinationPort')
const SOURCE_PORT = slotOf('sourcePort')
const DESTINATION_PORT = slotOf('destinationPort')
const VERSION = slotOf('version')
const ICMP_4 = slotOf('icmp4')
const ICMP_6 = slotOf('icmp6')
const ICMP_4_TYPE = slotOf('icmp4Type')
const ICMP_4_CODE = slotOf('icmp4Code')
const ICMP_6_TYPE = slotOf('icmp6Type')
const ICMP_6_CODE = slotOf('icmp6Code')

export interface RecordEnds {
  /** Sets the draft's addresses; false where the record has none, and is rejected. */
  readEnds(bytes: Buffer): boolean
  /** Sets its ports, or type and code, by its protocol. */
  readPorts(kind: RecordKind): void
}

export function endsOf(sink: RecordSink, { of }: RecordValues): RecordEnds {
  const { draft } = sink

  function readEnds(bytes: Buffer): boolean {
    // Of a template for both families, one address of each end is zero.
    const isSix = isOfSix(bytes)
    const source = of[isSix ? SOURCE_6 : SOURCE_4] as number
    const destination = of[isSix ? DESTINATION_6 : DESTINATION_4] as number
    const nat = of[isSix ? NAT_6 : NAT_4] as number
    if (!(source >= 0)) return refuseEnd('source')
    if (!(destination >= 0)) return refuseEnd('destination')
    // Behind a translated address stands the end itself.
    const end = nat >= 0 && !isZero(bytes, nat, isSix) ? nat : destination
    const read = isSix ? readIpv6 : readIpv4
    read(bytes, source, draft.source)
    read(bytes, end, draft.destination)
    return true
  }

  function refuseEnd(which: 'source' | 'destination'): false {
    sink.reject('missing_field', `${which}IPv4Address, ${which}IPv6Address`, 'neither')
    return false
  }

  function isOfSix(bytes: Buffer): boolean {
    const six = of[SOURCE_6] as number
    if (!(six >= 0)) return (of[DESTINATION_6] as number) >= 0
    const four = of[SOURCE_4] as number
    if (!(four >= 0)) return true
    const version = of[VERSION] as number
    if (version === 4 || version === 6) return version === 6
    return isZero(bytes, four, false) && !isZero(bytes, six, true)
  }

  function readPorts(kind: RecordKind): void {
    const { protocol } = draft
    if (hasPorts(protocol)) {
      draft.sourcePort = portOf(of[SOURCE_PORT] as number)
      const behind = of[NAT_PORT] as number
      draft.destinationPort = portOf(behind > 0 ? behind : (of[DESTINATION_PORT] as number))
    } else if (protocol === ICMP || protocol === ICMPV6) readIcmp(kind, protocol === ICMPV6)
  }

  /** Type and code, where no element has them in the destination's port (RFC 3954 does not say it, Cisco's routers do it). */
  function readIcmp(kind: RecordKind, isSix: boolean): void {
    const type = of[isSix ? ICMP_6_TYPE : ICMP_4_TYPE] as number
    if (type >= 0) {
      draft.icmpType = type & 255
      const code = of[isSix ? ICMP_6_CODE : ICMP_4_CODE] as number
      if (code >= 0) draft.icmpCode = code & 255
      return
    }
    const both = kind.hasIcmp
      ? either(of[isSix ? ICMP_6 : ICMP_4] as number, of[isSix ? ICMP_4 : ICMP_6] as number)
      : (of[DESTINATION_PORT] as number)
    if (!(both >= 0)) return
    draft.icmpType = (both >> 8) & 255
    draft.icmpCode = both & 255
  }

  return { readEnds, readPorts }
}

/** A port that is no 16-bit number is none. */
const portOf = (value: number): number => (value >= 0 && value <= 65_535 ? value : -1)

function isZero(bytes: Buffer, at: number, isSix: boolean): boolean {
  if (wordAt(bytes, at) !== 0) return false
  return !isSix || (wordAt(bytes, at + 4) === 0 && wordAt(bytes, at + 8) === 0 && wordAt(bytes, at + 12) === 0)
}
