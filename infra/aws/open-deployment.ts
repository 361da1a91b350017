/** The composition root of the command line on AWS: a deployed stage, opened with the caller's own credentials. */
import { type AthenaEngine, createAthenaEngine } from '../../functions/lib/aws/athena-engine.ts'
import type { QueryOptions } from '../../functions/lib/aws/athena-query.ts'
import { athenaClient, s3Client, sqsClient } from '../../functions/lib/aws/clients.ts'
import { createDeadLetters, type DeadLetters } from '../../functions/lib/aws/dead-letters.ts'
import { createS3Store } from '../../functions/lib/aws/s3-store.ts'
import { readStackOutputs } from '../../functions/lib/aws/stack-outputs.ts'
import { createUploadQueue, type UploadQueue } from '../../functions/lib/aws/upload-queue.ts'
import type { ObjectStore } from '../../functions/lib/ports.ts'
import { stackNameOf } from './stages.ts'

const OUTPUTS = [
  'UploadsBucket',
  'LakeBucket',
  'ReportsBucket',
  'QueueUrl',
  'DeadLettersUrl',
  'Database',
  'AnalystsWorkgroup',
  'NormaliseVersion',
] as const

export interface Deployment {
  outputs: Record<(typeof OUTPUTS)[number], string>
  uploads: ObjectStore
  lake: ObjectStore
  /** In the workgroup of analysts. */
  engine: AthenaEngine
  deadLetters: DeadLetters
  queue: UploadQueue
}

/** `queries` are for the engine. Throws where no such stage is deployed. */
export async function openDeployment(
  stage: string,
  queries: Pick<QueryOptions, 'onQuery' | 'signal'> = {},
): Promise<Deployment> {
  const { outputs } = await readStackOutputs(stackNameOf(stage), OUTPUTS)
  const { LakeBucket: bucket, Database: database, AnalystsWorkgroup: workgroup } = outputs
  const storeOf = (name: string) => createS3Store({ client: s3Client(), bucket: name })
  const lake = storeOf(bucket)
  const clock = { nowMs: () => Date.now() }
  return {
    outputs,
    uploads: storeOf(outputs.UploadsBucket),
    lake,
    engine: createAthenaEngine({ athena: athenaClient(), lake, bucket, workgroup, database, clock, ...queries }),
    deadLetters: createDeadLetters({ client: sqsClient(), from: outputs.DeadLettersUrl, to: outputs.QueueUrl }),
    queue: createUploadQueue({ client: sqsClient(), queueUrl: outputs.QueueUrl, bucket: outputs.UploadsBucket }),
  }
}
