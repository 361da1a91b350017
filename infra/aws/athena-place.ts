/** Where the tables of a deployment are, for any tool that asks Athena. */
import { readWorkgroup, type WorkgroupSettings } from '../../functions/lib/aws/athena-workgroup.ts'
import { athenaClient } from '../../functions/lib/aws/clients.ts'
import { type DeploymentName, titleOf } from '../local/deployment-name.ts'
import { outputsOf } from './open-deployment.ts'

export interface AthenaPlace extends WorkgroupSettings {
  /** The stage, or the stack; behind a slash the construct's id, where the stack has several. */
  title: string
  stack: string
  region: string
  account: string
  database: string
  workgroup: string
  /** ARN of the policy with which anyone asks the tables there. */
  policy: string
}

/** Asks its stack and its workgroup. Throws for what is no stage, and where it is not found. */
export async function findAthena(of: DeploymentName): Promise<AthenaPlace> {
  const { arn, outputs } = await outputsOf(of, ['Database', 'AnalystsWorkgroup', 'AnalystsPolicy'])
  const { Database: database, AnalystsWorkgroup: workgroup, AnalystsPolicy: policy } = outputs
  const [, , , region = '', account = '', name = ''] = arn.split(':')
  return {
    title: titleOf(of),
    stack: name.split('/')[1] ?? '',
    region,
    account,
    database,
    workgroup,
    policy,
    ...(await readWorkgroup(athenaClient(), workgroup)),
  }
}
