/** Which deployment a command is for, as it is named on the command line: a stage of the project's own app, or a construct of any. */
import { Option } from 'commander'

/** Of a stack by name; behind a slash the construct's id, where the stack has several. */
export type DeploymentName = { stage: string } | { stack: string }

/** Options as commander hands them over; a command has `--stage` or `--aws`. */
export interface DeploymentOptions {
  stage?: string
  aws?: string
  stack?: string
}

/** `--stack <name>`; not beside `--aws`, or a `--stage` that is typed. */
export const stackOption = (): Option =>
  new Option(
    '--stack <name>',
    'the deployed FlowCensus of any CDK app: name of its stack; of several in one stack <name>/<id>',
  ).conflicts(['stage', 'aws'])

/** Undefined where neither is named. */
export function deploymentOf({ stack, aws, stage = aws }: DeploymentOptions): DeploymentName | undefined {
  if (stack !== undefined) return { stack }
  return stage === undefined ? undefined : { stage }
}

/** For people: `dev`, or the name of the stack. */
export const titleOf = (name: DeploymentName): string => ('stack' in name ? name.stack : name.stage)

/** As it is typed behind a command that names stages by `option`. */
export const wordsOf = (name: DeploymentName, option: '--stage' | '--aws'): string[] =>
  'stack' in name ? ['--stack', name.stack] : [option, name.stage]
