/** Packets of captures: pcap and pcapng, of any byte order. */

/** Bytes of a packet, or of a block, that are held; a claim of more is damage. Tcpdump's longest packet has 262,144. */
const MOST_BYTES = 1_048_576

const PCAP_HEADER = 24
/** Magic numbers of pcap (https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap): µs, ns, and Kuznetzov's longer packets. */
const MICROSECONDS = 0xa1b2c3d4
const NANOSECONDS = 0xa1b23c4d
const MODIFIED = 0xa1b2cd34
const PACKET_HEADER = 16
const MODIFIED_PACKET_HEADER = 24

/** Block types of pcapng (draft-ietf-opsawg-pcapng). */
const SECTION = 0x0a0d0d0a
const BYTE_ORDER = 0x1a2b3c4d
const INTERFACE = 1
const OLD_PACKET = 2
const SIMPLE_PACKET = 3
const ENHANCED_PACKET = 6
/** Interfaces of a section that are remembered. */
const MOST_INTERFACES = 65_536

export interface PacketHandler {
  /** A packet of a link type: [start, end) of what was captured. */
  onPacket(link: number, bytes: Buffer, start: number, end: number): void
  /** A part, or all from here on, cannot be read. */
  onDamage(found: string): void
}

/** Whether content begins as a capture does. */
export function isCapture(bytes: Buffer): boolean {
  if (bytes.length < PCAP_HEADER) return false
  if (bytes.readUInt32BE(0) === SECTION) return orderOfSection(bytes, 0) !== undefined
  const isBig = orderOf(bytes)
  return isBig !== undefined && (isBig ? bytes.readUInt16BE(4) : bytes.readUInt16LE(4)) === 2
}

/** What takes a capture as `readPieces` asks. */
export function createCaptureReader(handler: PacketHandler): (bytes: Buffer, start: number, end: number) => number {
  let take: ((bytes: Buffer, start: number, end: number) => number) | undefined
  return (bytes, start, end) => {
    if (take === undefined) {
      if (end - start < PCAP_HEADER) return 0
      take = bytes.readUInt32BE(start) === SECTION ? createPcapngReader(handler) : undefined
      if (take === undefined) {
        take = createPcapReader(handler, bytes.subarray(start, start + PCAP_HEADER))
        return PCAP_HEADER
      }
    }
    return take(bytes, start, end)
  }
}

/** Whether a pcap header is big-endian; undefined where it is none. */
function orderOf(bytes: Buffer): boolean | undefined {
  const magics = [MICROSECONDS, NANOSECONDS, MODIFIED]
  if (magics.includes(bytes.readUInt32BE(0))) return true
  return magics.includes(bytes.readUInt32LE(0)) ? false : undefined
}

function orderOfSection(bytes: Buffer, at: number): boolean | undefined {
  if (bytes.readUInt32BE(at + 8) === BYTE_ORDER) return true
  return bytes.readUInt32LE(at + 8) === BYTE_ORDER ? false : undefined
}

function createPcapReader({ onPacket, onDamage }: PacketHandler, header: Buffer) {
  const isBig = orderOf(header) === true
  const u32 = (bytes: Buffer, at: number) => (isBig ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at))
  const packetHeader = u32(header, 0) === MODIFIED ? MODIFIED_PACKET_HEADER : PACKET_HEADER
  // The high bits say how long the check sequence of a frame is.
  const link = u32(header, 20) & 0xffff
  let isLost = false
  return (bytes: Buffer, start: number, end: number): number => {
    if (isLost) return end - start
    if (end - start < packetHeader) return 0
    const captured = u32(bytes, start + 8)
    if (captured > MOST_BYTES) {
      isLost = true
      onDamage(`a packet of ${captured} bytes`)
      return end - start
    }
    const whole = packetHeader + captured
    if (end - start < whole) return 0
    onPacket(link, bytes, start + packetHeader, start + whole)
    return whole
  }
}

interface CapturedOn {
  link: number
  /** Bytes of a packet that are captured at most; 0 all. */
  longest: number
}

function createPcapngReader({ onPacket, onDamage }: PacketHandler) {
  let isBig = false
  let interfaces: CapturedOn[] = []
  let isLost = false
  const u16 = (bytes: Buffer, at: number) => (isBig ? bytes.readUInt16BE(at) : bytes.readUInt16LE(at))
  const u32 = (bytes: Buffer, at: number) => (isBig ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at))

  function lose(found: string, bytes: number): number {
    isLost = true
    onDamage(found)
    return bytes
  }

  /** `at`: of an interface's number in the block, of the packet's captured length, and of the packet. */
  function takePacket(bytes: Buffer, on: number, captured: number, at: number, end: number): boolean {
    const from = interfaces[on]
    if (from === undefined || captured > end - at) return false
    onPacket(from.link, bytes, at, at + captured)
    return true
  }

  function takeBlock(type: number, bytes: Buffer, at: number, end: number): boolean {
    switch (type) {
      case INTERFACE:
        if (end - at < 8 || interfaces.length >= MOST_INTERFACES) return false
        interfaces.push({ link: u16(bytes, at), longest: u32(bytes, at + 4) })
        return true
      case ENHANCED_PACKET:
        return end - at >= 20 && takePacket(bytes, u32(bytes, at), u32(bytes, at + 12), at + 20, end)
      case OLD_PACKET:
        return end - at >= 20 && takePacket(bytes, u16(bytes, at), u32(bytes, at + 12), at + 20, end)
      case SIMPLE_PACKET: {
        if (end - at < 4) return false
        const longest = interfaces[0]?.longest ?? 0
        const captured = Math.min(u32(bytes, at), longest === 0 ? Number.POSITIVE_INFINITY : longest)
        return takePacket(bytes, 0, captured, at + 4, end)
      }
      default:
        return true
    }
  }

  return (bytes: Buffer, start: number, end: number): number => {
    if (isLost) return end - start
    if (end - start < 12) return 0
    if (bytes.readUInt32BE(start) === SECTION) {
      const order = orderOfSection(bytes, start)
      if (order === undefined) return lose('a section without a byte order', end - start)
      isBig = order
      interfaces = []
    }
    const type = u32(bytes, start)
    const length = u32(bytes, start + 4)
    if (length < 12 || length % 4 !== 0) return lose(`a block of ${length} bytes`, end - start)
    const isPacket = type === ENHANCED_PACKET || type === OLD_PACKET || type === SIMPLE_PACKET || type === INTERFACE
    // What is not needed is passed over unseen, however long it is.
    if (!isPacket) return length
    if (length > MOST_BYTES) return lose(`a packet of ${length} bytes`, end - start)
    if (end - start < length) return 0
    if (!takeBlock(type, bytes, start + 8, start + length - 4))
      onDamage(`a block of type ${type} whose parts do not fit it`)
    return length
  }
}
