/** UDP datagrams in captured packets. */

/** Link types of captures (https://www.tcpdump.org/linktypes.html) that are read, and what stands before the packet. */
const NULL = 0
const ETHERNET = 1
const LOOP = 108
const LINUX_COOKED = 113
const LINUX_COOKED_2 = 276
const RAW_TYPES = new Set([12, 14, 101, 228, 229])

const IPV4 = 0x0800
const IPV6 = 0x86dd
/** IEEE 802.1Q, 802.1ad, and what came before it. */
const VLAN_TYPES = new Set([0x8100, 0x88a8, 0x9100])
const MOST_VLANS = 4
const UDP = 17
const UDP_HEADER = 8

/** IPv6 extension headers that may stand before UDP (RFC 8200, section 4; RFC 4302). */
const HOP_BY_HOP = 0
const ROUTING = 43
const FRAGMENT = 44
const AUTHENTICATION = 51
const DESTINATION_OPTIONS = 60
const MOST_EXTENSIONS = 8

export const isKnownLink = (type: number): boolean =>
  type === NULL ||
  type === ETHERNET ||
  type === LOOP ||
  type === LINUX_COOKED ||
  type === LINUX_COOKED_2 ||
  RAW_TYPES.has(type)

/** A UDP datagram of a packet; one instance is filled again for each. */
export interface UdpDatagram {
  /** Places of the addresses, of 4 or 16 bytes. */
  source: number
  destination: number
  addressBytes: 4 | 16
  sourcePort: number
  destinationPort: number
  /** Its payload as far as it was captured. */
  start: number
  end: number
  /** Bytes of the payload that are missing: cut by the capture, or in other fragments. */
  missing: number
  isFragment: boolean
}

export const emptyDatagram = (): UdpDatagram => ({
  source: 0,
  destination: 0,
  addressBytes: 4,
  sourcePort: 0,
  destinationPort: 0,
  start: 0,
  end: 0,
  missing: 0,
  isFragment: false,
})

/** Finds the UDP datagram, or its first fragment, of a packet [start, end); false where it is something else. */
export function findDatagram(link: number, bytes: Buffer, start: number, end: number, into: UdpDatagram): boolean {
  let at = start
  let type = 0
  if (link === ETHERNET) {
    type = typeAt(bytes, at + 12, end)
    at += 14
  } else if (link === LINUX_COOKED) {
    type = typeAt(bytes, at + 14, end)
    at += 16
  } else if (link === LINUX_COOKED_2) {
    type = typeAt(bytes, at, end)
    at += 20
  } else if (link === NULL || link === LOOP) at += 4
  for (let vlans = 0; VLAN_TYPES.has(type) && vlans < MOST_VLANS; vlans++) {
    type = typeAt(bytes, at + 2, end)
    at += 4
  }
  if (at >= end) return false
  const version = (bytes[at] as number) >> 4
  // Where the link says which it is, both must agree.
  if (version === 4 && (type === 0 || type === IPV4)) return inIpv4(bytes, at, end, into)
  return version === 6 && (type === 0 || type === IPV6) && inIpv6(bytes, at, end, into)
}

const typeAt = (bytes: Buffer, at: number, end: number): number => (at + 2 <= end ? bytes.readUInt16BE(at) : -1)

/** RFC 791, section 3.1. */
function inIpv4(bytes: Buffer, at: number, end: number, into: UdpDatagram): boolean {
  const header = ((bytes[at] as number) & 15) * 4
  if (header < 20 || end - at < header + UDP_HEADER || bytes[at + 9] !== UDP) return false
  const fragment = bytes.readUInt16BE(at + 6)
  // A later fragment does not say whose it is.
  if ((fragment & 0x1fff) !== 0) return false
  into.source = at + 12
  into.destination = at + 16
  into.addressBytes = 4
  into.isFragment = (fragment & 0x2000) !== 0
  return inUdp(bytes, at + header, end, into)
}

/** RFC 8200, sections 3 and 4. */
function inIpv6(bytes: Buffer, at: number, end: number, into: UdpDatagram): boolean {
  if (end - at < 40) return false
  into.source = at + 8
  into.destination = at + 24
  into.addressBytes = 16
  into.isFragment = false
  let next = bytes[at + 6] as number
  let place = at + 40
  for (let extensions = 0; next !== UDP && extensions < MOST_EXTENSIONS; extensions++) {
    if (end - place < 8) return false
    const isExtension = next === HOP_BY_HOP || next === ROUTING || next === DESTINATION_OPTIONS
    if (!isExtension && next !== FRAGMENT && next !== AUTHENTICATION) return false
    const fragment = next === FRAGMENT ? bytes.readUInt16BE(place + 2) : 0
    // A later fragment does not say whose it is.
    if (fragment >> 3 !== 0) return false
    if ((fragment & 1) !== 0) into.isFragment = true
    const length = bytes[place + 1] as number
    const size = next === FRAGMENT ? 8 : next === AUTHENTICATION ? (length + 2) * 4 : (length + 1) * 8
    next = bytes[place] as number
    place += size
  }
  return next === UDP && end - place >= UDP_HEADER && inUdp(bytes, place, end, into)
}

function inUdp(bytes: Buffer, at: number, end: number, into: UdpDatagram): boolean {
  const length = bytes.readUInt16BE(at + 4)
  if (length < UDP_HEADER) return false
  into.sourcePort = bytes.readUInt16BE(at)
  into.destinationPort = bytes.readUInt16BE(at + 2)
  into.start = at + UDP_HEADER
  into.end = Math.min(end, at + length)
  into.missing = at + length - into.end
  return true
}
