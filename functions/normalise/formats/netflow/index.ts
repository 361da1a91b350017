import type { FamilyFacts, FormatFamily } from '../format.ts'
import { netflowCapture } from './capture.ts'
import { netflow } from './datagrams.ts'

/**
 * Flow exports: NetFlow version 5 (Cisco), version 9 (RFC 3954) and IPFIX (RFC 7011, RFC 7012), as messages in a file
 * (RFC 5655 too) and in captures of the traffic from exporters to collectors (pcap, pcapng).
 *
 * | field | becomes |
 * |---|---|
 * | addresses; the destination behind a translation (`postNATDestination…`) where there is one | the ends |
 * | ports, protocol, ICMP type and code (else the destination's port) | the same |
 * | times of any element; those since the exporter's start by the header, or by `systemInitTimeMilliseconds` | times |
 * | octets, packets (delta, else total; else `post…`; else layer 2) | what the source sent |
 * | reverse elements (RFC 5103), `initiator…`, `responder…`, OUT_BYTES of ntop's probes | what came back |
 * | tcpControlBits; initialTCPFlags of YAF | flags; SYNs say who began |
 * | biflowDirection; else the source of a record of both directions | who began |
 * | SYN in the flags of the other end (RFC 5103), payload of the responder | answered |
 * | firewallEvent, forwardingStatus | state; denied |
 * | sampling of the record, its sampler, its interface, its exporter, the header of version 5 | sampling |
 * | source address of the datagram (captures) with the key's folder | exporter |
 *
 * Events of firewalls (Cisco's NSEL) are records without packets; NAT events, options, templates and records without
 * addresses are skipped by kind. Data before its template waits for it in bounded memory.
 *
 * Lost: interfaces, AS numbers, next hops, MAC addresses, MPLS, VLAN, applications, users, names; lists within records
 * (RFC 6313); which interface a packet was counted at, so that a device that counts it twice is not seen to; what an
 * exporter sends to a second collector in the same capture, which counts twice; SCTP and TCP.
 */
export const netflowFamily: FormatFamily = [netflow, netflowCapture]

/** Its row in the table of families. */
export const netflowFacts: FamilyFacts = {
  formats: netflowFamily,
  family: 'NetFlow and IPFIX',
  forms: ['binary'],
  versions: '5, 9 and IPFIX; messages, pcap, pcapng',
  began: 'biflowDirection, else the source of a biflow; SYN',
  answered: 'SYN of the other end, payload of the responder; both directions, by SQL',
  bytesLayer: 'IP, layer 2 or payload by element',
  sampling: 'record, sampler, interface or exporter; else sources.csv, else every packet',
}
