/** What every part of the construct reads: names, and each number that an operator may want to change. */
import type { IKey } from 'aws-cdk-lib/aws-kms'
import type { Names } from './names.ts'
import { SETTINGS, type Settings } from './settings.ts'

export interface Config extends Settings {
  names: Names
  /** Whether removing it removes the data too. */
  disposable: boolean
  /** First parts of keys; each gets a policy that lets its holder upload there. */
  teams: readonly string[]
  /** Other accounts whose VPC flow logs may be delivered to the uploads bucket. */
  flowLogAccounts: readonly string[]
  /** Who is told of alarms; none: subscribe to the topic by hand. */
  alarmEmail: string | undefined
  /** Encrypts buckets of its own and results of queries; none: S3's own keys. */
  encryptionKey: IKey | undefined
}

/** Those of `changes`, for the rest the defaults. */
export const settingsWith = (changes: Partial<Settings> = {}): Settings => ({ ...SETTINGS, ...changes })

const TEAM = /^[A-Za-z0-9][A-Za-z0-9-]{0,40}$/

/** The names, each checked: they become parts of keys and of policies. Throws at the first that cannot be one. */
export function checkTeams(teams: readonly string[], where: string): readonly string[] {
  for (const team of teams)
    if (!TEAM.test(team))
      throw new Error(`${where}: expected names of letters, digits and "-", at most 41, found ${JSON.stringify(team)}`)
  return teams
}
