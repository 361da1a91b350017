/**
 * `npm run deploy` in a copy of the checkout, at a pseudo-terminal and without one: CloudFormation is a server on loopback, `cdk`
 * on the PATH writes down what it is asked for, and once is CDK's own, which synthesises in place of deploying.
 */

import { spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readStage } from '../../../../infra/aws/stages.ts'
import { type Ended, ended } from '../../../support/ended-program.ts'
import { put, SMALL_NETWORKS } from '../../../support/small-logs.ts'
import { screenOf } from '../../../support/terminal-screen.ts'

const PROJECT = resolve(import.meta.dirname, '../../../..')
const home = realpathSync(mkdtempSync(join(tmpdir(), 'deploy at-')))
const checkout = join(home, 'checkout')
const stood = join(home, 'stood')
const kept = join(checkout, 'cdk.context.json')
const asked = join(home, 'asked.json')
const CALLER = 'arn:aws:iam::123456789012:user/me'
const SECRET = 'a-secret-that-nobody-prints'

/** What is deployed, by the name of its stack: CDKToolkit and the stage's own. */
const stacks = new Map<string, unknown>()
let aws: Server
let endpoint: string

/** Of STS and CloudFormation what is asked before a deployment, in their Query protocol. */
function answer(body: string): { status: number; text: string } {
  const words = new URLSearchParams(body)
  if (words.get('Action') === 'GetCallerIdentity') {
    const caller = `<Account>123456789012</Account><Arn>${CALLER}</Arn>`
    const result = `<GetCallerIdentityResult>${caller}</GetCallerIdentityResult>`
    return { status: 200, text: `<GetCallerIdentityResponse>${result}</GetCallerIdentityResponse>` }
  }
  const name = words.get('StackName') ?? ''
  if (!stacks.has(name)) {
    const error = `<Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id ${name} does not exist</Message></Error>`
    return { status: 400, text: `<ErrorResponse>${error}</ErrorResponse>` }
  }
  const id = `arn:aws:cloudformation:eu-west-1:123456789012:stack/${name}/1`
  const member = `<StackName>${name}</StackName><StackId>${id}</StackId><StackStatus>CREATE_COMPLETE</StackStatus>`
  const result =
    words.get('Action') === 'GetTemplate'
      ? `<GetTemplateResult><TemplateBody>${JSON.stringify(stacks.get(name))}</TemplateBody></GetTemplateResult>`
      : `<DescribeStacksResult><Stacks><member>${member}</member></Stacks></DescribeStacksResult>`
  return { status: 200, text: `<${words.get('Action')}Response>${result}</${words.get('Action')}Response>` }
}

/** `cdk` for tests: what it is asked, and ends as the stage of the test wants it. */
const STOOD = `#!${process.execPath}
const { readFileSync, writeFileSync } = require('node:fs')
const context = (() => { try { return JSON.parse(readFileSync('cdk.context.json', 'utf8')) } catch { return null } })()
writeFileSync(${JSON.stringify(asked)}, JSON.stringify({ words: process.argv.slice(2), region: process.env.AWS_REGION, cwd: process.cwd(), context }))
console.log('cdk at work')
process.exit(Number(process.env.CDK_ENDS ?? 0))
`

beforeAll(async () => {
  for (const part of ['functions', 'infra', 'queries', 'package.json', 'cdk.json'])
    cpSync(join(PROJECT, part), join(checkout, part), { recursive: true })
  // Of its own, so that what is made for the app lies here, and a package can be missing.
  mkdirSync(join(checkout, 'node_modules'))
  for (const name of readdirSync(join(PROJECT, 'node_modules')))
    if (name !== '.cache') symlinkSync(join(PROJECT, 'node_modules', name), join(checkout, 'node_modules', name))
  // What was compiled before need not be compiled again.
  const compiled = 'node_modules/.cache/flowcensus'
  if (existsSync(join(PROJECT, compiled)))
    cpSync(realpathSync(join(PROJECT, compiled)), join(checkout, compiled), { recursive: true })
  put(stood, 'cdk', STOOD)
  chmodSync(join(stood, 'cdk'), 0o755)
  writeFileSync(join(checkout, 'networks.csv'), SMALL_NETWORKS)
  aws = createServer((request, response) => {
    let body = ''
    request.on('data', part => {
      body += part
    })
    request.on('end', () => {
      const { status, text } = answer(body)
      response.writeHead(status, { 'content-type': 'text/xml' }).end(text)
    })
  })
  await new Promise<void>(done => aws.listen(0, '127.0.0.1', done))
  const address = aws.address()
  endpoint = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
})
beforeEach(() => {
  rmSync(kept, { force: true })
  rmSync(asked, { force: true })
  stacks.clear()
  stacks.set('CDKToolkit', {})
})
afterAll(() => {
  aws.close()
  rmSync(home, { recursive: true, force: true })
})

/** Undefined leaves one out. */
type More = Readonly<Record<string, string | undefined>>

const environment = (more: More) => ({
  PATH: [stood, dirname(process.execPath), '/usr/bin', '/bin'].join(':'),
  HOME: home,
  TERM: 'xterm',
  TZ: 'UTC',
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
  AWS_SECRET_ACCESS_KEY: SECRET,
  ...more,
})

/** Without a terminal. */
function deploy(words: readonly string[], more: More = {}): Promise<Ended> {
  const cli = ['infra/local/cli.mjs', 'deploy', ...words]
  const stdio: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe']
  return ended(spawn(process.execPath, cli, { cwd: checkout, env: environment(more), stdio }))
}

/** At a terminal, where each answer is typed as a question stands. */
async function deployAsked(words: string, answers: readonly string[], more: More = {}) {
  const command = `stty cols 150; '${process.execPath}' infra/local/cli.mjs deploy ${words}`
  const child = spawn('script', ['-qec', command, '/dev/null'], { cwd: checkout, env: environment(more) })
  const waiting = [...answers]
  let sent = ''
  let answered = 0
  child.stdout.on('data', (data: Buffer) => {
    sent += data.toString()
    const questions = sent.split(']: ').length - 1
    if (questions <= answered) return
    answered = questions
    const next = waiting.shift()
    if (next !== undefined) child.stdin.write(next === '\u0004' ? next : `${next}\r`)
  })
  const code = await new Promise<number | null>(done => child.on('close', done))
  expect(waiting, sent).toEqual([])
  return { code, shown: screenOf(sent).text }
}

const wordsOfCdk = () => JSON.parse(readFileSync(asked, 'utf8'))
const NEW = ['--networks', 'none', '--reports', 'none', '--teams', 'uni', '--alarm-email', 'none']

describe.skipIf(spawnSync('script', ['--version']).status !== 0)('at a terminal', () => {
  it('asks until each answer is one, shows what goes where, and runs cdk deploy with it', async () => {
    const typed = ['test', '', 'nofile', '', '', 'a b', 'uni, lab', 'me', 'you@example.org', 'perhaps', 'yes']
    const { code, shown } = await deployAsked('', typed)
    expect(code, shown).toBe(0)
    expect(shown).toContain('stage: expected dev or prod, found "test"')
    expect(shown).toContain('networks: expected the path of a file, found')
    expect(shown).toContain('teams: expected names of letters, digits and "-", at most 41, found "a b"')
    expect(shown).toContain('alarms: expected an address such as you@example.org, found "me"')
    expect(shown).toContain('expected yes or no, found "perhaps"')
    const networks = join(checkout, 'networks.csv')
    expect(shown).toContain(
      [
        'stage     dev: its data goes with the stack',
        'stack     flowcensus-dev, new',
        'account   123456789012',
        `caller    ${CALLER}`,
        'region    eu-west-1',
        `networks  ${networks}`,
        'reports   daily, weekly and quarterly, in UTC',
        'teams     uni,lab',
        'alarms    you@example.org',
      ].join('\n'),
    )
    expect(shown).toMatch(/cdk at work\nflowcensus-dev is deployed; how it is: npm run status -- --stage dev$/)
    expect(shown).not.toContain(SECRET)
    const settings = { networks, teams: 'uni,lab', alarmEmail: 'you@example.org' }
    const contexts = ['stage=dev', ...Object.entries(settings).map(([name, value]) => `${name}=${value}`)]
    expect(wordsOfCdk()).toEqual({
      words: ['deploy', ...contexts.flatMap(context => ['--context', context])],
      region: 'eu-west-1',
      cwd: checkout,
      context: { 'flowcensus:dev': settings },
    })
  })

  it.each([
    ['no', 'deploy: nothing was deployed'],
    ['\u0004', 'ended before the last question: nothing was done'],
  ])('deploys nothing at the answer %j, and ends with 1', async (last, said) => {
    const { code, shown } = await deployAsked(`--stage dev ${NEW.join(' ')}`, [last])
    expect(code, shown).toBe(1)
    expect(shown).toContain(said)
    expect([existsSync(asked), existsSync(kept)]).toEqual([false, false])
  })

  it('asks nothing that is deployed', async () => {
    const policy = { Type: 'AWS::IAM::ManagedPolicy', Properties: { ManagedPolicyName: 'flowcensus-dev-upload-lab' } }
    stacks.set('flowcensus-dev', { Resources: { Policy: policy } })
    const { code, shown } = await deployAsked('--stage dev', ['y'])
    expect(code, shown).toBe(0)
    expect(shown).toContain('teams     lab (as deployed)\nalarms    nobody is told (as deployed)\n')
    expect(wordsOfCdk().words).toEqual(['deploy', '--context', 'stage=dev', '--context', 'teams=lab'])
  })

  it('says the policies that go, and that an account was never bootstrapped', async () => {
    stacks.clear()
    const { shown } = await deployAsked('', ['prod', 'none', 'none', 'none', 'none', 'no'])
    expect(shown).toContain('account   123456789012')
    expect(shown).toContain(
      'no stack CDKToolkit there; once per account and region: npx cdk bootstrap aws://123456789012/eu-west-1',
    )
  })
})

describe('without a terminal', () => {
  it('asks nothing, and names the options that are missing', async () => {
    const { code, out, err } = await deploy(['--teams', 'uni'])
    expect({ code, out, err }).toEqual({
      code: 2,
      out: '',
      err:
        'flowcensus: deploy: expected a terminal, where it asks, or also --stage <name>, --networks <csv>, --reports <json>, ' +
        '--alarm-email <address>, --run; "none" where there is none\n',
    })
    expect((await deploy(['--stage', 'dev', ...NEW])).err).toBe(
      'flowcensus: deploy: expected a terminal, where it asks, or also --run\n',
    )
    expect(existsSync(asked)).toBe(false)
  })

  it('deploys with --run, hands on what follows --, and takes --context as cdk deploy does', async () => {
    const typed = ['--context', 'stage=prod', '--context', 'teams=uni', '--context', 'own=1', ...NEW.slice(0, 4)]
    const { code, err } = await deploy([...typed, '--alarm-email', 'none', '--run', '--', '--outputs-file', 'x.json'])
    expect(code, err).toBe(0)
    const contexts = ['--context', 'stage=prod', '--context', 'teams=uni', '--context', 'own=1']
    const rest = ['--require-approval', 'never', '--outputs-file', 'x.json']
    expect(wordsOfCdk().words).toEqual(['deploy', ...contexts, ...rest])
  })

  it('ends with 1 where CDK fails', async () => {
    const { code, err } = await deploy(['--stage', 'dev', ...NEW, '--run'], { CDK_ENDS: '3' })
    expect({ code, err }).toEqual({
      code: 1,
      err: 'flowcensus: deploy: expected cdk deploy to end with 0, found 3; it says why above\n',
    })
  })

  it('prints what it would do with --print, where there is a region or not, and does nothing', async () => {
    const { code, out } = await deploy(['--stage', 'dev', ...NEW, '--print', '--', '--role-arn', 'a b'])
    expect(code).toBe(0)
    expect(out).toContain(`account   123456789012\ncaller    ${CALLER}\nregion    eu-west-1\n`)
    expect(out).toMatch(/^command {3}npx cdk deploy --context stage=dev --context teams=uni --role-arn 'a b'$/m)
    const nowhere = await deploy(['--stage', 'dev', ...NEW, '--print'], { AWS_REGION: undefined })
    expect(nowhere.out).toContain('account   not known: Region is missing\n')
    expect([existsSync(asked), existsSync(kept)]).toEqual([false, false])
    const refused = await deploy(['--stage', 'dev', ...NEW, '--run'], { AWS_REGION: undefined })
    expect(refused.code).toBe(1)
    expect(refused.err).toMatch(/expected credentials .* and a region .*, found: Region is missing; --print says/)
    const unreached = await deploy(['--stage', 'dev', '--run'], { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' })
    expect(unreached.code).toBe(1)
    expect(unreached.err).toBe(
      'flowcensus: deploy: expected AWS within reach, found: connect ECONNREFUSED 127.0.0.1:1; --print says all ' +
        'the same what it would deploy\n',
    )
  })

  it('says the same twice in no way', async () => {
    const { code, err } = await deploy(['--stage', 'dev', '--context', 'stage=prod', '--print'])
    expect([code, err]).toEqual([2, 'flowcensus: --context stage=prod: expected stage once, found it twice\n'])
  })

  it('says in one line what is missing of CDK', async () => {
    const bin = join(checkout, 'node_modules/aws-cdk')
    rmSync(bin)
    try {
      const PATH = [dirname(process.execPath), '/usr/bin', '/bin'].filter(at => !existsSync(join(at, 'cdk'))).join(':')
      const { code, err } = await deploy([], { PATH })
      expect({ code, err }).toEqual({
        code: 1,
        err: 'flowcensus: deploy: expected AWS CDK (aws-cdk, aws-cdk-lib, constructs), found no aws-cdk; npm ci installs it\n',
      })
    } finally {
      symlinkSync(join(PROJECT, 'node_modules/aws-cdk'), bin)
    }
  })
})

describe("CDK's own program", () => {
  const cdk = join(PROJECT, 'node_modules/aws-cdk/bin/cdk')
  const templateIn = (folder: string) => JSON.parse(readFileSync(join(folder, 'flowcensus-dev.template.json'), 'utf8'))

  it('makes the stack of the answers, and of what was kept of them', async () => {
    const synth = `#!/bin/sh
shift
exec '${process.execPath}' '${cdk}' synth -q --output '${join(home, 'one.out')}' "$@"
`
    put(join(home, 'real'), 'cdk', synth)
    chmodSync(join(home, 'real/cdk'), 0o755)
    const PATH = [join(home, 'real'), dirname(process.execPath), '/usr/bin', '/bin'].join(':')
    const typed = [
      '--networks',
      'networks.csv',
      '--reports',
      'none',
      '--teams',
      'uni,lab',
      '--alarm-email',
      'a@b.example',
    ]
    const { code, err, out } = await deploy(['--stage', 'dev', ...typed, '--run'], { PATH, INIT_CWD: checkout })
    expect(code, `${out}\n${err}`).toBe(0)
    const text = JSON.stringify(templateIn(join(home, 'one.out')))
    for (const word of ['flowcensus-dev-upload-uni', 'flowcensus-dev-upload-lab', 'a@b.example'])
      expect(text).toContain(word)
    const bundles = readdirSync(join(home, 'one.out')).flatMap(name => {
      const networks = join(home, 'one.out', name, 'reference/networks.csv')
      return existsSync(networks) ? [readFileSync(networks, 'utf8')] : []
    })
    expect(bundles).toEqual([SMALL_NETWORKS])
    // An app that only says what CDK tells it: of the stage, and what was kept.
    const tells = join(home, 'told.mjs')
    writeFileSync(
      tells,
      `import { writeFileSync } from 'node:fs'\nwriteFileSync('told.json', process.env.CDK_CONTEXT_JSON)\n`,
    )
    const again = ['synth', '--app', `node '${tells}'`, '--context', 'stage=dev']
    await ended(spawn(process.execPath, [cdk, ...again], { cwd: checkout, env: environment({ PATH }) }))
    const told: Record<string, unknown> = JSON.parse(readFileSync(join(checkout, 'told.json'), 'utf8'))
    const networks = join(checkout, 'networks.csv')
    expect(readStage(name => told[name])).toMatchObject({ teams: ['uni', 'lab'], alarmEmail: 'a@b.example', networks })
  })
})
