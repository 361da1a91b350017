/** What is deployed where, as it is shown before. */
import type { DeployPlace } from '../../../functions/lib/aws/deploy-place.ts'
import { printable } from '../../local/terminal.ts'
import { type SettingName, type Stage, stackNameOf } from '../stages.ts'
import { settingsOf } from './deployed-settings.ts'
import { type FoundSetting, OF_LAKE } from './find-settings.ts'
import { QUESTIONS } from './questions.ts'

const STAGE_WORDS: Record<Stage, string> = {
  dev: 'dev: its data goes with the stack',
  prod: 'prod: its data stays, and the stack is protected against deletion',
}

export interface Summed {
  stage: Stage
  found: ReadonlyMap<SettingName, FoundSetting>
  /** Or what AWS, or the SDK, says against looking there. */
  place: DeployPlace | { problem: string }
}

/** One line each. */
export function summaryLines({ stage, found, place }: Summed): string[] {
  const rows: [what: string, text: string][] = [['stage', STAGE_WORDS[stage]], ...placeRows(stage, place)]
  const deployed = 'template' in place && place.template !== undefined ? settingsOf(place.template, stage) : {}
  for (const { name, title, option, none } of QUESTIONS) {
    const { value, from } = found.get(name) ?? { value: undefined, from: '' }
    if (from === OF_LAKE) rows.push([title, `${OF_LAKE}; ${option.split(' ')[0]} where it has none yet`])
    else rows.push([title, [value ?? none, ...(from === '' ? [] : [`(${from})`])].join(' ')])
    if (name === 'teams') {
      const gone = (deployed.teams?.split(',') ?? []).filter(team => !(value?.split(',') ?? []).includes(team))
      if (gone.length > 0)
        rows.push(['', `the ${gone.length === 1 ? 'policy' : 'policies'} of ${gone.join(', ')} will be removed`])
    }
  }
  return rows.map(([what, text]) => printable(`${what.padEnd(10)}${text}`))
}

function placeRows(stage: Stage, place: Summed['place']): [what: string, text: string][] {
  const stack = stackNameOf(stage)
  if ('problem' in place)
    return [
      ['stack', stack],
      ['account', `not known: ${place.problem}`],
    ]
  const { region, account, caller, refusal, isBootstrapped } = place
  const state = refusal === undefined ? stateOf(place) : ''
  const rows: [what: string, text: string][] = [
    ['stack', `${stack}${state}`],
    ['account', account],
    ['caller', caller],
    ['region', region],
  ]
  if (refusal !== undefined) rows.push(['', `whether the stack is there is not known: ${refusal}`])
  if (isBootstrapped === false)
    rows.push([
      '',
      `no stack CDKToolkit there; once per account and region: npx cdk bootstrap aws://${account}/${region}`,
    ])
  return rows
}

function stateOf({ isStuck, template }: DeployPlace): string {
  if (isStuck === true) return ', which never came up'
  return template === undefined ? ', new' : ', which is there'
}
