/** Where a deployment would go, by the caller's credentials and region, and what lies there already. */
import { CloudFormationClient, DescribeStacksCommand, GetTemplateCommand } from '@aws-sdk/client-cloudformation'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'

export interface DeployPlace {
  region: string
  account: string
  /** ARN of the user, role or root whose credentials they are. */
  caller: string
  /** What AWS says where the caller may look at no stack: CDK may deploy all the same, with roles of its own. */
  refusal?: string
  /** Whether the stack is there that `cdk bootstrap` makes. */
  isBootstrapped?: boolean
  /** Whether a stack of the name never came up and is protected from deletion: CDK cannot make it anew. */
  isStuck?: boolean
  /** Of the stack that is deployed under the name; undefined where there is none. */
  template?: unknown
}

/** What `cdk bootstrap` makes, by its usual name. */
const BOOTSTRAP_STACK = 'CDKToolkit'
/** A stack that never came up, or is gone: CDK makes it anew. */
const NEVER_UP = ['REVIEW_IN_PROGRESS', 'ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'DELETE_COMPLETE']

/** Throws where there is no region, what AWS says against credentials, and where it is not reached. */
export async function lookAtPlace(stackName: string): Promise<DeployPlace> {
  const client = new CloudFormationClient({})
  const region = await client.config.region()
  // Any valid credentials may ask it.
  const { Account: account = '', Arn: caller = '' } = await new STSClient({}).send(new GetCallerIdentityCommand({}))
  const place = { region, account, caller }
  try {
    const [bootstrap, stack] = await Promise.all([BOOTSTRAP_STACK, stackName].map(name => describe(client, name)))
    const isUp = stack !== undefined && !NEVER_UP.includes(stack.StackStatus ?? '')
    const template = isUp ? await templateOf(client, stackName) : undefined
    const failed = /^ROLLBACK_(COMPLETE|FAILED)$/.test(stack?.StackStatus ?? '')
    const isStuck = failed && stack?.EnableTerminationProtection === true
    return { ...place, isBootstrapped: bootstrap !== undefined, isStuck, template }
  } catch (error) {
    if (error instanceof Error && /^AccessDenied(Exception)?$/.test(error.name))
      return { ...place, refusal: error.message }
    throw error
  }
}

async function describe(client: CloudFormationClient, StackName: string) {
  try {
    return (await client.send(new DescribeStacksCommand({ StackName }))).Stacks?.[0]
  } catch (error) {
    // CloudFormation has no error of its own for it.
    if (error instanceof Error && error.name === 'ValidationError' && / does not exist$/.test(error.message))
      return undefined
    throw error
  }
}

async function templateOf(client: CloudFormationClient, StackName: string): Promise<unknown> {
  const { TemplateBody = '{}' } = await client.send(new GetTemplateCommand({ StackName }))
  return JSON.parse(TemplateBody)
}
