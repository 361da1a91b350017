import type { FamilyFacts, FormatFamily } from '../format.ts'
import { awsVpcParquet } from './parquet.ts'
import { awsVpc } from './text.ts'

/**
 * Flow logs of AWS: VPC (https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html) and transit gateway
 * (https://docs.aws.amazon.com/vpc/latest/tgw/tgw-flow-logs.html), as text and as Parquet; fields of any version in any
 * order, by name.
 *
 * | field | becomes |
 * |---|---|
 * | pkt-srcaddr, pkt-dstaddr, else srcaddr, dstaddr | the ends |
 * | srcport, dstport, protocol | ports, protocol |
 * | bytes, packets | what the source sent (IP packets, all of them) |
 * | start, end | times, whole seconds |
 * | action | allowed or denied |
 * | tcp-flags | flags of the source; SYN says who began |
 * | log-status | NODATA: alive, SKIPDATA: records were lost |
 * | interface-id, tgw-attachment-id, tgw-id, and the flow log's id in the key | exporter |
 *
 * Lost: type and code of ICMP, which are not logged; whether an end behind NAT is the one or the other address (the
 * packet's own wins); account, VPC, subnet, instance, zone, `flow-direction`, `traffic-path` and all others that are not
 * named above.
 */
export const awsVpcFamily: FormatFamily = [awsVpc, awsVpcParquet]

/** Its row in the table of families. */
export const awsVpcFacts: FamilyFacts = {
  formats: awsVpcFamily,
  family: 'AWS VPC and transit gateway',
  versions: '2 and later, by field names; text and Parquet',
  began: 'SYN in tcp-flags',
  answered: 'both directions, by SQL',
  bytesLayer: 'IP',
  sampling: 'every packet',
}
