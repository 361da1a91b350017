/** What differs between stages, and every number that an operator may want to change. */
export const STAGES = ['dev', 'prod'] as const
export type Stage = (typeof STAGES)[number]

export interface Config {
  stage: Stage
  /** Whether removing the stack removes the data too. */
  disposable: boolean
  /** First parts of keys; each gets a policy that lets its holder upload there. */
  teams: readonly string[]
  /** Other accounts whose VPC flow logs may be delivered to the uploads bucket. */
  flowLogAccounts: readonly string[]
  /** Who is told of alarms; none: subscribe to the topic by hand. */
  alarmEmail: string | undefined
  logRetentionDays: 14 | 90
  uploads: {
    /** Days until a raw file moves to infrequent access, which costs half, and can still be replayed at once. */
    infrequentAfterDays: number
    /** Days that an overwritten or removed file can still be brought back. */
    noncurrentDays: number
  }
  /** Reports are remade and listed anew: days that what was there before can still be brought back. */
  reportVersions: { noncurrentDays: number }
  normalise: {
    /** One vCPU: normalise uses one. */
    memoryMb: 1769
    /** Uploads at a time. */
    concurrency: number
    /** Tries of a message before it goes to the dead-letter queue. */
    receives: number
  }
  publish: {
    daysPerWake: number
    /** Days that other code, or other words on their networks, make anew a night at most: each costs a scan of it. */
    daysPerNight: number
  }
  athena: {
    /**
     * Bytes that one query may scan. One of publish reads one day: no honest day comes near its limit (1 TB of landing
     * objects are some 5 TB of text), and what uploads of a few bytes might have blown up ends there, at $5.
     */
    publishScanBytes: number
    reportsScanBytes: number
    analystsScanBytes: number
    /** Days that results of queries are kept. */
    resultDays: number
  }
}

const GB = 1_000_000_000

const shared: Omit<Config, 'stage' | 'disposable' | 'logRetentionDays' | 'teams' | 'alarmEmail'> = {
  flowLogAccounts: [],
  uploads: { infrequentAfterDays: 90, noncurrentDays: 30 },
  reportVersions: { noncurrentDays: 90 },
  normalise: { memoryMb: 1769, concurrency: 50, receives: 5 },
  publish: { daysPerWake: 20, daysPerNight: 100 },
  athena: { publishScanBytes: 1000 * GB, reportsScanBytes: 200 * GB, analystsScanBytes: 50 * GB, resultDays: 7 },
}

const stages: Record<Stage, Pick<Config, 'disposable' | 'logRetentionDays'>> = {
  dev: { disposable: true, logRetentionDays: 14 },
  prod: { disposable: false, logRetentionDays: 90 },
}

/** `--context` of the command line, as text. */
export type Context = (name: 'stage' | 'teams' | 'alarmEmail') => unknown

/** The stage's configuration. Throws where a context value is not what it should be. */
export function readConfig(context: Context): Config {
  const stage = STAGES.find(name => name === (context('stage') ?? 'dev'))
  if (stage === undefined)
    throw new Error(`--context stage=…: expected ${STAGES.join(' or ')}, found ${JSON.stringify(context('stage'))}`)
  const teams = textOf(context, 'teams')?.split(',') ?? []
  for (const team of teams)
    if (!/^[A-Za-z0-9][A-Za-z0-9-]{0,40}$/.test(team))
      throw new Error(
        `--context teams=…: expected names of letters, digits and "-" with commas between, found ${JSON.stringify(team)}`,
      )
  return { ...shared, ...stages[stage], stage, teams, alarmEmail: textOf(context, 'alarmEmail') }
}

function textOf(context: Context, name: Parameters<Context>[0]): string | undefined {
  const value = context(name)
  if (value === undefined || (typeof value === 'string' && value !== '')) return value
  throw new Error(`--context ${name}=…: expected a text, found ${JSON.stringify(value)}`)
}
