/** The settings of a deployment: what is typed, else what was deployed or kept, else what the user answers. */
import { existsSync } from 'node:fs'
import type { DeployPlace } from '../../../functions/lib/aws/deploy-place.ts'
import type { Asker } from '../../local/ask.ts'
import { WrongUse } from '../../local/exit-codes.ts'
import { SETTING_NAMES, type SettingName, type Stage, type StageSettings } from '../stages.ts'
import { settingsOf } from './deployed-settings.ts'
import { KEPT_FILE } from './kept-settings.ts'
import { NONE, QUESTIONS, type Question } from './questions.ts'

/** As `--context` has it, undefined for none; and where it is from, for people. */
export interface FoundSetting {
  value: string | undefined
  from: string
}

/** By the options of the command; undefined for none. */
export type TypedSettings = ReadonlyMap<SettingName, string | undefined>

/** Where a file is from that only a lake knows. */
export const OF_LAKE = 'those of the lake'

export interface Sources {
  stage: Stage
  typed: TypedSettings
  /** Undefined where nothing was kept. */
  kept: StageSettings | undefined
  place: DeployPlace | undefined
  /** What an empty answer to a question means. */
  usual: StageSettings
}

/** Reads what was typed. Throws where it cannot be right. */
export function readTyped(typed: StageSettings): TypedSettings {
  const read = new Map<SettingName, string | undefined>()
  for (const question of QUESTIONS) {
    const text = typed[question.name]
    if (text !== undefined) read.set(question.name, text === NONE ? undefined : readOption(question, text))
  }
  return read
}

/** Without an asker what would be asked is left out. */
export async function findSettings(
  { stage, typed, kept, place, usual }: Sources,
  asker: Asker | undefined,
): Promise<Map<SettingName, FoundSetting>> {
  const isThere = place?.template !== undefined
  const deployed = isThere ? settingsOf(place.template, stage) : undefined
  const found = new Map<SettingName, FoundSetting>()
  for (const question of QUESTIONS) {
    const { name, isOfLake } = question
    const read = (answer: string) => (answer === NONE ? undefined : question.read(answer, question.title))
    if (typed.has(name)) found.set(name, { value: typed.get(name), from: '' })
    else if (isOfLake && isThere) found.set(name, ofLake(kept?.[name]))
    else if (deployed !== undefined) found.set(name, { value: deployed[name], from: 'as deployed' })
    else if (kept !== undefined) found.set(name, { value: kept[name], from: `as ${KEPT_FILE} has it` })
    else if (asker !== undefined)
      found.set(name, { value: await asker.ask({ ...question, usual: usual[name] ?? NONE }, read), from: '' })
  }
  return found
}

/** A lake is given them before its first upload, and then has its own; the file that it was to be given may be gone. */
const ofLake = (kept: string | undefined): FoundSetting =>
  kept !== undefined && existsSync(kept)
    ? { value: kept, from: 'unless the lake has its own by now' }
    : { value: undefined, from: OF_LAKE }

/** What stands in a file is the user's data; a mistyped name is a mistyped command. */
function readOption({ option, isOfLake, read }: Question, typed: string): string {
  try {
    return read(typed, option.replace(/ .*/, ''))
  } catch (error) {
    throw isOfLake || !(error instanceof Error) ? error : new WrongUse(error.message)
  }
}

/** Options that would say what is not known. */
export const missingOptions = (known: { has(name: SettingName): boolean }): string[] =>
  QUESTIONS.filter(({ name }) => !known.has(name)).map(({ option }) => option)

/** The settings alone. */
export function valuesOf(found: ReadonlyMap<SettingName, FoundSetting>): StageSettings {
  const values: StageSettings = {}
  for (const name of SETTING_NAMES) {
    const value = found.get(name)?.value
    if (value !== undefined) values[name] = value
  }
  return values
}
