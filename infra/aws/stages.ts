/** The stages of this project's own app, and what `--context`, or what `deploy` keeps of its answers, says of one. */
import { checkTeams } from './config.ts'
import type { FlowCensusProps } from './flow-census.ts'
import type { Settings } from './settings.ts'

export const STAGES = ['dev', 'prod'] as const
export type Stage = (typeof STAGES)[number]

export interface StageConfig
  extends Pick<FlowCensusProps, 'teams' | 'alarmEmail' | 'flowLogAccounts' | 'networks' | 'reports'> {
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

/** What is set of a stage, as text by the names of `--context`; what is left out is none. */
export const SETTING_NAMES = ['networks', 'reports', 'teams', 'alarmEmail'] as const
export type SettingName = (typeof SETTING_NAMES)[number]
export type StageSettings = Partial<Record<SettingName, string>>

/** Name in `cdk.context.json` of the settings of a stage, which hold where `--context` says nothing. */
export const keptAs = (stage: Stage): string => `flowcensus:${stage}`

/** Values of `--context`, and of `cdk.context.json`. */
export type Context = (name: string) => unknown

/** The stage's configuration. Throws where a context value is not what it should be. */
export function readStage(context: Context): StageConfig {
  const stage = STAGES.find(name => name === (context('stage') ?? 'dev'))
  if (stage === undefined)
    throw new Error(`--context stage=…: expected ${STAGES.join(' or ')}, found ${JSON.stringify(context('stage'))}`)
  const { teams, alarmEmail, ...files } = { ...readKept(context(keptAs(stage)), keptAs(stage)), ...typed(context) }
  return {
    ...stages[stage],
    ...files,
    stage,
    teams: checkTeams(teams?.split(',') ?? [], '--context teams=…, with commas between'),
    ...(alarmEmail === undefined ? {} : { alarmEmail: checkEmail(alarmEmail, '--context alarmEmail=…') }),
  }
}

/** What was kept of a stage. Throws where it is not settings. */
export function readKept(kept: unknown, where: string): StageSettings {
  if (kept === undefined) return {}
  if (typeof kept !== 'object' || kept === null)
    throw new Error(`${where}: expected settings by name, found ${JSON.stringify(kept)}`)
  const values = new Map<string, unknown>(Object.entries(kept))
  const strange = [...values.keys()].filter(name => !SETTING_NAMES.some(known => known === name))
  if (strange.length > 0)
    throw new Error(`${where}: expected ${SETTING_NAMES.join(', ')}, found ${strange.join(', ')}; take it out`)
  return textsOf(name => values.get(name), where)
}

const typed = (context: Context): StageSettings => textsOf(context, '--context')

function textsOf(value: Context, where: string): StageSettings {
  const texts: StageSettings = {}
  for (const name of SETTING_NAMES) {
    const text = value(name)
    if (typeof text === 'string' && text !== '') texts[name] = text
    else if (text !== undefined) throw new Error(`${where} ${name}=…: expected a text, found ${JSON.stringify(text)}`)
  }
  return texts
}

/** The address. Throws for what can be none. */
export function checkEmail(text: string, where: string): string {
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)) return text
  throw new Error(`${where}: expected an address such as you@example.org, found ${JSON.stringify(text)}`)
}
