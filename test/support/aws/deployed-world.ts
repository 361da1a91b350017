/**
 * flowcensus as it is deployed, on this machine: the synthesised stack in ministack with policies enforced, its functions
 * asking the front of Athena and Glue over a real Trino. Nothing in it is replaced: an upload sets everything going.
 */
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { AthenaClient } from '@aws-sdk/client-athena'
import { GlueClient } from '@aws-sdk/client-glue'
import { AttachUserPolicyCommand, CreateAccessKeyCommand, CreateUserCommand, IAMClient } from '@aws-sdk/client-iam'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { S3Client } from '@aws-sdk/client-s3'
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { createGlueCatalogue } from '../../../functions/lib/aws/glue-catalogue.ts'
import { createS3Store } from '../../../functions/lib/aws/s3-store.ts'
import { listDirtyDays } from '../../../functions/lib/ledger/days.ts'
import { uploadIdOf } from '../../../functions/lib/ledger/ids.ts'
import { readKeyFile } from '../../../functions/lib/ledger/key-files.ts'
import { readReceipt } from '../../../functions/lib/ledger/receipts.ts'
import type { Catalogue, ObjectStore } from '../../../functions/lib/ports.ts'
import { versionOf } from '../../../functions/normalise/upload-body.ts'
import type { FunctionName } from '../../../infra/aws/bundled-code.ts'
import { startTrino } from '../trino/trino.ts'
import { type AthenaFront, startAthenaFront } from './athena-front.ts'
import { deployStack } from './deploy-stack.ts'
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts'
import { killBelow } from './function-processes.ts'
import { ACCOUNT, REGION, ROOT_KEYS, startMinistack } from './ministack.ts'
import { freePort } from './processes.ts'
import type { Clients } from './wire.ts'

const PROJECT = resolve(import.meta.dirname, '../../..')
export const STAGE = 'dev'
const STACK = `flowcensus-${STAGE}`
const POLL_MS = 200
/** An upload of the suite takes a second or two; a queue that stands still this long has lost one. */
const RECEIPTS_TIMEOUT_MS = 120_000
const HOUR_MS = 3_600_000
/** When old days are published, and how long after the last time. */
const NIGHT_HOUR_UTC = 2
const NIGHTS_APART_MS = 12 * HOUR_MS
/** Wakes after which days that are still dirty will stay so. */
const MAX_WAKES = 10

export type Keys = typeof ROOT_KEYS

export interface DeployedWorld {
  /** Folder of this run, removed at its end. */
  folder: string
  /** Endpoint of ministack: every service but Athena and Glue. */
  endpoint: string
  front: AthenaFront
  /** S3 as the functions see it: where a test breaks a request of theirs. */
  storage: FaultProxy
  /** Outputs of the stack by name. */
  outputs: Record<string, string>
  /** Clients and stores of the account's root, whom nothing is refused: what a test looks with. */
  root: Clients & { sqs: SQSClient; lambda: LambdaClient; iam: IAMClient }
  uploads: ObjectStore
  lake: ObjectStore
  reports: ObjectStore
  catalogue: Catalogue
  /** A new person who has one policy of the stack, named without `flowcensus-<stage>-`. */
  person(policy: string): Promise<Clients & { keys: Keys }>
  /** Runs a command of the project (`npm run …`) on this deployment, as root or with these keys; resolves to its output. */
  command(words: readonly string[], keys?: Keys): Promise<string>
  /** Invokes a function as the scheduler does; resolves to what it returned, throws what it threw. */
  invoke(name: FunctionName, event: unknown): Promise<unknown>
  /** Ends a function's processes in the middle of what they do, as Lambda does at a time-out; their number. */
  kill(name: FunctionName): number
  /** Waits until each of these keys has a receipt that counts and its days are marked, and the queue is empty. */
  waitForReceipts(keys: readonly string[]): Promise<void>
  /** Waits until the queue of uploads is empty. Throws where a message died. */
  waitForQueue(): Promise<void>
  /** Messages in the queue and under way, or of the dead-letter queue. */
  messages(queue: 'uploads' | 'dead'): Promise<number>
  /** Wakes publish at night, as often as it takes until no day is dirty; resolves to the number of wakes. */
  settle(): Promise<number>
  stop(): Promise<void>
}

export interface WorldOptions {
  /** First parts of keys, each with a policy `upload-<team>`. */
  teams: readonly string[]
  /** Hears of each step with its seconds. */
  onStep?: (what: string, seconds: number) => void
}

/** Starts everything. What was started is stopped where a later part does not start. */
export async function startWorld({ teams, onStep = () => {} }: WorldOptions): Promise<DeployedWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'deployed-'))
  const started: (() => Promise<void>)[] = []
  let stopped: Promise<void> | undefined
  const stopAll = async () => {
    for (const stop of started.toReversed()) await stop()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  const stop = () => {
    stopped ??= stopAll()
    return stopped
  }
  const timed = async <T>(what: string, work: Promise<T>): Promise<T> => {
    const began = performance.now()
    const done = await work
    onStep(what, (performance.now() - began) / 1000)
    return done
  }
  try {
    // The functions inherit ministack's environment, so every address is known before anything is there.
    const port = await freePort()
    const ministackPort = await freePort()
    const storage = await startFaultProxy(`http://127.0.0.1:${ministackPort}`)
    started.push(storage.stop)
    const athena = `http://127.0.0.1:${port}`
    const env = {
      ATHENA_ENGINE: 'mock',
      AWS_ENDPOINT_URL_ATHENA: athena,
      AWS_ENDPOINT_URL_GLUE: athena,
      AWS_ENDPOINT_URL_S3: storage.endpoint,
    }
    const aws = startMinistack(join(folder, 'aws'), { env, port: ministackPort })
    const ministack = await timed('ministack starts', aws)
    started.push(ministack.stop)
    const { endpoint } = ministack
    mkdirSync(join(folder, 'trino'))
    const trino = await timed('Trino starts', startTrino(join(folder, 'trino'), { endpoint, ...ROOT_KEYS }))
    started.push(trino.stop)
    const front = await startAthenaFront({ trino, ministack: endpoint, port })
    started.push(front.stop)
    const cdkOut = join(folder, 'cdk.out')
    await timed('cdk synth', synthesise(cdkOut, teams))
    const outputs = await timed('CloudFormation', deployStack(cdkOut, STACK, endpoint))
    return openWorld({ folder, endpoint, front, storage, outputs, stop })
  } catch (error) {
    await stop()
    throw error
  }
}

/** What `npm run synth` runs, into a folder of its own. */
async function synthesise(output: string, teams: readonly string[]): Promise<void> {
  const context = ['--context', `stage=${STAGE}`, '--context', `teams=${teams.join()}`]
  await promisify(execFile)(
    process.execPath,
    [join(PROJECT, 'node_modules/aws-cdk/bin/cdk'), 'synth', '-q', '--output', output, ...context],
    { cwd: PROJECT, env: { ...process.env, PATH: `${join(PROJECT, 'node_modules/.bin')}:${process.env.PATH}` } },
  )
}

function openWorld({
  folder,
  endpoint,
  front,
  storage,
  outputs,
  stop,
}: Pick<DeployedWorld, 'folder' | 'endpoint' | 'front' | 'storage' | 'outputs' | 'stop'>): DeployedWorld {
  const output = (name: string): string => {
    const value = outputs[name]
    if (value === undefined) throw new Error(`stack ${STACK}: expected the output ${name}, found none`)
    return value
  }
  const clientsOf = (credentials: typeof ROOT_KEYS): Clients => ({
    s3: new S3Client({ endpoint, region: REGION, credentials, forcePathStyle: true }),
    athena: new AthenaClient({ endpoint: front.endpoint, region: REGION, credentials }),
    glue: new GlueClient({ endpoint: front.endpoint, region: REGION, credentials }),
  })
  const direct = { endpoint, region: REGION, credentials: ROOT_KEYS }
  const root = {
    ...clientsOf(ROOT_KEYS),
    sqs: new SQSClient(direct),
    // Tried again, an invocation that failed would be a second one.
    lambda: new LambdaClient({ ...direct, maxAttempts: 1 }),
    iam: new IAMClient(direct),
  }
  const storeOf = (name: string) => createS3Store({ client: root.s3, bucket: output(name) })
  const lake = storeOf('LakeBucket')
  const uploads = storeOf('UploadsBucket')
  let people = 0

  async function invoke(name: FunctionName, event: unknown): Promise<unknown> {
    const { FunctionError, Payload, LogResult } = await root.lambda.send(
      new InvokeCommand({ FunctionName: `${STACK}-${name}`, Payload: JSON.stringify(event), LogType: 'Tail' }),
    )
    const text = new TextDecoder().decode(Payload)
    if (FunctionError !== undefined)
      throw new Error(`function ${name}: ${FunctionError}: ${text.slice(0, 1000)}\n${logEnd(LogResult)}`)
    return text === '' ? null : JSON.parse(text)
  }

  async function messages(queue: 'uploads' | 'dead'): Promise<number> {
    const { Attributes = {} } = await root.sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: output(queue === 'dead' ? 'DeadLettersUrl' : 'QueueUrl'),
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      }),
    )
    return Object.values(Attributes).reduce((sum, count) => sum + Number(count), 0)
  }

  /** Its present version has a receipt and counts, and no delivery of it is half done. */
  async function isReceived(key: string): Promise<boolean> {
    const bucket = output('UploadsBucket')
    const head = await uploads.head(key)
    if (head === undefined) throw new Error(`upload ${key}: expected it in ${bucket}, found none`)
    const uploadId = uploadIdOf(bucket, key, versionOf(head))
    const keyFile = await readKeyFile(lake, bucket, key)
    if (keyFile?.current !== uploadId || keyFile.open !== null) return false
    return (await readReceipt(lake, uploadId)) !== undefined
  }

  /** Waits until nothing is missing; throws where a message died, or that takes too long. */
  async function until(missing: () => Promise<string>): Promise<void> {
    const beganMs = Date.now()
    for (;;) {
      const found = await missing()
      if (found === '') return
      const dead = await messages('dead')
      if (dead > 0 || Date.now() - beganMs > RECEIPTS_TIMEOUT_MS)
        throw new Error(
          `expected every upload received, found ${found} after ${Date.now() - beganMs} ms; ${await messages('uploads')} messages wait, ${dead} are dead`,
        )
      await sleep(POLL_MS)
    }
  }

  return {
    folder,
    endpoint,
    front,
    storage,
    outputs,
    root,
    uploads,
    lake,
    reports: storeOf('ReportsBucket'),
    catalogue: createGlueCatalogue({ glue: root.glue, database: output('Database'), bucket: output('LakeBucket') }),
    async person(policy) {
      const UserName = `${policy}-${++people}`
      await root.iam.send(new CreateUserCommand({ UserName }))
      const PolicyArn = `arn:aws:iam::${ACCOUNT}:policy/${STACK}-${policy}`
      await root.iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn }))
      const { AccessKey } = await root.iam.send(new CreateAccessKeyCommand({ UserName }))
      const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '' } = AccessKey ?? {}
      const keys = { accessKeyId, secretAccessKey }
      return { ...clientsOf(keys), keys }
    },
    async command(words, keys = ROOT_KEYS) {
      const { stdout } = await promisify(execFile)(process.execPath, [join(PROJECT, 'infra/local/cli.mjs'), ...words], {
        cwd: folder,
        env: {
          PATH: process.env.PATH,
          HOME: folder,
          AWS_ENDPOINT_URL: endpoint,
          AWS_ENDPOINT_URL_ATHENA: front.endpoint,
          AWS_ENDPOINT_URL_GLUE: front.endpoint,
          AWS_REGION: REGION,
          AWS_ACCESS_KEY_ID: keys.accessKeyId,
          AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
        },
      })
      return stdout
    },
    invoke,
    kill: name => killBelow(join(folder, 'aws'), `${STACK}-${name}`),
    async waitForReceipts(keys) {
      const waiting = new Set(keys)
      await until(async () => {
        for (const key of waiting) if (await isReceived(key)) waiting.delete(key)
        return waiting.size === 0 && (await messages('uploads')) === 0 ? '' : `no receipt of ${[...waiting].join(', ')}`
      })
    },
    waitForQueue: () =>
      until(async () => {
        const left = await messages('uploads')
        return left === 0 ? '' : `${left} messages`
      }),
    messages,
    async settle() {
      for (let wakes = 0; ; wakes++) {
        const dirty = await listDirtyDays(lake)
        if (dirty.length === 0) return wakes
        if (wakes === MAX_WAKES) throw new Error(`expected no dirty day after ${wakes} wakes, found ${dirty}`)
        await invoke('publish', { scheduledTime: nextNight() })
      }
    },
    stop,
  }
}

const logEnd = (base64 = ''): string => Buffer.from(base64, 'base64').toString().slice(-4000)

/** The time of a wake at which every changed day that is old is due, however lately it was published. */
export function nextNight(nowMs = Date.now()): string {
  const night = new Date(nowMs + NIGHTS_APART_MS)
  if (night.getUTCHours() >= NIGHT_HOUR_UTC) night.setUTCDate(night.getUTCDate() + 1)
  night.setUTCHours(NIGHT_HOUR_UTC, 30, 0, 0)
  return night.toISOString()
}
