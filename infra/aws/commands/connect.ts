/** `npm run connect -- --athena`: what other tools need to ask the tables of a deployed stage. */
import { resolve } from 'node:path'
import { print } from '../../local/terminal.ts'
import { findAthena } from '../athena-place.ts'
import { athenaPage } from '../athena-tools.ts'
import { stackNameOf } from '../stages.ts'

const EXAMPLES = resolve(import.meta.dirname, '../../../queries/examples')
const WEEK_MS = 7 * 86_400_000

/** Prints it; the first query is of the last seven days. Throws, with all that it needs, where the stage is not reached. */
export async function connectToAthena(stage: string, nowMs: number): Promise<void> {
  const stack = stackNameOf(stage)
  const place = await findAthena(stage).catch((error: unknown) => {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${needs(stage, stack)}`)
  })
  const fromDay = new Date(nowMs - WEEK_MS).toISOString().slice(0, 10)
  print(athenaPage(place, { fromDay, examples: EXAMPLES }))
}

const needs = (stage: string, stack: string): string =>
  [
    'To say what tools need, it needs',
    '  credentials of the account, which "aws sts get-caller-identity" shows (AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY)',
    '  its region (AWS_REGION)',
    `  the stage, deployed: npm run deploy -- --context stage=${stage} (infra/aws/README.md)`,
    `  the policy ${stack}-analysts, or cloudformation:DescribeStacks of that stack and athena:GetWorkGroup`,
    'Without an account: connect, as it is, for DuckDB.',
  ].join('\n')
