/** A lake on the wire: ministack with policies enforced, Trino, the front of Athena and Glue, and one user of them. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AthenaClient, CreateWorkGroupCommand } from '@aws-sdk/client-athena'
import { GlueClient } from '@aws-sdk/client-glue'
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { startTrino } from '../trino/trino.ts'
import { type AthenaFront, startAthenaFront } from './athena-front.ts'
import { makeGlueTables } from './glue-tables.ts'
import { REGION, ROOT_KEYS, startMinistack } from './ministack.ts'

export const LAKE = 'lake'
export const RESULTS = 'results'
export const WORKGROUP = 'publish'

/** One statement of a policy that allows. */
export interface Grant {
  actions: string[]
  resources: string[]
}

export interface Clients {
  s3: S3Client
  athena: AthenaClient
  glue: GlueClient
}

export interface Wire {
  ministack: string
  front: AthenaFront
  database: string
  root: Clients
  /** A new user with these rights and no others. */
  user(name: string, grants: readonly Grant[]): Promise<Clients>
  stop(): Promise<void>
}

/** What whoever publishes needs. */
export const PUBLISHER: readonly Grant[] = [
  {
    actions: ['s3:ListBucket', 's3:GetBucketLocation'],
    resources: [`arn:aws:s3:::${LAKE}`, `arn:aws:s3:::${RESULTS}`],
  },
  {
    actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload'],
    resources: [`arn:aws:s3:::${LAKE}/*`, `arn:aws:s3:::${RESULTS}/*`],
  },
  {
    actions: [
      'athena:StartQueryExecution',
      'athena:GetQueryExecution',
      'athena:GetQueryResults',
      'athena:StopQueryExecution',
    ],
    resources: ['*'],
  },
  {
    actions: [
      'glue:GetDatabase',
      'glue:GetTable',
      'glue:GetPartition',
      'glue:GetPartitions',
      'glue:CreatePartition',
      'glue:UpdatePartition',
      'glue:DeletePartition',
    ],
    resources: ['*'],
  },
]

export interface WireOptions {
  /** Where Trino finds S3, given where ministack is: a proxy of it, or ministack itself. */
  storageOfTrino?: (ministack: string) => Promise<string>
}

export async function startWire({ storageOfTrino = async endpoint => endpoint }: WireOptions = {}): Promise<Wire> {
  const folder = mkdtempSync(join(tmpdir(), 'wire-'))
  const ministack = await startMinistack(join(folder, 'aws'), { env: { ATHENA_ENGINE: 'mock' } })
  mkdirSync(join(folder, 'trino'))
  const storage = await storageOfTrino(ministack.endpoint)
  const trino = await startTrino(join(folder, 'trino'), { endpoint: storage, ...ROOT_KEYS }).catch(async error => {
    await ministack.stop()
    throw error
  })
  const front = await startAthenaFront({ trino, ministack: ministack.endpoint })
  const clients = (credentials: { accessKeyId: string; secretAccessKey: string }): Clients => ({
    s3: new S3Client({ endpoint: ministack.endpoint, region: REGION, credentials, forcePathStyle: true }),
    athena: new AthenaClient({ endpoint: front.endpoint, region: REGION, credentials }),
    glue: new GlueClient({ endpoint: front.endpoint, region: REGION, credentials }),
  })
  const direct = { endpoint: ministack.endpoint, region: REGION, credentials: ROOT_KEYS }
  const root = clients(ROOT_KEYS)
  for (const Bucket of [LAKE, RESULTS]) await root.s3.send(new CreateBucketCommand({ Bucket }))
  await new AthenaClient(direct).send(
    new CreateWorkGroupCommand({
      Name: WORKGROUP,
      Configuration: {
        EnforceWorkGroupConfiguration: true,
        ResultConfiguration: { OutputLocation: `s3://${RESULTS}/${WORKGROUP}/` },
      },
    }),
  )
  const database = await makeGlueTables(new GlueClient(direct), LAKE)
  const iam = new IAMClient(direct)
  return {
    ministack: ministack.endpoint,
    front,
    database,
    root,
    async user(name, grants) {
      await iam.send(new CreateUserCommand({ UserName: name }))
      const Statement = grants.map(({ actions, resources }) => ({
        Effect: 'Allow',
        Action: actions,
        Resource: resources,
      }))
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
      await iam.send(new PutUserPolicyCommand({ UserName: name, PolicyName: 'all', PolicyDocument }))
      const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: name }))
      return clients({
        accessKeyId: AccessKey?.AccessKeyId ?? '',
        secretAccessKey: AccessKey?.SecretAccessKey ?? '',
      })
    },
    async stop() {
      await front.stop()
      await trino.stop()
      await ministack.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
