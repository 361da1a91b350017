/** Where a deployed construct has its things: for the command line. */
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { lackedAccess } from './lacked-access.ts'

export interface StackOutputs<Name extends string> {
  /** ARN of the stack, which says partition, region and account. */
  arn: string
  outputs: Record<Name, string>
}

/** Every construct has this output. */
const ANCHOR = 'NormaliseVersion'

/**
 * Outputs of the construct in a stack, by name; `id` of the construct, where the stack has several: `Default` where CDK leaves
 * it out of names. Throws where there is none, or several and no id, or where an output is missing.
 */
export async function readStackOutputs<Name extends string>(
  stackName: string,
  names: readonly Name[],
  id?: string,
): Promise<StackOutputs<Name>> {
  const client = new CloudFormationClient({})
  const described = await client.send(new DescribeStacksCommand({ StackName: stackName })).catch((error: unknown) => {
    const said = error instanceof Error ? error.message : String(error)
    const lacked = lackedAccess(error)
    throw new Error(
      `stack ${stackName}: expected ${lacked ?? 'to find it with these credentials and this region'}, found: ${said}` +
        `${lacked === undefined ? '; AWS_PROFILE and AWS_REGION name others' : ''}`,
    )
  })
  const [stack] = described.Stacks ?? []
  const all = (stack?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue] as const)
  const prefix = prefixOf(
    stackName,
    id,
    all.map(([key]) => key),
  )
  const known = new Map(names.map(name => [name, all.find(([key]) => parseKey(key, name) === prefix)?.[1]] as const))
  const missing = names.filter(name => !known.get(name))
  if (missing.length > 0) {
    const mend = missing.length < names.length ? '' : ', or name the stack that has a FlowCensus'
    throw new Error(
      `stack ${stackName}: expected the outputs ${missing.join(', ')}, found none; deploy it again${mend}`,
    )
  }
  const outputs = Object.fromEntries(names.map(name => [name, known.get(name)])) as Record<Name, string>
  return { arn: stack?.StackId ?? '', outputs }
}

/** What stands before an output's name in its key: ids of constructs; undefined where the key is of another output. */
function parseKey(key: string, name: string): string | undefined {
  if (key === name) return ''
  // CDK ends a key of several ids with eight digits of a hash.
  const [, prefix] = new RegExp(`^(.+)${name}[0-9A-F]{8}$`).exec(key) ?? []
  return prefix
}

function prefixOf(stackName: string, id: string | undefined, keys: readonly string[]): string {
  const found = keys.flatMap(key => parseKey(key, ANCHOR) ?? []).sort()
  const shown = found.map(prefix => `${stackName}/${prefix || 'Default'}`).join(', ')
  // CDK leaves all but letters and digits out of keys.
  const wanted = id === 'Default' ? '' : id?.replace(/[^A-Za-z0-9]/g, '')
  if (wanted !== undefined && found.includes(wanted)) return wanted
  const [first, ...others] = found
  // Then no output is there.
  if (first === undefined) return ''
  if (wanted !== undefined) throw new Error(`stack ${stackName}: expected ${shown}, found ${stackName}/${id}; name one`)
  if (others.length > 0) throw new Error(`stack ${stackName}: expected one FlowCensus, found ${shown}; name one so`)
  return first
}
