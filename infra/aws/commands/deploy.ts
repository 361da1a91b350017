/** `npm run deploy`: `cdk deploy` of a stage, with what it has to know looked up or asked for, shown, and kept. */
import { existsSync } from 'node:fs'
import { lookAtPlace } from '../../../functions/lib/aws/deploy-place.ts'
import { CREDENTIALS, lackedAccess } from '../../../functions/lib/aws/lacked-access.ts'
import { canAsk, createAsker } from '../../local/ask.ts'
import { WrongUse } from '../../local/exit-codes.ts'
import { homeFolder, typedCommand } from '../../local/installation.ts'
import { print } from '../../local/terminal.ts'
import { fromUser, shellWord } from '../../local/user-paths.ts'
import { readDefinitions } from '../definitions.ts'
import { findCdk, runCdk } from '../deploy/cdk-program.ts'
import { findSettings, missingOptions, readTyped, valuesOf } from '../deploy/find-settings.ts'
import { keepSettings, readSettings } from '../deploy/kept-settings.ts'
import { NONE } from '../deploy/questions.ts'
import { type Summed, summaryLines } from '../deploy/summary.ts'
import { type DeployOptions, stageOf, typedOf, wordsOf } from '../deploy/words.ts'
import { type Stage, type StageSettings, stackNameOf } from '../stages.ts'

/** `more` are words for CDK. Throws where something is not known and nobody can be asked, and where CDK fails. */
export async function deploy(options: DeployOptions, more: readonly string[]): Promise<void> {
  const { stage: wanted, settings: texts, others } = typedOf(options)
  const typed = readTyped(texts)
  const isPrint = options.print === true
  const program = isPrint ? undefined : findCdk()
  const asker = canAsk() ? createAsker() : undefined
  try {
    const stage = wanted ?? (await asker?.ask({ asks: 'Stage: dev or prod', usual: 'dev' }, stageOf))
    const run = asker === undefined && !isPrint && options.run !== true ? ['--run'] : []
    if (stage === undefined) throw missing(['--stage <name>', ...missingOptions(typed), ...run])
    const place = await lookAt(stage, isPrint)
    const sources = {
      stage,
      typed,
      kept: readSettings(homeFolder(), stage),
      place: placeOf(place),
      usual: usualSettings(),
    }
    const found = await findSettings(sources, asker)
    const unknown = [...missingOptions(found), ...run]
    if (unknown.length > 0) throw missing(unknown)
    const settings = valuesOf(found)
    // Reports name networks: the files have to be of one another.
    readDefinitions(settings)
    const words = wordsOf({ stage, settings, others, isMeant: options.run === true }, more)
    print(summaryLines({ stage, found, place }).join('\n'))
    if (program === undefined || 'problem' in place) {
      print(`command   ${['npx cdk', ...words.map(shellWord)].join(' ')}`)
      return
    }
    if (place.isStuck === true) throw stuck(stackNameOf(stage))
    const isMeant = options.run === true || (await asker?.ask({ asks: 'Deploy it: yes or no', usual: 'no' }, consentOf))
    if (isMeant !== true) throw new Error('deploy: nothing was deployed')
    asker?.close()
    keepSettings(program.folder, stage, settings)
    await runCdk(program, words, place.region)
    print(`${stackNameOf(stage)} is deployed; how it is: ${typedCommand('status', '--stage', stage)}`)
  } finally {
    asker?.close()
  }
}

const missing = (options: readonly string[]): WrongUse =>
  new WrongUse(
    `deploy: expected a terminal, where it asks, or also ${options.join(', ')}` +
      `${options.every(option => option === '--run') ? '' : `; "${NONE}" where there is none`}`,
  )

const stuck = (name: string): Error =>
  new Error(
    `deploy: expected no stack ${name}, or one that came up, found one that did not and is protected from deletion; nothing is in it: ` +
      `aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name ${name}, then deploy again`,
  )

const placeOf = (place: Summed['place']) => ('problem' in place ? undefined : place)

async function lookAt(stage: Stage, isPrint: boolean): Promise<Summed['place']> {
  try {
    return await lookAtPlace(stackNameOf(stage))
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error)
    if (isPrint) return { problem }
    throw new Error(
      `deploy: expected ${lackedAccess(error) ?? CREDENTIALS}, found: ${problem}; --print says all the same what it would deploy`,
    )
  }
}

function consentOf(text: string): boolean {
  if (/^y(es)?$/i.test(text)) return true
  if (/^no?$/i.test(text)) return false
  throw new Error(`expected yes or no, found ${JSON.stringify(text)}`)
}

/** Files of these names where the user stands are most likely meant. */
function usualSettings(): StageSettings {
  return {
    ...(existsSync(fromUser('networks.csv')) ? { networks: 'networks.csv' } : {}),
    ...(existsSync(fromUser('reports.json')) ? { reports: 'reports.json' } : {}),
  }
}
