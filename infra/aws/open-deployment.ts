/** The composition root of the command line on AWS: a deployed construct, opened with the caller's own credentials. */
import { type AthenaEngine, createAthenaEngine } from '../../functions/lib/aws/athena-engine.ts'
import type { QueryOptions } from '../../functions/lib/aws/athena-query.ts'
import { athenaClient, s3Client, sqsClient } from '../../functions/lib/aws/clients.ts'
import { createDeadLetters, type DeadLetters } from '../../functions/lib/aws/dead-letters.ts'
import { createS3Store } from '../../functions/lib/aws/s3-store.ts'
import { readStackOutputs, type StackOutputs } from '../../functions/lib/aws/stack-outputs.ts'
import { createUploadQueue, type UploadQueue } from '../../functions/lib/aws/upload-queue.ts'
import type { ObjectStore } from '../../functions/lib/ports.ts'
import { type DeploymentName, titleOf } from '../local/deployment-name.ts'
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
  /** The stage, or the stack. */
  title: string
  outputs: Record<(typeof OUTPUTS)[number], string>
  uploads: ObjectStore
  lake: ObjectStore
  /** In the workgroup of analysts. */
  engine: AthenaEngine
  deadLetters: DeadLetters
  queue: UploadQueue
  /** How many dead letters there are. */
  deadQueue: Pick<UploadQueue, 'depth'>
}

/** `queries` are for the engine. Throws where nothing of that name is deployed. */
export async function openDeployment(
  name: DeploymentName,
  queries: Pick<QueryOptions, 'onQuery' | 'signal'> = {},
): Promise<Deployment> {
  const { outputs } = await outputsOf(name, OUTPUTS)
  const { LakeBucket: bucket, Database: database, AnalystsWorkgroup: workgroup } = outputs
  const storeOf = (name: string) => createS3Store({ client: s3Client(), bucket: name })
  const lake = storeOf(bucket)
  const queueAt = (queueUrl: string) =>
    createUploadQueue({ client: sqsClient(), queueUrl, bucket: outputs.UploadsBucket })
  const clock = { nowMs: () => Date.now() }
  return {
    title: titleOf(name),
    outputs,
    uploads: storeOf(outputs.UploadsBucket),
    lake,
    engine: createAthenaEngine({ athena: athenaClient(), lake, bucket, workgroup, database, clock, ...queries }),
    deadLetters: createDeadLetters({ client: sqsClient(), from: outputs.DeadLettersUrl, to: outputs.QueueUrl }),
    queue: queueAt(outputs.QueueUrl),
    deadQueue: queueAt(outputs.DeadLettersUrl),
  }
}

/** Outputs of a deployment by name. Throws where there is none, or where one is missing. */
export function outputsOf<Name extends string>(
  name: DeploymentName,
  names: readonly Name[],
): Promise<StackOutputs<Name>> {
  if ('stage' in name) return readStackOutputs(stackNameOf(name.stage), names)
  const [stack = '', id] = name.stack.split('/')
  return readStackOutputs(stack, names, id)
}
