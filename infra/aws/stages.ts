/** The stages of this project's own app, and what `--context` says of one. */
import { checkTeams } from './config.ts'
import type { FlowCensusProps } from './flow-census.ts'
import type { Settings } from './settings.ts'

export const STAGES = ['dev', 'prod'] as const
export type Stage = (typeof STAGES)[number]

export interface StageConfig extends Pick<FlowCensusProps, 'teams' | 'alarmEmail' | 'flowLogAccounts'> {
  stage: Stage
  /** Whether removing the stack removes the data too. */
  disposable: boolean
  settings: Partial<Settings>
}

const stages: Record<Stage, Pick<StageConfig, 'disposable' | 'settings'>> = {
  dev: { disposable: true, settings: { logRetentionDays: 14 } },
  prod: { disposable: false, settings: { logRetentionDays: 90 } },
}

/** What the stack of a stage is called. Throws for what is no stage. */
export function stackNameOf(stage: string): string {
  if (STAGES.some(name => name === stage)) return `flowcensus-${stage}`
  throw new Error(`stage: expected ${STAGES.join(' or ')}, found ${JSON.stringify(stage)}`)
}

/** `--context` of the command line, as text. */
export type Context = (name: 'stage' | 'teams' | 'alarmEmail') => unknown

/** The stage's configuration. Throws where a context value is not what it should be. */
export function readStage(context: Context): StageConfig {
  const stage = STAGES.find(name => name === (context('stage') ?? 'dev'))
  if (stage === undefined)
    throw new Error(`--context stage=…: expected ${STAGES.join(' or ')}, found ${JSON.stringify(context('stage'))}`)
  const teams = checkTeams(textOf(context, 'teams')?.split(',') ?? [], '--context teams=…, with commas between')
  const alarmEmail = textOf(context, 'alarmEmail')
  return { ...stages[stage], stage, teams, ...(alarmEmail === undefined ? {} : { alarmEmail }) }
}

function textOf(context: Context, name: Parameters<Context>[0]): string | undefined {
  const value = context(name)
  if (value === undefined || (typeof value === 'string' && value !== '')) return value
  throw new Error(`--context ${name}=…: expected a text, found ${JSON.stringify(value)}`)
}
