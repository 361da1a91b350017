/** `flowcensus deploy` of the package with CDK's own program, on an account of loopback: asked, anew, otherwise, and failing. */

import { execFile, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import {
  CloudFormationClient,
  DescribeStacksCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation'
import { CreateBucketCommand, DeleteBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, afterEach, beforeAll, expect, inject, it } from 'vitest'
import { environmentAt } from '../support/aws/deploy-stack.ts'
import { ACCOUNT, type Ministack, REGION, ROOT_KEYS, startMinistack } from '../support/aws/ministack.ts'
import { type Ended, ended } from '../support/ended-program.ts'
import { SMALL_NETWORKS } from '../support/small-logs.ts'

const folder = mkdtempSync(join(tmpdir(), 'deploy-'))
const cwd = join(folder, 'with a space')
const cli = join(cwd, 'node_modules/flowcensus/infra/local/cli.mjs')
let ministack: Ministack
/** Who is asked beyond loopback. */
let proxy: Server
const asked: string[] = []

beforeAll(async () => {
  mkdirSync(cwd)
  writeFileSync(join(cwd, 'package.json'), '{}')
  writeFileSync(join(cwd, 'networks.csv'), SMALL_NETWORKS)
  const quiet = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel', 'error']
  const packages = ['aws-cdk@2.1148.1', 'aws-cdk-lib@2.276.0', 'constructs@10.8.1']
  await promisify(execFile)('npm', ['install', ...quiet, inject('packed').path, ...packages], { cwd })
  ministack = await startMinistack(join(folder, 'aws'), { env: { ATHENA_ENGINE: 'mock' } })
  proxy = createServer().on('connect', (request, socket) => {
    asked.push(request.url ?? '')
    socket.destroy()
  })
  await new Promise<void>(done => proxy.listen(0, '127.0.0.1', done))
})
// Of whatever is run here: what is sent late is found after the next.
afterEach(() => {
  expect(asked).toEqual([])
})
afterAll(async () => {
  proxy?.close()
  await ministack?.stop()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

function environment(): Record<string, string> {
  const { CDK_DISABLE_CLI_TELEMETRY: _, CDK_DISABLE_VERSION_CHECK: __, ...aws } = environmentAt(ministack.endpoint)
  const address = proxy.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    ...aws,
    // Without that of whoever runs the tests, which may have a cdk.
    PATH: [join(cwd, 'node_modules/.bin'), dirname(process.execPath), '/usr/bin', '/bin'].join(':'),
    HOME: folder,
    TERM: 'xterm',
    NO_COLOR: '1',
    HTTPS_PROXY: `http://127.0.0.1:${port}`,
    NO_PROXY: '127.0.0.1',
  }
}

const typed = (...words: string[]): Promise<Ended> =>
  ended(spawn(process.execPath, [cli, ...words], { cwd, env: environment(), stdio: ['ignore', 'pipe', 'pipe'] }))

/** At a terminal, where each answer is typed as a question stands. */
async function typedAt(words: string, answers: readonly string[]) {
  const command = `stty cols 200; '${process.execPath}' '${cli}' ${words}`
  const child = spawn('script', ['-qec', command, '/dev/null'], { cwd, env: environment() })
  const waiting = [...answers]
  let sent = ''
  let answered = 0
  child.stdout.on('data', (data: Buffer) => {
    sent += data.toString()
    const questions = sent.split(/\]: |\(y\/n\)\?? /).length - 1
    if (questions <= answered) return
    answered = questions
    const next = waiting.shift()
    if (next !== undefined) child.stdin.write(`${next}\r`)
  })
  const code = await new Promise<number | null>(done => child.on('close', done))
  expect(waiting, sent).toEqual([])
  return { code, sent }
}

const options = () => ({ endpoint: ministack.endpoint, region: REGION, credentials: ROOT_KEYS })
const statusOf = async (StackName: string) =>
  (await new CloudFormationClient(options()).send(new DescribeStacksCommand({ StackName }))).Stacks?.[0]?.StackStatus

it('in an account that was never bootstrapped says so with the command, which does it', async () => {
  const words = ['--networks', 'none', '--reports', 'none', '--teams', 'none', '--alarm-email', 'none', '--run']
  const { code, out, err } = await typed('deploy', '--stage', 'dev', ...words)
  expect(code).toBe(1)
  expect(out).toContain(`account   ${ACCOUNT}\ncaller    arn:aws:iam::${ACCOUNT}:root\nregion    ${REGION}\n`)
  const [, command = ''] = /once per account and region: (.+)$/m.exec(out) ?? []
  expect(command).toBe(`npx cdk bootstrap aws://${ACCOUNT}/${REGION}`)
  expect(err).toMatch(/flowcensus: deploy: expected cdk deploy to end with 0, found 1; it says why above\n$/)
  rmSync(join(cwd, 'cdk.context.json'))
  // CDK by itself tells AWS how it is used, npx asks for a newer npm.
  const silent = {
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    CDK_DISABLE_VERSION_CHECK: 'true',
    npm_config_update_notifier: 'false',
  }
  await promisify(execFile)('sh', ['-c', `${command} --no-notices`], { cwd, env: { ...environment(), ...silent } })
  expect(await statusOf('CDKToolkit')).toBe('CREATE_COMPLETE')
})

it('deploys with the answers at a terminal, and asks and tells nobody but the account', async () => {
  const answers = ['dev', '', 'none', 'uni', 'you@example.org', 'yes', 'y']
  const { code, sent } = await typedAt('deploy', answers)
  expect(code, sent).toBe(0)
  expect(sent).toContain('flowcensus-dev is deployed; how it is: npx flowcensus status --stage dev')
  expect(await statusOf('flowcensus-dev')).toBe('CREATE_COMPLETE')
  const { out } = await typed('status', '--stage', 'dev', '--json')
  const lines: { what: string; state: string }[] = JSON.parse(out)
  expect(lines.filter(({ state }) => state !== 'ok')).toEqual([])
})

it('deploys again with what is deployed: nothing is asked, nothing changes', async () => {
  const { code, out, err } = await typed('deploy', '--stage', 'dev', '--run')
  expect(code, err).toBe(0)
  expect(out).toContain('stack     flowcensus-dev, which is there\n')
  expect(out).toContain('teams     uni (as deployed)\nalarms    you@example.org (as deployed)\n')
  expect(err).toContain('flowcensus-dev (no changes)')
})

it('deploys other teams, whose policies take the place of those before', async () => {
  const { code, out, err } = await typed('deploy', '--stage', 'dev', '--teams', 'lab', '--run')
  expect(code, err).toBe(0)
  expect(out).toContain('teams     lab\n          the policy of uni will be removed\n')
  expect(await statusOf('flowcensus-dev')).toBe('UPDATE_COMPLETE')
  const again = await typed('deploy', '--stage', 'dev', '--print')
  expect(again.out).toContain('teams     lab (as deployed)\n')
})

it('ends with 1 where CloudFormation fails, says why, and deploys anew when it is mended and let go', async () => {
  const s3 = new S3Client({ ...options(), forcePathStyle: true })
  const bucket = { Bucket: `flowcensus-prod-lake-${ACCOUNT}-${REGION}` }
  await s3.send(new CreateBucketCommand(bucket))
  const words = ['--networks', 'networks.csv', '--reports', 'none', '--teams', 'uni', '--alarm-email', 'none', '--run']
  const failed = await typed('deploy', '--stage', 'prod', ...words)
  expect(failed.code).toBe(1)
  expect(failed.err).toMatch(/CREATE_FAILED.*flowcensus-prod/)
  expect(failed.err).toMatch(/flowcensus: deploy: expected cdk deploy to end with 0, found 1; it says why above\n$/)
  expect(await statusOf('flowcensus-prod')).toBe('ROLLBACK_COMPLETE')
  await s3.send(new DeleteBucketCommand(bucket))
  const protectedStill = await typed('deploy', '--stage', 'prod', '--run')
  expect(protectedStill.code).toBe(1)
  expect(protectedStill.out).toContain('stack     flowcensus-prod, which never came up\n')
  expect(protectedStill.err).toMatch(
    / --no-enable-termination-protection --stack-name flowcensus-prod, then deploy again\n$/,
  )
  const letGo = { StackName: 'flowcensus-prod', EnableTerminationProtection: false }
  await new CloudFormationClient(options()).send(new UpdateTerminationProtectionCommand(letGo))
  const { code, out, err } = await typed('deploy', '--stage', 'prod', '--run')
  expect(code, err).toBe(0)
  expect(out).toContain('teams     uni (as cdk.context.json has it)\n')
  expect(await statusOf('flowcensus-prod')).toBe('CREATE_COMPLETE')
})
