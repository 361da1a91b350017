/** Findings of the checks (cdk-nag, AWS Solutions) that are meant, each with its reason. */
import * as cdk from 'aws-cdk-lib'
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { IConstruct } from 'constructs'

/** Rule (with the finding in brackets, where only one is meant) and reason. */
export function acknowledge(construct: IConstruct, reasons: Readonly<Record<string, string>>): void {
  // Older versions of aws-cdk-lib have no such place, nor checks that look there.
  const validations: typeof cdk.Validations | undefined = cdk.Validations
  for (const [id, reason] of Object.entries(reasons)) validations?.of(construct).acknowledge({ id, reason })
}

/** The wildcards of exactly these statements' resources. Wildcards of actions stay findings. */
export function acknowledgeWildcards(
  construct: IConstruct,
  statements: readonly PolicyStatement[],
  reason: string,
): void {
  const stack = cdk.Stack.of(construct)
  for (const resource of statements.flatMap(({ resources }) => resources)) {
    const named = nameOf(stack.resolve(resource))
    if (named.includes('*')) acknowledge(construct, { [`AwsSolutions-IAM5[Resource::${named}]`]: reason })
  }
}

/** A resolved value in the notation of the checks: `<Bucket.Arn>/landing/*`. */
function nameOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.map(nameOf).join('')
  if (typeof value !== 'object' || value === null) return ''
  if ('Ref' in value) return `<${value.Ref}>`
  if ('Fn::GetAtt' in value && Array.isArray(value['Fn::GetAtt'])) return `<${value['Fn::GetAtt'].join('.')}>`
  if ('Fn::Join' in value && Array.isArray(value['Fn::Join'])) return nameOf(value['Fn::Join'][1])
  return ''
}
