/**
 * Names of the fields of AWS flow logs, as https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html (VPC) and
 * https://docs.aws.amazon.com/vpc/latest/tgw/tgw-flow-logs.html (transit gateway) have them, and as others write them.
 */

/** The fields of each version of VPC flow logs, without those before it; 6 is of transit gateways. */
export const VPC_FIELDS: Readonly<Record<number, string>> = {
  2: 'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status',
  3: 'vpc-id subnet-id instance-id tcp-flags type pkt-srcaddr pkt-dstaddr',
  4: 'region az-id sublocation-type sublocation-id',
  5: 'pkt-src-aws-service pkt-dst-aws-service flow-direction traffic-path',
  7:
    'ecs-cluster-arn ecs-cluster-name ecs-container-instance-arn ecs-container-instance-id ecs-container-id ' +
    'ecs-second-container-id ecs-service-name ecs-task-definition-arn ecs-task-arn ecs-task-id',
  8: 'reject-reason',
  9: 'resource-id',
  10: 'encryption-status',
  11:
    'instance-tag instance-tag-2 interface-tag interface-tag-2 asg-tag asg-tag-2 interface-type next-hop-interface-id ' +
    'next-hop-subnet-id next-hop-az-id next-hop-vpc-id next-hop-interface-type',
}

/** The default format of transit gateways, in order: all fields of version 6. */
export const TRANSIT_FIELDS =
  'version resource-type account-id tgw-id tgw-attachment-id tgw-src-vpc-account-id tgw-dst-vpc-account-id tgw-src-vpc-id ' +
  'tgw-dst-vpc-id tgw-src-subnet-id tgw-dst-subnet-id tgw-src-eni tgw-dst-eni tgw-src-az-id tgw-dst-az-id ' +
  'tgw-pair-attachment-id srcaddr dstaddr srcport dstport protocol packets bytes start end log-status type ' +
  'packets-lost-no-route packets-lost-blackhole packets-lost-mtu-exceeded packets-lost-ttl-expired tcp-flags region ' +
  'flow-direction pkt-src-aws-service pkt-dst-aws-service'

/**
 * Names without what joins their words. CloudWatch Logs Insights has `srcAddr` and `startTime`
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html), the table of
 * Athena's older guide `sourceaddress` and `numbytes`.
 */
const byLetters = new Map<string, string>([
  ...[...Object.values(VPC_FIELDS), TRANSIT_FIELDS]
    .flatMap(names => names.split(' '))
    .map((name): [string, string] => [name.replaceAll('-', ''), name]),
  ['account', 'account-id'],
  ['sourceaddress', 'srcaddr'],
  ['destinationaddress', 'dstaddr'],
  ['sourceport', 'srcport'],
  ['destinationport', 'dstport'],
  ['numpackets', 'packets'],
  ['numbytes', 'bytes'],
  ['starttime', 'start'],
  ['endtime', 'end'],
])

/**
 * A field's name as AWS documents it. People write it as they wrote the log format (`${srcaddr}`), as a column of a table
 * (`pkt_srcaddr`), as Insights does (`srcAddr`), or in capitals.
 */
export function vpcName(written: string): string {
  const name = written
    .replace(/^\$\{(.*)\}$/, '$1')
    .toLowerCase()
    .replaceAll('_', '-')
  return byLetters.get(name.replaceAll('-', '')) ?? name
}
