import type { FamilyFacts, FormatFamily } from '../format.ts'
import { nfdumpCsv } from './csv.ts'
import { nfdumpJson } from './json.ts'

/**
 * What nfdump prints of the NetFlow, IPFIX and sFlow that nfcapd kept, and of captures (https://github.com/phaag/nfdump,
 * versions 1.6.13 to 1.7.8; columns by src/output/output_csv.c and src/output/output_ndjson.c of each).
 *
 * | to 1.7.4; from 1.7.5; JSON | becomes |
 * |---|---|
 * | sa, da; srcAddr, dstAddr; src4_addr, dst4_addr (6) | the ends |
 * | sp, dp, pr; srcPort, dstPort, proto; src_port, dst_port, icmp_type, icmp_code, proto | ports, type and code, protocol |
 * | ts, te; firstSeen, lastSeen or duration; first, last (1.6: t_first, t_last) | times, in UTC |
 * | ipkt, ibyt; packets, bytes; in_packets, in_bytes | the source's counters |
 * | opkt, obyt; outPackets, outBytes; out_packets, out_bytes | the destination's counters |
 * | flg; flags; tcp_flags | flags of the source; who began |
 * | biDirection | who began |
 * | fwd; fwdStatus; fwd_status | denied by an access list |
 * | ra; routerIP; ip4_router, ip6_router | exporter |
 * | in_sni, out_sni | server name |
 *
 * Lost: AS numbers, masks, next hops, interfaces, VLANs, MPLS, MAC addresses, latencies, tunnels, translated addresses, when it
 * was received; events without counters, which are counted. Protocol 0 stands also for what an aggregation left out.
 */
export const nfdumpFamily: FormatFamily = [nfdumpCsv, nfdumpJson]

/** Its row in the table of families. */
export const nfdumpFacts: FamilyFacts = {
  formats: nfdumpFamily,
  family: 'nfdump',
  forms: ['table', 'JSON'],
  versions: '1.6.13 to 1.7.8; CSV, JSON and NDJSON',
  began: 'biDirection; else SYNs of both halves',
  answered: 'both directions, by SQL',
  bytesLayer: 'IP',
  sampling: 'NDJSON: whether; its rate, and that of CSV by sources.csv, else every packet',
}
