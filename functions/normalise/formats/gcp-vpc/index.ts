import type { FamilyFacts, FormatFamily } from '../format.ts'
import { gcpVpc } from './log-entries.ts'

/**
 * VPC flow logs of Google Cloud (https://docs.cloud.google.com/vpc/docs/about-flow-logs-records), of subnetworks as of VPN
 * tunnels and VLAN attachments, as Cloud Logging exports them.
 *
 * | field of jsonPayload | becomes |
 * |---|---|
 * | connection.src_ip, .dest_ip, .src_port, .dest_port, .protocol | the ends, ports, protocol |
 * | start_time, end_time | times, floored to ms |
 * | bytes_sent, packets_sent | the source's counters; bytes of the payload |
 * | reporter with src_instance, dest_instance, src_gateway, dest_gateway | exporter |
 *
 * Lost: round-trip times, Kubernetes and Google services, countries as Google places them, internet routing; other entries
 * of Cloud Logging, which are counted.
 */
export const gcpVpcFamily: FormatFamily = [gcpVpc]

/** Its row in the table of families. */
export const gcpVpcFacts: FamilyFacts = {
  formats: gcpVpcFamily,
  family: 'Google Cloud VPC flow logs',
  forms: ['JSON'],
  versions: 'log entries, exported as JSON',
  began: 'no word',
  answered: 'both directions, by SQL',
  bytesLayer: 'payload',
  sampling: 'unknown, else sources.csv',
}
