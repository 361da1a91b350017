/** Words of the command line: what was typed for a deployment, and what CDK is asked. */
import { WrongUse } from '../../local/exit-codes.ts'
import { SETTING_NAMES, type SettingName, STAGES, type Stage, type StageSettings } from '../stages.ts'
import { appWords } from './cdk-program.ts'

export interface DeployOptions extends StageSettings {
  stage?: string
  /** `name=value`, as CDK's own option takes them. */
  context?: readonly string[]
  /** Without the last question. */
  run?: true
  print?: true
}

/** Options and `--context` are two ways to say the same. Throws where they say it twice. */
export function typedOf({ stage, context = [], ...options }: DeployOptions) {
  const said = new Map<string, string>()
  if (stage !== undefined) said.set('stage', stage)
  for (const [name, value] of entriesOf(options)) said.set(name, value)
  const others: string[] = []
  for (const one of context) {
    const [, name = '', value = ''] = /^([^=]+)=(.*)$/s.exec(one) ?? []
    if (name === '') throw new WrongUse(`--context: expected name=value, found ${JSON.stringify(one)}`)
    if (name !== 'stage' && !SETTING_NAMES.some(known => known === name)) others.push(one)
    else if (said.has(name)) throw new WrongUse(`--context ${one}: expected ${name} once, found it twice`)
    else said.set(name, value)
  }
  const wanted = said.get('stage')
  const settings: StageSettings = {}
  for (const name of SETTING_NAMES) {
    const value = said.get(name)
    if (value !== undefined) settings[name] = value
  }
  return { stage: wanted === undefined ? undefined : typedStage(wanted), settings, others }
}

function entriesOf(settings: StageSettings): [SettingName, string][] {
  return SETTING_NAMES.flatMap(name => {
    const value = settings[name]
    return value === undefined ? [] : [[name, value] as [SettingName, string]]
  })
}

/** Throws for what is no stage. */
export function stageOf(text: string): Stage {
  const stage = STAGES.find(name => name === text)
  if (stage !== undefined) return stage
  throw new Error(`stage: expected ${STAGES.join(' or ')}, found ${JSON.stringify(text)}`)
}

function typedStage(text: string): Stage {
  try {
    return stageOf(text)
  } catch (error) {
    throw new WrongUse(error instanceof Error ? error.message : String(error))
  }
}

/** What is asked of CDK. */
export interface CdkWords {
  stage: Stage
  settings: StageSettings
  /** `name=value` that no setting is. */
  others: readonly string[]
  /** CDK asks no more for new rights. */
  isMeant: boolean
}

/** `deploy`, the app, its settings, and `more` as it was typed. */
export function wordsOf({ stage, settings, others, isMeant }: CdkWords, more: readonly string[]): string[] {
  const contexts = [`stage=${stage}`, ...entriesOf(settings).map(([name, value]) => `${name}=${value}`), ...others]
  return [
    'deploy',
    ...appWords(),
    ...contexts.flatMap(context => ['--context', context]),
    ...(isMeant ? ['--require-approval', 'never'] : []),
    ...more,
  ]
}
