import type { FamilyFacts, FormatFamily } from '../format.ts'
import { awsVpcCsv } from './csv.ts'
import { awsVpcJson } from './json.ts'
import { awsVpcParquet } from './parquet.ts'
import { awsVpc } from './text.ts'

/**
 * Flow logs of AWS: VPC (https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html) and transit gateway
 * (https://docs.aws.amazon.com/vpc/latest/tgw/tgw-flow-logs.html), as text, as CSV, as JSON objects and as Parquet; fields of
 * versions 2 to 11 in any order, by name, in the spellings that `vpcName` knows. A field of a later version is a column that
 * nobody reads.
 *
 * | version | field | becomes |
 * |---|---|---|
 * | 2, 3 | pkt-srcaddr, pkt-dstaddr, else srcaddr, dstaddr | the ends: behind NAT those of the packet itself |
 * | 2 | srcport, dstport, protocol | ports, protocol |
 * | 2 | bytes, packets | what the source sent (IP packets, all of them) |
 * | 2 | start, end | times, whole seconds |
 * | 2 | action | allowed or denied |
 * | 2 | log-status | NODATA: alive, SKIPDATA: records were lost |
 * | 2 | interface-id | exporter, with the flow log's id in the key |
 * | 2 | version, account-id | nothing |
 * | 3 | tcp-flags | flags of the source; SYN says who began |
 * | 3 | vpc-id, subnet-id, instance-id, type | nothing |
 * | 4 | region, az-id, sublocation-type, sublocation-id | nothing |
 * | 5 | pkt-src-aws-service, pkt-dst-aws-service | nothing: services are told by the reference set, for every log alike |
 * | 5 | flow-direction, traffic-path | nothing: which end is local the watched networks say |
 * | 6 | tgw-attachment-id, else tgw-id | exporter, of a transit gateway |
 * | 6 | resource-type, the other tgw-…, packets-lost-… | nothing; packets that were lost are counted in none |
 * | 7 | ecs-… | nothing |
 * | 8 | reject-reason | nothing: action says that it was denied (BPA, encryption) |
 * | 9 | resource-id | exporter where there is no interface-id: flows of a regional NAT gateway |
 * | 10 | encryption-status | nothing |
 * | 11 | instance-tag, interface-tag, asg-tag (and …-2), interface-type, next-hop-… | nothing |
 *
 * Lost: type and code of ICMP, which are not logged, and whether an end behind NAT is the one or the other address.
 */
export const awsVpcFamily: FormatFamily = [awsVpc, awsVpcCsv, awsVpcJson, awsVpcParquet]

/** Its row in the table of families. */
export const awsVpcFacts: FamilyFacts = {
  formats: awsVpcFamily,
  family: 'AWS VPC and transit gateway',
  forms: ['text', 'table', 'JSON', 'binary'],
  versions: '2 to 11, by field names; text, CSV, JSON and Parquet',
  began: 'SYN in tcp-flags',
  answered: 'both directions, by SQL',
  bytesLayer: 'IP',
  sampling: 'every packet',
}
