import type { FamilyFacts, FormatFamily } from '../format.ts'
import { zeekConn } from './conn.ts'
import { zeekConnJson } from './json-conn.ts'

/**
 * Logs of Zeek (https://docs.zeek.org/en/master/log-formats.html), of which conn.log has the connections
 * (https://docs.zeek.org/en/master/scripts/base/protocols/conn/main.zeek.html): ASCII with its own header, plain TSV, and JSON,
 * also in the envelopes of Corelight's sensors, Kafka and Security Onion.
 *
 * | field | becomes |
 * |---|---|
 * | id.orig_h, id.resp_h | the ends: originator and responder |
 * | id.orig_p, id.resp_p, proto, ip_proto | ports, or type and code of ICMP; protocol |
 * | ts, duration | times, floored to ms |
 * | orig_ip_bytes, resp_ip_bytes, else orig_bytes, resp_bytes; orig_pkts, resp_pkts | counters both ways |
 * | conn_state, history, payload counters | state; who began, who answered |
 * | service | application |
 * | server_name of ssl and quic, host of http, by uid | server name, where they stand before in the same file |
 * | _node_name, _system_name, observer.name | exporter |
 *
 * Lost: the code of ICMP messages that have a counterpart (Zeek logs the counterpart's type in its place); VLANs, MAC
 * addresses, tunnels, `missed_bytes` and all others that are not named above. Other logs of Zeek are skipped by name.
 */
export const zeekFamily: FormatFamily = [zeekConn, zeekConnJson]

/** Its row in the table of families. */
export const zeekFacts: FamilyFacts = {
  formats: zeekFamily,
  family: 'Zeek conn',
  forms: ['table', 'JSON'],
  versions: 'TSV and JSON, also of Corelight and Security Onion',
  began: 'originator; of TCP where history has its SYN or the SYN+ACK',
  answered: 'conn_state, history, payload',
  bytesLayer: 'IP, else payload',
  sampling: 'every packet, else sources.csv',
}
