/** The construct as a stranger has it: two of them in one stack of an empty app, synthesised without a bundler, deployed on loopback. */
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { createS3Store } from '../../functions/lib/aws/s3-store.ts'
import type { Receipt } from '../../functions/lib/receipt.ts'
import { deployStack } from '../support/aws/deploy-stack.ts'
import { type Ministack, REGION, ROOT_KEYS, startMinistack } from '../support/aws/ministack.ts'
import { SMALL_NETWORKS, vpcText } from '../support/small-logs.ts'

const run = promisify(execFile)
const CDK = resolve(import.meta.dirname, '../../node_modules/aws-cdk/bin/cdk')
const folder = mkdtempSync(join(tmpdir(), 'construct-'))
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

/** Two in one stack: on buckets of its own with networks of its own, and on a bucket that is there. */
const APP = `
const app = new App()
const stack = new Stack(app, 'Theirs')
new FlowCensus(stack, 'Campus', { networks: 'networks.csv', reports: 'reports.json', teams: ['uni'] })
const uploads = new Bucket(stack, 'Uploads', { enforceSSL: true, serverAccessLogsPrefix: 'access/' })
uploads.node.defaultChild.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } }
const flows = new FlowCensus(stack, 'Laboratory', { uploads, uploadsSendEvents: true })
flows.grantUpload(new Role(stack, 'Uploader', { assumedBy: new AccountRootPrincipal() }), 'physics')
`
const COMMON_JS = `
const { App, Stack } = require('aws-cdk-lib')
const { AccountRootPrincipal, Role } = require('aws-cdk-lib/aws-iam')
const { Bucket } = require('aws-cdk-lib/aws-s3')
const { FlowCensus } = require('flowcensus/cdk')
${APP}
app.synth()
`
const MODULE = `
import { App, Stack, Validations } from 'aws-cdk-lib'
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam'
import { Bucket } from 'aws-cdk-lib/aws-s3'
import { AwsSolutionsChecks } from 'cdk-nag'
import { FlowCensus } from 'flowcensus/cdk'
${APP}
Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
app.synth()
`

const REPORTS = JSON.stringify({ reports: [{ name: 'look', window: 'day', schedule: { every: 'day', at: '06:00' } }] })

/** An empty app with these packages beside the tarball, synthesised by Node alone; resolves to its cdk.out. */
async function synthesise(name: string, program: string, text: string, packages: readonly string[]): Promise<string> {
  const app = join(folder, name)
  const cdkOut = join(app, 'cdk.out')
  mkdirSync(app)
  writeFileSync(join(app, 'package.json'), '{}')
  writeFileSync(join(app, 'networks.csv'), SMALL_NETWORKS)
  writeFileSync(join(app, 'reports.json'), REPORTS)
  writeFileSync(join(app, program), text)
  const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel', 'error']
  await run('npm', ['install', ...quiet, inject('packed').path, ...packages], { cwd: app })
  await run(process.execPath, [program], {
    cwd: app,
    env: { PATH: process.env.PATH, CDK_OUTDIR: cdkOut, HOME: folder },
  })
  return cdkOut
}

const templateOf = (cdkOut: string) => JSON.parse(readFileSync(join(cdkOut, 'Theirs.template.json'), 'utf8'))

describe('an app of modules with the newest CDK', () => {
  let cdkOut: string
  let ministack: Ministack
  let outputs: Record<string, string>

  beforeAll(async () => {
    // Ends with an error where a rule of AWS Solutions finds something.
    const packages = ['aws-cdk-lib@2.276.0', 'constructs@10.8.1', 'cdk-nag@3.0.2']
    cdkOut = await synthesise('app-of-modules', 'app.mjs', MODULE, packages)
    ministack = await startMinistack(join(folder, 'aws'), { env: { ATHENA_ENGINE: 'mock' } })
    outputs = await deployStack(cdkOut, 'Theirs', ministack.endpoint)
  })
  afterAll(() => ministack?.stop())

  it('is found by the installed command in its stack, where several are by its id', async () => {
    const cwd = join(folder, 'app-of-modules')
    const env = {
      PATH: process.env.PATH,
      HOME: folder,
      NO_COLOR: '1',
      AWS_ENDPOINT_URL: ministack.endpoint,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: ROOT_KEYS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: ROOT_KEYS.secretAccessKey,
    }
    const cli = join(cwd, 'node_modules/flowcensus/infra/local/cli.mjs')
    const typed = (...words: string[]) => run(process.execPath, [cli, ...words], { cwd, env })
    const { stdout } = await typed('status', '--stack', 'Theirs/Campus', '--json')
    const lines: { what: string; state: string }[] = JSON.parse(stdout)
    expect(lines.filter(({ state }) => state !== 'ok')).toEqual([])
    expect(lines.map(({ what }) => what)).toContain('cost this month')
    expect((await typed('redrive', '--stack', 'Theirs/Laboratory')).stdout).toBe('Theirs/Laboratory: no dead letters\n')
    const page = (await typed('connect', '--athena', '--stack', 'Theirs/Laboratory')).stdout
    expect(page).toContain('FlowCensus Theirs/Laboratory: stack Theirs in ')
    expect(page).toMatch(/^workgroup +\S*laboratory\S*-analysts: /m)
    await expect(typed('status', '--stack', 'Theirs')).rejects.toThrow(
      'expected one FlowCensus, found Theirs/Campus, Theirs/Laboratory; name one so',
    )
  })

  it('has bundles with what each of the two defines', () => {
    const assets = Object.values(JSON.parse(readFileSync(join(cdkOut, 'Theirs.assets.json'), 'utf8')).files)
    // Normalise of either, three functions that they share, the template.
    expect(assets).toHaveLength(6)
  })

  it.each([
    // Those of networks.csv are 10.1.0.0/16 by the name of office; without one all private space is watched.
    ['Campus', '10.1.0.0/16'],
    ['Laboratory', '10.0.0.0/8'],
  ])('%s takes an upload of its own, and places it by its own networks', async (id, cidr) => {
    const output = (name: string) =>
      Object.entries(outputs).find(([key]) => key.startsWith(`${id}${name}`))?.[1] ?? `no output ${name}`
    const client = new S3Client({
      endpoint: ministack.endpoint,
      region: REGION,
      credentials: ROOT_KEYS,
      forcePathStyle: true,
    })
    const storeOf = (name: string) => createS3Store({ client, bucket: output(name) })
    const lake = storeOf('LakeBucket')
    await storeOf('UploadsBucket').put('uni/a b+c.log', vpcText(['2024-03-01'], 10))
    const receipts: Receipt[] = []
    for (const endMs = Date.now() + 120_000; receipts.length === 0 && Date.now() < endMs; await sleep(200))
      for await (const { key } of lake.list('ledger/uploads/')) {
        const object = await lake.get(key)
        if (object !== undefined) receipts.push(JSON.parse(new TextDecoder().decode(object.bytes)))
      }
    expect(receipts).toMatchObject([{ key: 'uni/a b+c.log', source: 'uni', status: 'ok', accepted: 6, outOfScope: 0 }])
    expect(receipts.flatMap(receipt => receipt.outputs.flatMap(({ networks }) => networks))).toEqual([cidr])
    const { hash } = JSON.parse(new TextDecoder().decode((await lake.get('reference/current.json'))?.bytes))
    expect((await lake.head(`reference/${hash}/reports.json`)) !== undefined).toBe(id === 'Campus')
  })
})

describe('the installed command on an app of CDK', () => {
  const command = async (name: string, ...words: string[]) => {
    const cwd = join(folder, name)
    // Without that of whoever runs the tests, which may have a cdk.
    const PATH = [join(cwd, 'node_modules/.bin'), dirname(process.execPath), '/usr/bin', '/bin'].join(':')
    const env = { PATH, HOME: folder, NO_COLOR: '1' }
    const cli = join(cwd, 'node_modules/flowcensus/infra/local/cli.mjs')
    return run(process.execPath, [cli, ...words], { cwd, env }).then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({ code, stdout, stderr }),
    )
  }

  it('deploys a stage with what the package has: bundles are in it, and no bundler', async () => {
    const settings = ['--stage', 'dev', '--networks', 'networks.csv', '--reports', 'none', '--teams', 'uni,lab']
    const { stdout, code } = await command('app-of-modules', 'deploy', ...settings, '--alarm-email', 'none', '--print')
    expect(code).toBe(0)
    const [, words = ''] = /^command {3}npx cdk deploy (.*)$/m.exec(stdout) ?? []
    const cwd = join(folder, 'app-of-modules')
    const cdkOut = join(cwd, 'stage.out')
    // CDK's own program, which synthesises in place of deploying.
    const PATH = [dirname(process.execPath), '/usr/bin', '/bin'].join(':')
    const synth = `'${process.execPath}' '${CDK}' synth -q --output '${cdkOut}' ${words}`
    await run('sh', ['-c', synth], { cwd, env: { PATH, HOME: folder } })
    const template = JSON.parse(readFileSync(join(cdkOut, 'flowcensus-dev.template.json'), 'utf8'))
    expect(JSON.stringify(template)).toContain('flowcensus-dev-upload-lab')
    const assets = Object.values(JSON.parse(readFileSync(join(cdkOut, 'flowcensus-dev.assets.json'), 'utf8')).files)
    expect(assets).toHaveLength(5)
  })

  it('says in one line what to install where there is no CDK', async () => {
    const ended = await command('app-of-modules', 'deploy', '--stage', 'dev')
    expect(ended).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'flowcensus: deploy: expected AWS CDK (aws-cdk, aws-cdk-lib, constructs), found no aws-cdk; npm install aws-cdk aws-cdk-lib ' +
        'constructs, or make FlowCensus of flowcensus/cdk part of an app of your own\n',
    })
  })
})

describe('an app of CommonJS with an older CDK', () => {
  it('synthesises the same', async () => {
    const packages = ['aws-cdk-lib@2.170.0', 'constructs@10.3.0']
    const older = templateOf(await synthesise('app-of-common-js', 'app.js', COMMON_JS, packages))
    const newer = templateOf(join(folder, 'app-of-modules/cdk.out'))
    const typesOf = (template: { Resources: Record<string, { Type: string }> }) =>
      Object.entries(template.Resources)
        .map(([id, { Type }]) => `${Type} ${id}`)
        // Of a topic that only asks for TLS, which older versions write with other statements alone.
        .filter(name => !name.startsWith('AWS::SNS::TopicPolicy'))
    expect(typesOf(older).sort()).toEqual(typesOf(newer).sort())
  })
})

describe('who publishes packages', () => {
  it.each([
    ['publint', ['publint@0.3.25', 'publint', 'run', '--strict']],
    ['are the types wrong', ['@arethetypeswrong/cli@0.18.5', 'attw']],
  ])('hears nothing from: %s', async (_, [tool = '', ...words]) => {
    // Ends with an error where it finds something.
    await run('npm', ['exec', '--yes', '--package', tool, '--', ...words, inject('packed').path], { cwd: folder })
  })
})
