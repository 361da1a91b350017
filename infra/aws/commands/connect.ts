/** `npm run connect -- --athena`: what other tools need to ask the tables of a deployment. */
import { resolve } from 'node:path'
import { type DeploymentName, titleOf } from '../../local/deployment-name.ts'
import { typedCommand } from '../../local/installation.ts'
import { print } from '../../local/terminal.ts'
import { findAthena } from '../athena-place.ts'
import { athenaPage } from '../athena-tools.ts'
import { stackNameOf } from '../stages.ts'

const EXAMPLES = resolve(import.meta.dirname, '../../../queries/examples')
const WEEK_MS = 7 * 86_400_000

/** Prints it; the first query is of the last seven days. Throws, with all that it needs, where the deployment is not reached. */
export async function connectToAthena(of: DeploymentName, nowMs: number): Promise<void> {
  if ('stage' in of) stackNameOf(of.stage)
  const place = await findAthena(of).catch((error: unknown) => {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${needs(of)}`)
  })
  const fromDay = new Date(nowMs - WEEK_MS).toISOString().slice(0, 10)
  print(athenaPage(place, { fromDay, examples: EXAMPLES }))
}

function needs(of: DeploymentName): string {
  const [deployed, policy] =
    'stage' in of
      ? [
          `the stage, deployed: ${typedCommand('deploy', '--stage', of.stage)} (infra/aws/README.md)`,
          `${stackNameOf(of.stage)}-analysts`,
        ]
      : [`the stack, deployed, with a FlowCensus in it: ${titleOf(of)}`, 'of the output AnalystsPolicy']
  return [
    'To say what tools need, it needs',
    '  credentials of the account, which "aws sts get-caller-identity" shows (AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY)',
    '  its region (AWS_REGION)',
    `  ${deployed}`,
    `  the policy ${policy}, or cloudformation:DescribeStacks of that stack and athena:GetWorkGroup`,
    'Without an account: connect, as it is, for DuckDB.',
  ].join('\n')
}
