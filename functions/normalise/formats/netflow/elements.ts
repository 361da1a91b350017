/**
 * The information elements that are read, of the registry of IPFIX (https://www.iana.org/assignments/ipfix) and, with the
 * same numbers below 128, of NetFlow v9 (RFC 3954, section 8).
 */

/** How the bytes of a field become a number. */
export const WHOLE = 0
/** The number is the place of an IPv4 or IPv6 address in the buffer. */
export const PLACE_4 = 1
export const PLACE_6 = 2
/** Epoch milliseconds of seconds, and of NTP's 64-bit timestamp (RFC 7011, sections 6.1.7 and 6.1.9). */
export const SECONDS = 3
export const NTP = 4
export const DOUBLE = 5
/** Milliseconds of microseconds. */
export const MICROSECONDS = 6
export type Reading =
  | typeof WHOLE
  | typeof PLACE_4
  | typeof PLACE_6
  | typeof SECONDS
  | typeof NTP
  | typeof DOUBLE
  | typeof MICROSECONDS

/** What a field says, whatever element says it: the place of its number in a record's values. */
export const slots = [
  'source4',
  'source6',
  'destination4',
  'destination6',
  'natDestination4',
  'natDestination6',
  'natDestinationPort',
  'sourcePort',
  'destinationPort',
  'protocol',
  'version',
  'start',
  'end',
  'startUptime',
  'endUptime',
  'startBefore',
  'endBefore',
  'duration',
  'observed',
  'bootTime',
  'octets',
  'packets',
  'octetsOfBoth',
  'postOctets',
  'postPackets',
  'layer2Octets',
  'reverseOctets',
  'reversePackets',
  'initiatorOctets',
  'responderOctets',
  'initiatorPackets',
  'responderPackets',
  'flags',
  'firstFlags',
  'laterFlags',
  'reverseFlags',
  'reverseFirstFlags',
  'reverseLaterFlags',
  'icmp4',
  'icmp6',
  'icmp4Type',
  'icmp4Code',
  'icmp6Type',
  'icmp6Code',
  'biflowDirection',
  'firewallEvent',
  'natEvent',
  'forwarding',
  'interface',
  'sampler',
  'sampledOneIn',
  'sampledPackets',
  'skippedPackets',
  'sampleSize',
  'samplePopulation',
  'sampleProbability',
] as const
export type Slot = (typeof slots)[number]

export interface Element {
  name: string
  slot: Slot
  reading: Reading
  /** Of several fields of a template for one slot the highest wins, then the first. */
  rank: number
  /** Lengths in bytes that can be read; others are passed over. */
  least: number
  most: number
}

/** Private enterprise numbers: reverse elements (RFC 5103, section 6.1), CERT's (YAF), ntop's. */
const REVERSE = 29_305
const CERT = 6871
export const NTOP = 35_632

const known = new Map<number, Element>()
const keyOf = (enterprise: number, id: number) => enterprise * 65_536 + id

/** Lengths that each reading can have; whole numbers may be reduced (RFC 7011, section 6.2). */
const lengthsOf: Record<Reading, [least: number, most: number]> = {
  [WHOLE]: [1, 8],
  [PLACE_4]: [4, 4],
  [PLACE_6]: [16, 16],
  [SECONDS]: [4, 4],
  [NTP]: [8, 8],
  [DOUBLE]: [8, 8],
  [MICROSECONDS]: [1, 8],
}

function add(id: number, name: string, slot: Slot, reading: Reading = WHOLE, rank = 1, enterprise = 0): void {
  const [least, most] = lengthsOf[reading]
  known.set(keyOf(enterprise, id), { name, slot, reading, rank, least, most })
}

add(8, 'sourceIPv4Address', 'source4', PLACE_4)
add(27, 'sourceIPv6Address', 'source6', PLACE_6)
add(12, 'destinationIPv4Address', 'destination4', PLACE_4)
add(28, 'destinationIPv6Address', 'destination6', PLACE_6)
add(226, 'postNATDestinationIPv4Address', 'natDestination4', PLACE_4)
add(282, 'postNATDestinationIPv6Address', 'natDestination6', PLACE_6)
add(228, 'postNAPTDestinationTransportPort', 'natDestinationPort')
add(40_002, 'NF_F_XLATE_DST_ADDR_IPV4', 'natDestination4', PLACE_4)
add(40_004, 'NF_F_XLATE_DST_PORT', 'natDestinationPort')
add(7, 'sourceTransportPort', 'sourcePort', WHOLE, 2)
add(11, 'destinationTransportPort', 'destinationPort', WHOLE, 2)
for (const id of [180, 182]) add(id, id === 180 ? 'udpSourcePort' : 'tcpSourcePort', 'sourcePort')
for (const id of [181, 183]) add(id, id === 181 ? 'udpDestinationPort' : 'tcpDestinationPort', 'destinationPort')
add(4, 'protocolIdentifier', 'protocol')
add(60, 'ipVersion', 'version')

add(150, 'flowStartSeconds', 'start', SECONDS, 1)
add(152, 'flowStartMilliseconds', 'start', WHOLE, 2)
add(154, 'flowStartMicroseconds', 'start', NTP, 3)
add(156, 'flowStartNanoseconds', 'start', NTP, 4)
add(151, 'flowEndSeconds', 'end', SECONDS, 1)
add(153, 'flowEndMilliseconds', 'end', WHOLE, 2)
add(155, 'flowEndMicroseconds', 'end', NTP, 3)
add(157, 'flowEndNanoseconds', 'end', NTP, 4)
add(22, 'flowStartSysUpTime', 'startUptime')
add(21, 'flowEndSysUpTime', 'endUptime')
add(158, 'flowStartDeltaMicroseconds', 'startBefore', MICROSECONDS)
add(159, 'flowEndDeltaMicroseconds', 'endBefore', MICROSECONDS)
add(161, 'flowDurationMilliseconds', 'duration', WHOLE, 1)
add(162, 'flowDurationMicroseconds', 'duration', MICROSECONDS, 2)
add(322, 'observationTimeSeconds', 'observed', SECONDS, 1)
add(323, 'observationTimeMilliseconds', 'observed', WHOLE, 2)
add(324, 'observationTimeMicroseconds', 'observed', NTP, 3)
add(325, 'observationTimeNanoseconds', 'observed', NTP, 4)
add(160, 'systemInitTimeMilliseconds', 'bootTime')

add(1, 'octetDeltaCount', 'octets', WHOLE, 2)
add(2, 'packetDeltaCount', 'packets', WHOLE, 2)
add(85, 'octetTotalCount', 'octets', WHOLE, 1)
add(86, 'packetTotalCount', 'packets', WHOLE, 1)
add(23, 'postOctetDeltaCount', 'postOctets', WHOLE, 2)
add(24, 'postPacketDeltaCount', 'postPackets', WHOLE, 2)
add(171, 'postOctetTotalCount', 'postOctets', WHOLE, 1)
add(172, 'postPacketTotalCount', 'postPackets', WHOLE, 1)
add(352, 'layer2OctetDeltaCount', 'layer2Octets', WHOLE, 2)
add(353, 'layer2OctetTotalCount', 'layer2Octets', WHOLE, 1)
add(1, 'reverseOctetDeltaCount', 'reverseOctets', WHOLE, 2, REVERSE)
add(2, 'reversePacketDeltaCount', 'reversePackets', WHOLE, 2, REVERSE)
add(85, 'reverseOctetTotalCount', 'reverseOctets', WHOLE, 1, REVERSE)
add(86, 'reversePacketTotalCount', 'reversePackets', WHOLE, 1, REVERSE)
add(231, 'initiatorOctets', 'initiatorOctets')
add(232, 'responderOctets', 'responderOctets')
add(298, 'initiatorPackets', 'initiatorPackets')
add(299, 'responderPackets', 'responderPackets')

add(6, 'tcpControlBits', 'flags')
add(6, 'reverseTcpControlBits', 'reverseFlags', WHOLE, 1, REVERSE)
add(14, 'initialTCPFlags', 'firstFlags', WHOLE, 1, CERT)
add(15, 'unionTCPFlags', 'laterFlags', WHOLE, 1, CERT)
add(14 | 0x4000, 'reverseInitialTCPFlags', 'reverseFirstFlags', WHOLE, 1, CERT)
add(15 | 0x4000, 'reverseUnionTCPFlags', 'reverseLaterFlags', WHOLE, 1, CERT)
add(32, 'icmpTypeCodeIPv4', 'icmp4')
add(139, 'icmpTypeCodeIPv6', 'icmp6')
add(176, 'icmpTypeIPv4', 'icmp4Type')
add(177, 'icmpCodeIPv4', 'icmp4Code')
add(178, 'icmpTypeIPv6', 'icmp6Type')
add(179, 'icmpCodeIPv6', 'icmp6Code')

add(239, 'biflowDirection', 'biflowDirection')
add(233, 'firewallEvent', 'firewallEvent', WHOLE, 2)
add(40_005, 'NF_F_FW_EVENT', 'firewallEvent', WHOLE, 1)
add(230, 'natEvent', 'natEvent')
add(89, 'forwardingStatus', 'forwarding')

add(10, 'ingressInterface', 'interface')
add(48, 'samplerId', 'sampler', WHOLE, 1)
add(302, 'selectorId', 'sampler', WHOLE, 2)
add(34, 'samplingInterval', 'sampledOneIn', WHOLE, 1)
add(50, 'samplerRandomInterval', 'sampledOneIn', WHOLE, 2)
add(305, 'samplingPacketInterval', 'sampledPackets')
add(306, 'samplingPacketSpace', 'skippedPackets')
add(309, 'samplingSize', 'sampleSize')
add(310, 'samplingPopulation', 'samplePopulation')
add(311, 'samplingProbability', 'sampleProbability', DOUBLE)

/** The element of a field, undefined where nothing reads it. `enterprise`: 0 for IANA's. */
export const elementOf = (enterprise: number, id: number): Element | undefined => known.get(keyOf(enterprise, id))

/** What its owner may look for: a name where it is known, else its number. */
export function elementName(enterprise: number, id: number): string {
  return elementOf(enterprise, id)?.name ?? (enterprise === 0 ? `element ${id}` : `element ${enterprise}/${id}`)
}
