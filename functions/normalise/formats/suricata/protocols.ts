import { UNKNOWN_PROTOCOL } from '../framing/protocols.ts'

/** Names as Suricata writes them (its `known_proto`), in lower case. */
const numbers = new Map(
  Object.entries({
    hopopt: 0,
    icmp: 1,
    igmp: 2,
    'ip-in-ip': 4,
    tcp: 6,
    egp: 8,
    igp: 9,
    udp: 17,
    dccp: 33,
    ipv6: 41,
    'ipv6-route': 43,
    'ipv6-frag': 44,
    rsvp: 46,
    gre: 47,
    esp: 50,
    ah: 51,
    'ipv6-icmp': 58,
    icmpv6: 58,
    'ipv6-nonxt': 59,
    'ipv6-opts': 60,
    eigrp: 88,
    ospf: 89,
    etherip: 97,
    pim: 103,
    ipcomp: 108,
    vrrp: 112,
    l2tp: 115,
    'is-is': 124,
    sctp: 132,
    udplite: 136,
    'mpls-in-ip': 137,
  }),
)

/**
 * IANA number of a protocol as EVE names it: a name, or three digits for one without name (`143`). UNKNOWN_PROTOCOL for
 * other names (Suricata has some for protocols of the 1980s, and `Any` for several).
 */
export function eveProtocol(name: string): number {
  const known = numbers.get(name.toLowerCase())
  if (known !== undefined) return known
  return /^\d{1,3}$/.test(name) && Number(name) <= 255 ? Number(name) : UNKNOWN_PROTOCOL
}
