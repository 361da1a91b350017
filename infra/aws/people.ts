/** Policies for people whose roles this app does not make, to be attached to them. */
import { ManagedPolicy, type PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Construct } from 'constructs'
import { acknowledgeWildcards } from './acknowledge.ts'
import type { Buckets } from './buckets.ts'
import type { Config } from './config.ts'
import { named } from './names.ts'
import { rightsToAnalyse, rightsToRead, rightsToUpload } from './rights.ts'

export const PEOPLE_READ = 'People read what is made at run time; lists of Athena have no resources.'

export class People extends Construct {
  /** Of those who ask the tables, and of the tools that ask for them. */
  readonly analysts: ManagedPolicy

  constructor(scope: Construct, config: Config, buckets: Buckets, tables: readonly string[]) {
    super(scope, 'People')
    const add = (name: string, description: string, statements: PolicyStatement[]) => {
      const managedPolicyName = named('managedPolicyName', config.names.fixed(name))
      const policy = new ManagedPolicy(this, name, { ...managedPolicyName, description, statements })
      acknowledgeWildcards(policy, statements, PEOPLE_READ)
      return policy
    }
    for (const team of config.teams)
      add(`upload-${team}`, `Uploads files below ${team}/ and sees what lies there.`, rightsToUpload(buckets, team))
    add('readers', 'Reads reports.', rightsToRead(buckets))
    const rights = rightsToAnalyse(this, config, buckets, tables)
    this.analysts = add('analysts', 'Asks the tables in the workgroup of analysts.', rights)
  }
}
