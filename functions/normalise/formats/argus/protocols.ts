import { decodeText } from '../framing/fields.ts'
import { parseWhole } from '../framing/numbers.ts'
import { UDP, UNKNOWN_PROTOCOL } from '../framing/protocols.ts'

/** Names of IP protocols by number, from 0, as ra writes them (`ip_proto_string` in include/argus_util.h of its clients). */
const NAMES = (
  'ip icmp igmp ggp ipnip st2 tcp cbt egp igp bbn-rcc nvp pup argus emcon xnet chaos udp mux dcn hmp prm xns-idp trunk-1 ' +
  'trunk-2 leaf-1 leaf-2 rdp irtp iso-tp4 netblt mfe-nsp merit-inp sep 3pc idpr xtp ddp idpr-cmtp tp++ il ipv6 sdrp ' +
  'ipv6-route ipv6-frag idrp rsvp gre mhrp bna esp ah i-nlsp swipe narp mobile tlsp skip ipv6-icmp ipv6-no ipv6-opts any ' +
  'cftp any sat-expak kryptolan rvd ippc any sat-mon visa ipcv cpnx cphb wsn pvp br-sat-mon sun-nd wb-mon wb-expak iso-ip ' +
  'vmtp secure-vmtp vines ttp nsfnet-igp dgp tcf eigrp ospf sprite-rpc larp mtp ax.25 ipip micp aes-sp3-d etherip encap ' +
  'pri-enc gmtp ifmp pnni pim aris scps qnx a/n ipcomp snp compaq-peer ipx-n-ip vrrp pgm zero l2tp ddx iatp stp srp uti ' +
  'smp sm ptp isis fire crtp crudp sccopmce iplt sps pipe sctp fc rsvp'
).split(' ')

const numbers = new Map<string, number>()
for (const [number, name] of NAMES.entries()) if (!numbers.has(name)) numbers.set(name, number)
// What ra sees in the payload of UDP stands in place of it.
for (const name of ['rtp', 'rtcp', 'udt']) numbers.set(name, UDP)
// Numbers that IANA has not assigned, those of several private protocols, and one for experiments (RFC 3692).
for (const name of ['unas', 'any', 'ib']) numbers.set(name, UNKNOWN_PROTOCOL)

/** What a row is of that is no flow of IP. */
export const MANAGEMENT = -1
export const EVENT = -2
/** ARP and RARP, by name or as the number of their Ethernet type. */
export const ARP = -3
/** Another protocol above Ethernet, by name or number; or one that ra does not know. */
export const LINK_LAYER = -4

const others = new Map<string, number>([
  ['man', MANAGEMENT],
  ['evt', EVENT],
  ['arp', ARP],
  ['rarp', ARP],
  ['2054', ARP],
  ['32821', ARP],
])

const LONGEST = 16

/** IANA number of a protocol as ra writes it, name or number; else what the row is of, below 0. */
export function argusProtocol(buffer: Uint8Array, start: number, end: number): number {
  if (end - start > LONGEST) return LINK_LAYER
  const number = parseWhole(buffer, start, end)
  if (number >= 0 && number <= 255) return number
  const name = decodeText(buffer, start, end)
  return others.get(name) ?? numbers.get(name) ?? LINK_LAYER
}
