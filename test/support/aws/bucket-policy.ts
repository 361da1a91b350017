/** What a bucket's policy of a synthesised template allows to a service: enough of IAM's rules for that, and no more. */
import type { Template } from 'aws-cdk-lib/assertions'

export interface ServiceRequest {
  service: string
  action: string
  /** Key of the object; none: the bucket itself. */
  key?: string
  /** Condition keys (`aws:SourceArn`, …) with what the request carries. */
  context: Readonly<Record<string, string>>
}

type Part = ReturnType<Template['findResources']>[string]

/** Account that references in the template stand for. */
export const POLICY_ACCOUNT = '111122223333'
const BUCKET_ARN = 'arn:aws:s3:::bucket'

/** Whether one of the statements allows the request and none denies it. Throws for a condition that it does not know. */
export function isAllowed(statements: readonly Part[], request: ServiceRequest): boolean {
  const matching = statements.filter(statement => matches(statement, request))
  return matching.some(({ Effect }) => Effect === 'Allow') && matching.every(({ Effect }) => Effect === 'Allow')
}

function matches(statement: Part, { service, action, key, context }: ServiceRequest): boolean {
  const principal: unknown = statement.Principal
  const forIt = JSON.stringify(principal) === '{"AWS":"*"}' || textsOf(statement.Principal.Service).includes(service)
  const resource = key === undefined ? BUCKET_ARN : `${BUCKET_ARN}/${key}`
  return (
    forIt &&
    textsOf(statement.Action).some(pattern => isLike(action, pattern)) &&
    textsOf(statement.Resource).some(pattern => isLike(resource, pattern)) &&
    Object.entries(statement.Condition ?? {}).every(([operator, keys]) => holds(operator, keys, context))
  )
}

function holds(operator: string, keys: unknown, context: ServiceRequest['context']): boolean {
  const compare = {
    StringEquals: (a: string, b: string) => a === b,
    Bool: (a: string, b: string) => a === b,
    ArnLike: isLike,
  }
  const test = Object.entries(compare).find(([name]) => name === operator)?.[1]
  if (operator === 'NumericLessThan')
    return Object.entries(Object(keys)).every(([name, limit]) => Number(context[name]) < Number(limit))
  if (test === undefined) throw new Error(`condition: expected an operator that is known here, found ${operator}`)
  return Object.entries(Object(keys)).every(([name, wanted]) => {
    const value = context[name]
    return value !== undefined && textsOf(wanted).some(pattern => test(value, pattern))
  })
}

/** `*` is any text, also with slashes. */
function isLike(text: string, pattern: string): boolean {
  const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')
  return new RegExp(`^${escaped}$`).test(text)
}

const textsOf = (value: unknown): string[] => [value].flat().map(textOf)

/** A value of the template as it stands once deployed, in one account with one bucket. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null) return String(value)
  if ('Fn::GetAtt' in value) return BUCKET_ARN
  if ('Ref' in value) return value.Ref === 'AWS::AccountId' ? POLICY_ACCOUNT : 'aws'
  if ('Fn::Join' in value && Array.isArray(value['Fn::Join'])) return value['Fn::Join'][1].map(textOf).join('')
  return JSON.stringify(value)
}
