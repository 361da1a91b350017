/** Who may deliver flow logs to the uploads bucket, by each form of delivery that the Amazon VPC user guide documents. */
import type { Template } from 'aws-cdk-lib/assertions'
import { beforeAll, describe, expect, it } from 'vitest'
import { isAllowed, POLICY_ACCOUNT, type ServiceRequest } from '../../support/aws/bucket-policy.ts'
import { synthesise } from './synthesise.ts'

const OTHER = '444455556666'
const STRANGER = '999900001111'
type Statement = ReturnType<Template['findResources']>[string]
let statements: Statement[]

beforeAll(() => {
  const policies = Object.values(synthesise('dev', { flowLogAccounts: [OTHER] }).findResources('AWS::S3::BucketPolicy'))
  statements = policies
    .map(({ Properties }) => Properties.PolicyDocument.Statement)
    .find(list => JSON.stringify(list).includes('AWSLogDelivery'))
})

interface Delivery {
  account?: string
  region?: string
  folder?: string
  hive?: boolean
  /** As the request has it; null: none. */
  acl?: string | null
  tls?: boolean
}

const contextOf = ({ account = POLICY_ACCOUNT, region = 'eu-central-1', acl = null, tls = true }: Delivery) => ({
  'aws:SourceAccount': account,
  'aws:SourceArn': `arn:aws:logs:${region}:${account}:*`,
  'aws:SecureTransport': String(tls),
  's3:TlsVersion': '1.3',
  ...(acl === null ? {} : { 's3:x-amz-acl': acl }),
})

const put = (delivery: Delivery, change: Partial<ServiceRequest> = {}): boolean => {
  const { account = POLICY_ACCOUNT, region = 'eu-central-1', folder = 'uni/', hive = false } = delivery
  const path = hive
    ? `aws-account-id=${account}/aws-service=vpcflowlogs/aws-region=${region}/year=2026/month=11/day=25/a.log.parquet`
    : `${account}/vpcflowlogs/${region}/2026/11/25/a.log.gz`
  const request = {
    service: 'delivery.logs.amazonaws.com',
    action: 's3:PutObject',
    key: `${folder}AWSLogs/${path}`,
    context: contextOf(delivery),
  }
  return isAllowed(statements, { ...request, ...change })
}
const look = (action: string, delivery: Delivery): boolean =>
  isAllowed(statements, { service: 'delivery.logs.amazonaws.com', action, context: contextOf(delivery) })

describe('delivery of flow logs is allowed', () => {
  it.each<[string, Delivery]>([
    ['below a team', {}],
    ['below a folder of a team', { folder: 'uni/vpc/edge/' }],
    ['at the top, where the flow log names no folder', { folder: '' }],
    ['with Hive-compatible prefixes', { hive: true }],
    ['with Hive-compatible prefixes at the top', { hive: true, folder: '' }],
    ['from another region', { region: 'us-west-2' }],
    ['from a region that has to be opted into', { region: 'ap-east-1', hive: true }],
    ['from another account that is named', { account: OTHER }],
    [
      'from another account and region with Hive-compatible prefixes',
      { account: OTHER, region: 'me-south-1', hive: true },
    ],
    ['with the ACL that the guide says', { acl: 'bucket-owner-full-control' }],
    ['without an ACL, which a bucket without ACLs takes', { acl: null }],
  ])('%s', (_, delivery) => {
    expect(put(delivery)).toBe(true)
    for (const action of ['s3:GetBucketAcl', 's3:ListBucket'])
      expect([action, look(action, delivery)]).toEqual([action, true])
  })
})

describe('delivery of flow logs is refused', () => {
  it.each<[string, Delivery, Partial<ServiceRequest>?]>([
    ['from an account that is not named', { account: STRANGER }],
    ['of the files of another account', { account: STRANGER }, { context: contextOf({ account: OTHER }) }],
    ['outside of AWSLogs', {}, { key: 'uni/sensor/2026/11/25/a.log' }],
    ['by another service', {}, { service: 'cloudtrail.amazonaws.com' }],
    ['of an ARN that is no log delivery', {}, { context: { ...contextOf({}), 'aws:SourceArn': 'arn:aws:s3:::other' } }],
    ['that says no source', {}, { context: { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3' } }],
    ['without TLS', { tls: false }],
  ])('%s', (_, delivery, change) => expect(put(delivery, change)).toBe(false))

  it('where it would read or remove', () => {
    for (const action of ['s3:GetObject', 's3:DeleteObject', 's3:PutObjectAcl'])
      expect([action, put({}, { action })]).toEqual([action, false])
  })
})
