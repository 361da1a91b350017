/** VPC flow logs: who may deliver them to the uploads bucket, and the flow logs of VPCs of the app. */
import { Annotations, Stack } from 'aws-cdk-lib'
import { CfnFlowLog, type IVpc } from 'aws-cdk-lib/aws-ec2'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { IBucket } from 'aws-cdk-lib/aws-s3'
import { Construct } from 'constructs'
import type { Config } from './config.ts'

/**
 * VPC flow logs may be delivered straight to `<team>/AWSLogs/…`, from every region of the named accounts and from nobody
 * else. Forms of the keys, `<account>` or `aws-account-id=<account>` (Hive-compatible): Amazon VPC user guide, "Amazon S3
 * bucket permissions for flow logs" (https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html). The
 * source ARN names the region that logs, not the bucket's (`arn:aws:logs:source-region:source-account-id:*`), and listing
 * keeps refusals out of CloudTrail: CloudWatch Logs user guide, "Logs sent to Amazon S3"
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-S3.html). The guides' condition on
 * `s3:x-amz-acl` is left out: under BucketOwnerEnforced S3 refuses every other ACL and takes requests without one (S3 user
 * guide, "Controlling ownership of objects and disabling ACLs"), so it could only keep out a delivery that sends none.
 */
export function allowLogDelivery(scope: Construct, bucket: IBucket, { flowLogAccounts }: Config): void {
  const { account, partition } = Stack.of(scope)
  const accounts = [account, ...flowLogAccounts]
  const principals = [new ServicePrincipal('delivery.logs.amazonaws.com')]
  const conditions = {
    StringEquals: { 'aws:SourceAccount': accounts },
    ArnLike: { 'aws:SourceArn': accounts.map(from => `arn:${partition}:logs:*:${from}:*`) },
  }
  const { statementAdded } = bucket.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AWSLogDeliveryWrite',
      principals,
      actions: ['s3:PutObject'],
      // Below a folder, or at the top where the flow log names none.
      resources: ['', '*/'].flatMap(folder =>
        accounts.flatMap(from =>
          ['', 'aws-account-id='].map(form => bucket.arnForObjects(`${folder}AWSLogs/${form}${from}/*`)),
        ),
      ),
      conditions,
    }),
  )
  bucket.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AWSLogDeliveryAclCheck',
      principals,
      actions: ['s3:GetBucketAcl', 's3:ListBucket'],
      resources: [bucket.bucketArn],
      conditions,
    }),
  )
  bucket.encryptionKey?.addToResourcePolicy(
    new PolicyStatement({
      principals,
      actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
      resources: ['*'],
      conditions,
    }),
  )
  if (!statementAdded)
    Annotations.of(scope).addWarningV2(
      'flowcensus:log-delivery',
      'uploads: expected a bucket of this app, found an imported one; let delivery.logs.amazonaws.com write to it by its own policy',
    )
}

/** First part of the keys of a VPC's flow logs that are made here: their source. */
export const VPC_SOURCE = 'vpc'

/**
 * Fields of version 2, then those with which more can be said: flags (who began and who answered), ends behind a NAT gateway, the
 * direction as the interface saw it. Amazon VPC user guide, "Flow log records"
 * (https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html).
 */
const FIELDS = [
  ...[
    'version',
    'account-id',
    'interface-id',
    'srcaddr',
    'dstaddr',
    'srcport',
    'dstport',
    'protocol',
    'packets',
    'bytes',
  ],
  ...['start', 'end', 'action', 'log-status', 'tcp-flags', 'type', 'pkt-srcaddr', 'pkt-dstaddr', 'flow-direction'],
]

/** A flow log of each VPC, accepted and denied traffic, delivered straight to the uploads bucket. */
export class FlowLogs extends Construct {
  constructor(scope: Construct, vpcs: readonly IVpc[], uploads: IBucket) {
    super(scope, 'FlowLogs')
    for (const [index, { vpcId }] of vpcs.entries()) {
      const flowLog = new CfnFlowLog(this, `Vpc${index + 1}`, {
        resourceId: vpcId,
        resourceType: 'VPC',
        trafficType: 'ALL',
        logDestinationType: 's3',
        logDestination: uploads.arnForObjects(`${VPC_SOURCE}/`),
        logFormat: FIELDS.map(field => `\${${field}}`).join(' '),
      })
      // EC2 tries to write when the flow log is made, so the permission comes first.
      if (uploads.policy !== undefined) flowLog.node.addDependency(uploads.policy)
    }
  }
}
