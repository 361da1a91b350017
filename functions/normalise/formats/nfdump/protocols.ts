import { decodeText } from '../framing/fields.ts'
import { parseWhole } from '../framing/numbers.ts'

/**
 * Names by number, from 0, as nfdump writes them (`protoList` in src/lib/output_util.c of v1.7.1); those without a name are
 * numbers, with blanks after them.
 */
const NAMES = (
  '0 ICMP IGMP GGP IPIP ST TCP CBT EGP IGP BBN NVPII PUP ARGUS ENCOM XNET CHAOS UDP MUX DCN HMP PRM XNS Trnk1 Trnk2 Leaf1 ' +
  'Leaf2 RDP IRTP ISO-4 NETBK MFESP MEINP DCCP 3PC IDPR XTP DDP IDPR TP++ IL IPv6 SDRP Rte6 Frag6 IDRP RSVP GRE MHRP BNA ' +
  'ESP AH INLSP SWIPE NARP MOBIL TLSP SKIP ICMP6 NOHE6 OPTS6 HOST CFTP NET SATNT KLAN RVD IPPC FS SATM VISA IPCV CPNX CPHB ' +
  'WSN PVP BSATM SUNND WBMON WBEXP ISOIP VMTP SVMTP VINES TTP NSIGP DGP TCF EIGRP OSPF S-RPC LARP MTP AX.25 OS MICP SCCSP ' +
  'ETHIP ENCAP 99 GMTP IFMP PNNI PIM ARIS SCPS QNX A/N IPcmp SNP CpqPP IPXIP VRRP PGM 0hop L2TP DDX IATP STP SRP UTI SMP ' +
  'SM PTP ISIS4 FIRE CRTP CRUDP 128 IPLT SPS PIPE SCTP FC 134 MHEAD UDP-L MPLS'
).split(' ')

const numbers = new Map<string, number>()
// IDPR stands for 35 and for 38: the first is taken.
for (const [number, name] of NAMES.entries()) if (!numbers.has(name)) numbers.set(name, number)

/** IANA number of a protocol as nfdump writes it, name or number; −1 where it is neither. */
export function nfdumpProtocol(buffer: Uint8Array, start: number, fieldEnd: number): number {
  let end = fieldEnd
  while (end > start && buffer[end - 1] === 32) end--
  const number = parseWhole(buffer, start, end)
  if (number >= 0) return number <= 255 ? number : -1
  return end - start > 5 ? -1 : (numbers.get(decodeText(buffer, start, end)) ?? -1)
}
