/** Where a deployed stack has its things: for the command line. */
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'

/** Outputs of a stack by name. Throws where there is none, or where an output is missing. */
export async function readStackOutputs<Name extends string>(
  stackName: string,
  names: readonly Name[],
): Promise<Record<Name, string>> {
  const client = new CloudFormationClient({})
  const described = await client.send(new DescribeStacksCommand({ StackName: stackName })).catch((error: unknown) => {
    const said = error instanceof Error ? error.message : String(error)
    throw new Error(`stack ${stackName}: expected to find it with these credentials and this region, found: ${said}`)
  })
  const known = new Map(
    (described.Stacks?.[0]?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
  )
  const missing = names.filter(name => !known.get(name))
  if (missing.length > 0)
    throw new Error(`stack ${stackName}: expected the outputs ${missing.join(', ')}, found none; deploy it again`)
  return Object.fromEntries(names.map(name => [name, known.get(name)])) as Record<Name, string>
}
