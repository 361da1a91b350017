import type { FamilyFacts, FormatFamily } from '../format.ts'
import { suricataEve } from './eve.ts'

/**
 * Suricata's EVE log (https://docs.suricata.io/en/suricata-7.0.15/output/eve/eve-json-format.html), as Suricata writes it
 * and as AWS Network Firewall wraps it.
 *
 * | field | becomes |
 * |---|---|
 * | src_ip, dest_ip | the ends: client and server as Suricata sees them |
 * | src_port, dest_port, icmp_type, icmp_code, proto | ports, type and code, protocol |
 * | flow.start, flow.end (netflow.…) | times, floored to ms |
 * | bytes and pkts, _toserver and _toclient (netflow: bytes, pkts) | counters, with the Ethernet header |
 * | tcp_flags_ts, tcp_flags_tc (netflow: tcp_flags) | flags; who began, who answered |
 * | flow.state, flow.action, app_proto | state, allowed or denied, application |
 * | tls.sni, quic.sni, http.hostname of the same flow_id | server name |
 * | host, else firewall_name | exporter |
 *
 * Lost: alerts and all other events, which are counted by kind; VLANs, `community_id`, interfaces, why a flow ended.
 */
export const suricataFamily: FormatFamily = [suricataEve]

/** Its row in the table of families. */
export const suricataFacts: FamilyFacts = {
  formats: suricataFamily,
  family: 'Suricata EVE',
  forms: ['JSON'],
  versions: 'flow and netflow events, also of AWS Network Firewall',
  began: 'client of the flow; of TCP where it sent a SYN',
  answered: 'SYN of the server',
  bytesLayer: 'captured frames, with Ethernet; unknown in AWS Network Firewall',
  sampling: 'every packet, else sources.csv',
}
