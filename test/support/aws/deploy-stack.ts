/** Deploys what `cdk synth` wrote as `cdk deploy` does it: assets into the bootstrap bucket, then CloudFormation. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { z } from 'zod'
import { ACCOUNT, python, REGION, ROOT_KEYS } from './ministack.ts'

const BOOTSTRAP = 'hnb659fds'
/** Types that ministack's CloudFormation does not know: left out of what it deploys, and nothing else is. */
const UNKNOWN_TYPES = ['AWS::Athena::NamedQuery']
/** The version of the bootstrap stack that today's templates ask for, at least. */
const BOOTSTRAP_VERSION = '30'

const assetsSchema = z.object({
  files: z.record(
    z.string(),
    z.object({
      source: z.object({ path: z.string(), packaging: z.enum(['zip', 'file']) }),
      destinations: z.record(z.string(), z.object({ bucketName: z.string(), objectKey: z.string() })),
    }),
  ),
})

/** Outputs of the stack by name. Throws with the events of CloudFormation where it does not come up. */
export async function deployStack(
  cdkOut: string,
  stackName: string,
  endpoint: string,
): Promise<Record<string, string>> {
  const options = { endpoint, region: REGION, credentials: ROOT_KEYS }
  await bootstrap(options)
  const s3 = new S3Client({ ...options, forcePathStyle: true })
  let templateKey = ''
  const manifest = assetsSchema.parse(JSON.parse(readFileSync(join(cdkOut, `${stackName}.assets.json`), 'utf8')))
  for (const { source, destinations } of Object.values(manifest.files)) {
    // Absolute where functions are not bundled: their sources then stand for them.
    const path = resolve(cdkOut, source.path)
    const isTemplate = source.path === `${stackName}.template.json`
    const bytes = source.packaging === 'zip' ? zip(path) : isTemplate ? forLoopback(path) : readFileSync(path)
    for (const { objectKey } of Object.values(destinations)) {
      await s3.send(new PutObjectCommand({ Bucket: bootstrapBucket, Key: objectKey, Body: bytes }))
      if (isTemplate) templateKey = objectKey
    }
  }
  const cloudFormation = new CloudFormationClient(options)
  // Too long to be sent as text.
  const templateUrl = `${endpoint}/${bootstrapBucket}/${templateKey}`
  await cloudFormation.send(
    new CreateStackCommand({ StackName: stackName, TemplateURL: templateUrl, Capabilities: ['CAPABILITY_NAMED_IAM'] }),
  )
  for (;;) {
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stackName }))
    const { StackStatus: status = '', Outputs: outputs = [] } = Stacks?.[0] ?? {}
    if (status === 'CREATE_COMPLETE')
      return Object.fromEntries(outputs.map(({ OutputKey, OutputValue }) => [OutputKey ?? '', OutputValue ?? '']))
    if (!status.endsWith('_IN_PROGRESS')) {
      const { StackEvents } = await cloudFormation.send(new DescribeStackEventsCommand({ StackName: stackName }))
      const failed = StackEvents?.filter(event => event.ResourceStatus?.endsWith('FAILED')) ?? []
      const lines = failed.map(event => `${event.LogicalResourceId}: ${event.ResourceStatusReason}`)
      throw new Error(`stack ${stackName}: expected CREATE_COMPLETE, found ${status}\n${lines.join('\n')}`)
    }
    await sleep(100)
  }
}

const templateSchema = z.looseObject({ Resources: z.record(z.string(), z.looseObject({ Type: z.string() })) })

/** The template less the types that are not known, and less the refusals of plain HTTP: there is no TLS on loopback. */
function forLoopback(path: string): string {
  const template = templateSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
  const known = Object.entries(template.Resources).filter(([, { Type }]) => !UNKNOWN_TYPES.includes(Type))
  return JSON.stringify({ ...template, Resources: Object.fromEntries(known) }, (_, value: unknown) =>
    Array.isArray(value) ? value.filter(item => !refusesPlainHttp(item)) : value,
  )
}

const tlsOnlySchema = z.object({
  Effect: z.literal('Deny'),
  Condition: z.union([
    z.object({ Bool: z.object({ 'aws:SecureTransport': z.literal('false') }) }),
    z.object({ NumericLessThan: z.object({ 's3:TlsVersion': z.number() }) }),
  ]),
})

const refusesPlainHttp = (statement: unknown): boolean => tlsOnlySchema.safeParse(statement).success

const bootstrapBucket = `cdk-${BOOTSTRAP}-assets-${ACCOUNT}-${REGION}`

async function bootstrap(options: { endpoint: string; region: string; credentials: typeof ROOT_KEYS }): Promise<void> {
  await new SSMClient(options).send(
    new PutParameterCommand({
      Name: `/cdk-bootstrap/${BOOTSTRAP}/version`,
      Value: BOOTSTRAP_VERSION,
      Type: 'String',
      Overwrite: true,
    }),
  )
  await new S3Client({ ...options, forcePathStyle: true }).send(new CreateBucketCommand({ Bucket: bootstrapBucket }))
}

/** By ministack's Python. */
function zip(folder: string): Buffer {
  const scratch = mkdtempSync(join(tmpdir(), 'asset-'))
  try {
    const path = join(scratch, 'asset.zip')
    const code = 'import shutil, sys; shutil.make_archive(sys.argv[1], "zip", sys.argv[2])'
    execFileSync(python(), ['-c', code, path.slice(0, -'.zip'.length), folder])
    return readFileSync(path)
  } finally {
    rmSync(scratch, { recursive: true })
  }
}
