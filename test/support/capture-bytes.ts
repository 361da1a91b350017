/** Captures of UDP datagrams for tests: packets by their specifications, in pcap and pcapng. */
import { bytesOfValue } from './netflow-bytes.ts'

const u16 = (value: number) => bytesOfValue(value, 2)
const u32 = (value: number) => bytesOfValue(value, 4)

export interface Udp {
  source?: string
  destination?: string
  sourcePort?: number
  destinationPort?: number
  payload: Uint8Array
  /** The IPv4 field of flags and fragment offset. */
  fragment?: number
  /** Bytes that the UDP header claims beyond those that are there. */
  missing?: number
}

/** An IPv4 or IPv6 packet, by its addresses. */
export function ipPacket(udp: Udp): number[] {
  const { source = '192.0.2.1', destination = '192.0.2.100', sourcePort = 50_000, destinationPort = 2055 } = udp
  const length = 8 + udp.payload.length + (udp.missing ?? 0)
  const datagram = [...u16(sourcePort), ...u16(destinationPort), ...u16(length), 0, 0, ...udp.payload]
  const addresses = [...bytesOfValue(source, 0), ...bytesOfValue(destination, 0)]
  if (source.includes(':')) return [0x60, 0, 0, 0, ...u16(length), 17, 64, ...addresses, ...datagram]
  return [0x45, 0, ...u16(20 + length), 0, 7, ...u16(udp.fragment ?? 0), 64, 17, 0, 0, ...addresses, ...datagram]
}

const etherType = (packet: readonly number[]) => ((packet[0] ?? 0) >> 4 === 6 ? [0x86, 0xdd] : [0x08, 0x00])

/** An Ethernet frame, with a VLAN tag for each number. */
export const ethernet = (packet: readonly number[], vlans: readonly number[] = []): number[] => [
  ...new Array<number>(12).fill(2),
  ...vlans.flatMap(vlan => [0x81, 0x00, ...u16(vlan)]),
  ...etherType(packet),
  ...packet,
]

const little = (value: number, length: number) => bytesOfValue(value, length).reverse()

export interface PcapOptions {
  magic?: number
  bigEndian?: boolean
  link?: number
  /** Bytes of a packet that are captured. */
  snapLength?: number
}

export function pcap(packets: readonly (readonly number[])[], options: PcapOptions = {}): Uint8Array {
  const { magic = 0xa1b2c3d4, bigEndian = false, link = 1, snapLength = 262_144 } = options
  const number = bigEndian ? bytesOfValue : little
  return Uint8Array.from([
    ...number(magic, 4),
    ...number(2, 2),
    ...number(4, 2),
    ...number(0, 8),
    ...number(snapLength, 4),
    ...number(link, 4),
    ...packets.flatMap(packet => {
      const captured = packet.slice(0, snapLength)
      const times = [...number(1_491_048_000, 4), ...number(999_999_999, 4)]
      return [...times, ...number(captured.length, 4), ...number(packet.length, 4), ...captured]
    }),
  ])
}

export type Block =
  | { link: number; snapLength?: number }
  | { on: number; packet: readonly number[] }
  | { simple: readonly number[] }

/** A section of pcapng: its header, a block that nothing needs, and the blocks. */
export function pcapngSection(blocks: readonly Block[], { bigEndian = false } = {}): Uint8Array {
  const number = bigEndian ? bytesOfValue : little
  const block = (type: number, body: readonly number[]) => {
    const padded = [...body, ...new Array<number>((4 - (body.length % 4)) % 4).fill(0)]
    const length = number(12 + padded.length, 4)
    return [...number(type, 4), ...length, ...padded, ...length]
  }
  const bytesOfBlock = (of: Block): number[] => {
    if ('link' in of) return block(1, [...number(of.link, 2), 0, 0, ...number(of.snapLength ?? 0, 4)])
    if ('simple' in of) return block(3, [...number(of.simple.length, 4), ...of.simple])
    const length = number(of.packet.length, 4)
    return block(6, [...number(of.on, 4), ...number(0, 8), ...length, ...length, ...of.packet])
  }
  return Uint8Array.from([
    ...block(0x0a0d0d0a, [
      ...number(0x1a2b3c4d, 4),
      ...number(1, 2),
      ...number(0, 2),
      ...new Array<number>(8).fill(255),
    ]),
    ...block(0x0bad, [...u32(7), ...u16(1)]),
    ...blocks.flatMap(bytesOfBlock),
  ])
}
