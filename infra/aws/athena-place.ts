/** Where the tables of a deployed stage are, for any tool that asks Athena. */
import { readWorkgroup, type WorkgroupSettings } from '../../functions/lib/aws/athena-workgroup.ts'
import { athenaClient } from '../../functions/lib/aws/clients.ts'
import { readStackOutputs } from '../../functions/lib/aws/stack-outputs.ts'
import { stackNameOf } from './stages.ts'

export interface AthenaPlace extends WorkgroupSettings {
  stage: string
  stack: string
  region: string
  account: string
  database: string
  workgroup: string
  /** ARN of the policy with which anyone asks the tables there. */
  policy: string
}

/** Asks the stage's stack and its workgroup. Throws for what is no stage, and where it is not found. */
export async function findAthena(stage: string): Promise<AthenaPlace> {
  const stack = stackNameOf(stage)
  const { arn, outputs } = await readStackOutputs(stack, ['Database', 'AnalystsWorkgroup', 'AnalystsPolicy'])
  const { Database: database, AnalystsWorkgroup: workgroup, AnalystsPolicy: policy } = outputs
  const [, , , region = '', account = ''] = arn.split(':')
  return {
    stage,
    stack,
    region,
    account,
    database,
    workgroup,
    policy,
    ...(await readWorkgroup(athenaClient(), workgroup)),
  }
}
