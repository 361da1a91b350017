import type { FamilyFacts, FormatFamily } from '../format.ts'
import { fortigateTraffic } from './traffic.ts'

/**
 * Traffic logs of Fortinet's firewalls, by the FortiOS Log Message Reference
 * (https://docs.fortinet.com/document/fortigate/7.6.1/fortios-log-message-reference; fields of each message there).
 *
 * | field | becomes |
 * |---|---|
 * | srcip, dstip, srcport, dstport, proto | the ends, ports, protocol |
 * | eventtime, else date, time and tz; duration | the end; the start |
 * | sentbyte, rcvdbyte, sentpkt, rcvdpkt | counters of the source and of the destination |
 * | action | deny: denied; state |
 * | devid, vd | exporter |
 *
 * Who began: srcip is the end that opened the session. Lost: type and code of ICMP; translated addresses (transip, tranip), what
 * FortiOS says of applications, users, countries, policies and threats; messages at the start of sessions and while they last.
 */
export const fortigateFamily: FormatFamily = [fortigateTraffic]

/** Its row in the table of families. */
export const fortigateFacts: FamilyFacts = {
  formats: fortigateFamily,
  family: 'FortiGate traffic logs',
  forms: ['text'],
  versions: 'FortiOS 5.6 to 7.6; key=value',
  began: 'the source of the session',
  answered: 'counters of the other end, by SQL',
  bytesLayer: 'unknown',
  sampling: 'every packet',
}
