/** Where a deployed stack has its things: for the command line. */
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'

export interface StackOutputs<Name extends string> {
  /** ARN of the stack, which says partition, region and account. */
  arn: string
  outputs: Record<Name, string>
}

/** A stack's outputs by name. Throws where there is no such stack, or where an output is missing. */
export async function readStackOutputs<Name extends string>(
  stackName: string,
  names: readonly Name[],
): Promise<StackOutputs<Name>> {
  const client = new CloudFormationClient({})
  const described = await client.send(new DescribeStacksCommand({ StackName: stackName })).catch((error: unknown) => {
    const said = error instanceof Error ? error.message : String(error)
    throw new Error(`stack ${stackName}: expected to find it with these credentials and this region, found: ${said}`)
  })
  const [stack] = described.Stacks ?? []
  const known = new Map((stack?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]))
  const missing = names.filter(name => !known.get(name))
  if (missing.length > 0)
    throw new Error(`stack ${stackName}: expected the outputs ${missing.join(', ')}, found none; deploy it again`)
  const outputs = Object.fromEntries(names.map(name => [name, known.get(name)])) as Record<Name, string>
  return { arn: stack?.StackId ?? '', outputs }
}
