/** What things are called. A stage has names that people know; a construct of any app leaves names to CloudFormation where it may. */
import { Names as PathNames, Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'

export interface Names {
  /** For descriptions: the stage, or the place in the app. */
  title: string
  /** What must have a name that nobody else has in account and region begins with it: workgroups, metrics. */
  unique: string
  /** Glue database; Athena takes no `-` without quotes. */
  database: string
  /** Where the functions' own metrics are. */
  metrics: string
  /** Name of what CloudFormation would name itself, or undefined, which leaves that to it. */
  fixed(name: string): string | undefined
  logGroup(name: string): string | undefined
  /** In a group of its own. */
  schedule(name: string): string | undefined
  /** Bucket names are of the whole partition. */
  bucket(kind: string): string | undefined
}

/** Names of a stage: `flowcensus-<stage>-…`, once in account and region. */
export function namesOfStage(scope: Construct, stage: string): Names {
  const { account, region } = Stack.of(scope)
  const unique = `flowcensus-${stage}`
  return {
    title: stage,
    unique,
    database: `flowcensus_${stage}`,
    metrics: `flowcensus/${stage}`,
    fixed: name => `${unique}-${name}`,
    logGroup: name => `/flowcensus/${stage}/${name}`,
    schedule: name => name,
    bucket: kind => `${unique}-${kind}-${account}-${region}`,
  }
}

/** Made of the stack's name and the path in it, with a hash: two in one stack, or in two stacks, never share one. */
export function namesOfPath(scope: Construct): Names {
  const unique = PathNames.uniqueResourceName(scope, { separator: '-', maxLength: 64 }).toLowerCase()
  return {
    title: scope.node.path,
    unique,
    database: unique.replaceAll('-', '_'),
    metrics: `flowcensus/${unique}`,
    fixed: () => undefined,
    logGroup: () => undefined,
    schedule: () => undefined,
    bucket: () => undefined,
  }
}

/** The property of a name, or none where CloudFormation chooses it. */
export const named = <Key extends string>(key: Key, name: string | undefined): Partial<Record<Key, string>> =>
  name === undefined ? {} : ({ [key]: name } as Record<Key, string>)
