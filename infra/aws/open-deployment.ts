/** The composition root of the command line on AWS: a deployed stage, opened with the caller's own credentials. */
import { createAthenaEngine } from '../../functions/lib/aws/athena-engine.ts'
import { athenaClient, s3Client } from '../../functions/lib/aws/clients.ts'
import { createS3Store } from '../../functions/lib/aws/s3-store.ts'
import { readStackOutputs } from '../../functions/lib/aws/stack-outputs.ts'
import type { ObjectStore, QueryEngine } from '../../functions/lib/ports.ts'
import { STAGES } from './config.ts'

const OUTPUTS = [
  'UploadsBucket',
  'LakeBucket',
  'ReportsBucket',
  'QueueUrl',
  'DeadLettersUrl',
  'Database',
  'AnalystsWorkgroup',
] as const

export interface Deployment {
  outputs: Record<(typeof OUTPUTS)[number], string>
  lake: ObjectStore
  /** In the workgroup of analysts. */
  engine: QueryEngine
}

/** Throws where no such stage is deployed. */
export async function openDeployment(stage: string): Promise<Deployment> {
  if (!STAGES.some(name => name === stage))
    throw new Error(`--aws: expected a stage, ${STAGES.join(' or ')}, found ${JSON.stringify(stage)}`)
  const outputs = await readStackOutputs(`flowcensus-${stage}`, OUTPUTS)
  const { LakeBucket: bucket, Database: database, AnalystsWorkgroup: workgroup } = outputs
  const lake = createS3Store({ client: s3Client(), bucket })
  const clock = { nowMs: () => Date.now() }
  const engine = createAthenaEngine({ athena: athenaClient(), lake, bucket, workgroup, database, clock })
  return { outputs, lake, engine }
}
