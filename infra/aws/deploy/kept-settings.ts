/** `cdk.context.json`, where CDK reads what an app is to know: the settings of each stage, for every later `cdk` command. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { keptAs, readKept, type Stage, type StageSettings } from '../stages.ts'

/** In the folder that `cdk` runs in. */
export const KEPT_FILE = 'cdk.context.json'

/** Those of the stage; undefined where the file says nothing of it. Throws where the file is damaged. */
export function readSettings(folder: string, stage: Stage): StageSettings | undefined {
  const kept = readContext(folder)[keptAs(stage)]
  return kept === undefined ? undefined : readKept(kept, `${KEPT_FILE}, ${keptAs(stage)}`)
}

/** Writes them beside what else the file holds. */
export function keepSettings(folder: string, stage: Stage, settings: StageSettings): void {
  const context = { ...readContext(folder), [keptAs(stage)]: settings }
  writeFileSync(join(folder, KEPT_FILE), `${JSON.stringify(context, null, 2)}\n`)
}

function readContext(folder: string): Record<string, unknown> {
  const path = join(folder, KEPT_FILE)
  if (!existsSync(path)) return {}
  try {
    const context: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (typeof context === 'object' && context !== null) return { ...context }
  } catch (error) {
    throw new Error(
      `${path}: expected JSON, found ${error instanceof Error ? error.message : error}; mend or remove it`,
    )
  }
  throw new Error(`${path}: expected values by name, found none; mend or remove it`)
}
