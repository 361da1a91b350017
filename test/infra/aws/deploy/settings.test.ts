/** Settings of a deployment: where they are found, what cannot be one, and what is kept. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { settingsOf } from '../../../../infra/aws/deploy/deployed-settings.ts'
import {
  findSettings,
  missingOptions,
  readTyped,
  type Sources,
  valuesOf,
} from '../../../../infra/aws/deploy/find-settings.ts'
import { keepSettings, readSettings } from '../../../../infra/aws/deploy/kept-settings.ts'
import { summaryLines } from '../../../../infra/aws/deploy/summary.ts'
import { readStage, type StageSettings } from '../../../../infra/aws/stages.ts'
import { WrongUse } from '../../../../infra/local/exit-codes.ts'
import { SMALL_NETWORKS } from '../../../support/small-logs.ts'
import { synthesise } from '../synthesise.ts'

const folder = mkdtempSync(join(tmpdir(), 'deploy-settings-'))
const networks = join(folder, 'networks.csv')
let template: unknown
beforeAll(() => {
  writeFileSync(networks, SMALL_NETWORKS)
  template = synthesise('dev', { teams: ['uni', 'lab-2'] }).toJSON()
})
afterAll(() => rmSync(folder, { recursive: true }))

const PLACE = { region: 'eu-west-1', account: '123456789012', caller: 'arn:aws:iam::123456789012:user/me' }
const NOTHING: Omit<Sources, 'typed'> = { stage: 'dev', kept: undefined, place: PLACE, usual: {} }
/** What is typed as text, the rest as it is found. */
type Given = Partial<Omit<Sources, 'typed'>> & { typed?: StageSettings }
const find = async ({ typed = {}, ...sources }: Given) =>
  findSettings({ ...NOTHING, ...sources, typed: readTyped(typed) }, undefined)
const values = async (given: Given) => valuesOf(await find(given))

describe('a deployed stack', () => {
  it('says its teams, and who is told of alarms', () => {
    expect(settingsOf(template, 'dev')).toEqual({ teams: 'uni,lab-2', alarmEmail: 'operator@example.org' })
    expect(settingsOf({ Resources: { Topic: { Type: 'AWS::SNS::Topic' } } }, 'dev')).toEqual({})
  })

  it('keeps them, but for what is typed; its lake has networks and reports of its own', async () => {
    const place = { ...PLACE, template }
    expect(await values({ place })).toEqual({ teams: 'uni,lab-2', alarmEmail: 'operator@example.org' })
    expect(await values({ place, typed: { alarmEmail: 'none', networks } })).toEqual({ teams: 'uni,lab-2', networks })
    expect(await values({ place, kept: { teams: 'old' } })).toMatchObject({ teams: 'uni,lab-2' })
    expect(await values({ place, kept: { networks, reports: join(folder, 'gone.json') } })).toMatchObject({ networks })
    expect(missingOptions(await find({ place }))).toEqual([])
  })

  it('is told which policies would go with a team', async () => {
    const place = { ...PLACE, template, isBootstrapped: true }
    const found = await find({ place, typed: { teams: 'uni,new' } })
    const lines = summaryLines({ stage: 'dev', found, place })
    expect(lines).toContain('          the policy of lab-2 will be removed')
    expect(lines).toContain('networks  those of the lake; --networks where it has none yet')
    expect(lines).toContain('account   123456789012')
    expect(lines).toContain('caller    arn:aws:iam::123456789012:user/me')
    expect(lines).toContain('stack     flowcensus-dev, which is there')
    expect(lines).toContain('alarms    operator@example.org (as deployed)')
  })

  it('is not told of where the caller may not look', async () => {
    const place = { ...PLACE, refusal: 'not authorized to perform: cloudformation:DescribeStacks' }
    expect(summaryLines({ stage: 'dev', found: await find({ place }), place }).slice(1, 6)).toEqual([
      'stack     flowcensus-dev',
      'account   123456789012',
      'caller    arn:aws:iam::123456789012:user/me',
      'region    eu-west-1',
      '          whether the stack is there is not known: not authorized to perform: cloudformation:DescribeStacks',
    ])
  })
})

describe('where nothing is deployed', () => {
  it('everything is asked for that was not typed or kept', async () => {
    expect(missingOptions(await find({ typed: { teams: 'none' } }))).toEqual([
      '--networks <csv>',
      '--reports <json>',
      '--alarm-email <address>',
    ])
    expect(missingOptions(await find({ kept: {} }))).toEqual([])
    expect(await values({ kept: { teams: 'uni' }, typed: { networks: 'none' } })).toEqual({ teams: 'uni' })
  })

  it.each([
    ['teams', 'a b', '--teams: expected names of letters, digits and "-", at most 41, found "a b"'],
    ['teams', 'uni,', '--teams: expected names of letters, digits and "-", at most 41, found ""'],
    ['alarmEmail', 'me', '--alarm-email: expected an address such as you@example.org, found "me"'],
  ])('%s that cannot be any are wrong use: %s', async (name, text, said) => {
    const found = find({ typed: { [name]: text } })
    await expect(found).rejects.toThrow(said)
    await expect(found).rejects.toBeInstanceOf(WrongUse)
  })

  it('files are read before anything is deployed', async () => {
    const wrong = join(folder, 'wrong.csv')
    writeFileSync(wrong, 'cidr,name\n10.1.0.0/33,office\n')
    const found = find({ typed: { networks: wrong } })
    await expect(found).rejects.toThrow(/wrong\.csv: networks\.csv line 2.*expected a prefix/)
    await expect(found).rejects.not.toBeInstanceOf(WrongUse)
    await expect(find({ typed: { reports: join(folder, 'none.json') } })).rejects.toThrow('expected the path of a file')
  })
})

describe('cdk.context.json', () => {
  it('keeps settings of each stage beside what else it holds, and the app follows them where --context says nothing', () => {
    writeFileSync(join(folder, 'cdk.context.json'), '{"other":1}')
    keepSettings(folder, 'dev', { teams: 'uni,lab', networks })
    keepSettings(folder, 'prod', {})
    expect(readSettings(folder, 'dev')).toEqual({ teams: 'uni,lab', networks })
    expect(readSettings(folder, 'prod')).toEqual({})
    const context = JSON.parse(readFileSync(join(folder, 'cdk.context.json'), 'utf8'))
    expect(context.other).toBe(1)
    expect(readStage(name => context[name])).toMatchObject({ stage: 'dev', teams: ['uni', 'lab'], networks })
    const typed = { ...context, teams: 'new', alarmEmail: 'you@example.org' }
    expect(readStage(name => typed[name])).toMatchObject({ teams: ['new'], alarmEmail: 'you@example.org', networks })
    expect(readStage(name => ({ ...context, stage: 'prod' })[name])).toMatchObject({ stage: 'prod', teams: [] })
  })

  it('that is damaged, or has other settings, is named', () => {
    writeFileSync(join(folder, 'cdk.context.json'), '{')
    expect(() => readSettings(folder, 'dev')).toThrow(/cdk\.context\.json: expected JSON, found .*; mend or remove it/)
    writeFileSync(join(folder, 'cdk.context.json'), '{"flowcensus:dev":{"team":"uni"}}')
    expect(() => readSettings(folder, 'dev')).toThrow(
      'cdk.context.json, flowcensus:dev: expected networks, reports, teams, alarmEmail, found team; take it out',
    )
    writeFileSync(join(folder, 'cdk.context.json'), '{"flowcensus:dev":{"teams":["uni"]}}')
    expect(() => readSettings(folder, 'dev')).toThrow('flowcensus:dev teams=…: expected a text, found ["uni"]')
  })

  it('of an address that can be none the app says so', () => {
    expect(() => readStage(name => ({ alarmEmail: 'me' })[name])).toThrow(
      '--context alarmEmail=…: expected an address such as you@example.org, found "me"',
    )
  })
})
