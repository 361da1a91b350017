/**
 * `npm run bench:lambda [-- --before <checkout>]`: the bundled normalise as Lambda runs it, on one core, its 1,769 MB enforced
 * (over them it is ended), reading and writing S3 on loopback. Writes results.json and results.md beside this file, and the
 * latter into infra/aws/README.md. Exits 1 where an invocation fails or needs too much, and where one of 1 M rows in gzip is not
 * 1.7 times as fast as an earlier state in a checkout of its own, which is measured by turns. Linux, Python 3, 2 minutes; with
 * an earlier state 15.
 */
import { spawnSync } from 'node:child_process'
import {
  createReadStream,
  createWriteStream,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { createGzip } from 'node:zlib'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { createS3Store } from '../../../functions/lib/aws/s3-store.ts'
import { listReceipts } from '../../../functions/lib/ledger/receipts.ts'
import { putReference } from '../../../functions/lib/reference/reference-set.ts'
import { writeBundle } from '../../../infra/aws/bundle.ts'
import { handlerOf } from '../../../infra/aws/bundled-code.ts'
import { REGION, ROOT_KEYS, startMinistack } from '../../support/aws/ministack.ts'
import { invokeBundle } from '../../support/lambda/runtime-api.ts'
import { type InputOptions, writeVpc, writeZeek } from '../inputs.ts'
import { alternate, lastCore, median } from '../pinned-runs.ts'
import { fillSection } from '../readme-section.ts'
import { benchReference } from '../reference.ts'
import { machine } from '../results.ts'
import { describeLambda, type LambdaRun, problemsOf } from './results.ts'

/** One vCPU (AWS Lambda developer guide, "Configure Lambda function memory"). */
const MEMORY_MB = 1769
const LAMBDA_TIMEOUT_MS = 900_000
const MILLION = 1_000_000
/** Far too little for Node with the bundle: shows that the limit is one. */
const TOO_SMALL_MB = 64
const COMPARED = 'VPC text, gzip'
const ROUNDS = 3
const LEAST_OF_BEFORE = 1.7

const { values } = parseArgs({ options: { before: { type: 'string' } } })

const folder = mkdtempSync(join(tmpdir(), 'bench-lambda-'))
const ministack = await startMinistack(join(folder, 'aws'), { auth: false })
try {
  const s3 = new S3Client({
    endpoint: ministack.endpoint,
    region: REGION,
    credentials: ROOT_KEYS,
    forcePathStyle: true,
  })
  for (const Bucket of ['uploads', 'lake']) await s3.send(new CreateBucketCommand({ Bucket }))
  const lake = createS3Store({ client: s3, bucket: 'lake' })
  const uploads = createS3Store({ client: s3, bucket: 'uploads' })
  await putReference(lake, await benchReference(folder))
  const bundle = join(folder, 'bundle')
  writeBundle('normalise', undefined, bundle)

  const run = async (key: string, memoryMb: number) => {
    const record = { eventName: 'ObjectCreated:Put', s3: { bucket: { name: 'uploads' }, object: { key } } }
    const body = JSON.stringify({ Records: [record] })
    return invokeBundle({
      folder: bundle,
      handler: handlerOf('normalise'),
      event: { Records: [{ messageId: '1', body, attributes: { ApproximateReceiveCount: '1' } }] },
      memoryMb,
      timeoutMs: LAMBDA_TIMEOUT_MS,
      core: lastCore(),
      environment: {
        UPLOADS_BUCKET: 'uploads',
        LAKE_BUCKET: 'lake',
        TRIES: '5',
        AWS_ENDPOINT_URL: ministack.endpoint,
        TMPDIR: folder,
        UV_THREADPOOL_SIZE: '4',
      },
    })
  }

  const inputs: [name: string, write: (options: InputOptions) => void, rows: number, days: number, gzip: boolean][] = [
    ['VPC text', writeVpc, MILLION, 1, false],
    [COMPARED, writeVpc, MILLION, 1, true],
    ['VPC text, gzip', writeVpc, 5 * MILLION, 1, true],
    ['Zeek, gzip', writeZeek, MILLION, 1, true],
    ['VPC text, gzip, 97 days shuffled', writeVpc, MILLION, 97, true],
  ]
  const runs: LambdaRun[] = []
  for (const [at, [name, write, rows, days, gzip]] of inputs.entries()) {
    const path = join(folder, 'log')
    write({ path, rows, days, seed: at + 1 })
    const contentBytes = statSync(path).size
    if (gzip) await pipeline(createReadStream(path), createGzip(), createWriteStream(`${path}.gz`))
    const key = `bench/${at}`
    await uploads.putFile(key, gzip ? `${path}.gz` : path)
    const { initMs, durationMs, peakRssBytes, ...outcome } = await run(key, MEMORY_MB)
    let accepted = 0
    for await (const receipt of listReceipts(lake)) if (receipt.key === key) accepted = receipt.accepted
    runs.push({
      name,
      rows,
      accepted,
      contentBytes,
      initMs,
      durationMs,
      peakRssBytes,
      outcome: JSON.stringify(outcome),
    })
    console.error(JSON.stringify(runs.at(-1)))
  }
  const starved = await run('bench/0', TOO_SMALL_MB)
  const results = { machine: machine(), memoryMb: MEMORY_MB, runs }
  const problems = problemsOf(results)
  if (starved.kind !== 'memory') problems.push(`at ${TOO_SMALL_MB} MB: expected it to be ended, found ${starved.kind}`)
  const text = describeLambda(results)
  console.log(text)
  for (const problem of problems) console.error(problem)
  process.exitCode = problems.length === 0 ? 0 : 1
  if (problems.length === 0) {
    writeFileSync(new URL('results.json', import.meta.url), `${JSON.stringify(results, null, 2)}\n`)
    writeFileSync(new URL('results.md', import.meta.url), text)
    const readme = new URL('../../../infra/aws/README.md', import.meta.url)
    writeFileSync(readme, fillSection(readFileSync(readme, 'utf8'), 'bench lambda', text))
  }
  if (values.before !== undefined) compare(values.before)
} finally {
  await ministack.stop()
  rmSync(folder, { recursive: true, force: true })
}

/** Sets this state beside an earlier one, each measured by its own benchmark. */
function compare(before: string): void {
  const here = join(import.meta.dirname, '../../..')
  const runs = alternate(ROUNDS, { now: () => secondsIn(here), before: () => secondsIn(before) })
  const ratio = median(runs.before.map((seconds, at) => seconds / (runs.now[at] ?? Number.NaN)))
  const times = (of: readonly number[]) => of.map(seconds => seconds.toFixed(1)).join(', ')
  console.log(
    `${COMPARED}, 1 M rows, cold: ${ratio.toFixed(2)} × the speed of before (${times(runs.now)} s and ${times(runs.before)} s)`,
  )
  if (ratio >= LEAST_OF_BEFORE) return
  console.error(`expected at least ${LEAST_OF_BEFORE} × the speed of before, found ${ratio.toFixed(2)}`)
  process.exitCode = 1
}

/** Seconds of the compared invocation, as the benchmark of a checkout tells them. */
function secondsIn(checkout: string): number {
  const script = join(checkout, 'test/bench/lambda/main.ts')
  const { stderr } = spawnSync(process.execPath, [script], { cwd: checkout, encoding: 'utf8' })
  for (const line of stderr.split('\n')) {
    if (!line.startsWith(`{"name":"${COMPARED}","rows":${MILLION},`)) continue
    const ms = Number(/"durationMs":([\d.]+)/.exec(line)?.[1])
    if (ms > 0) return ms / 1000
  }
  throw new Error(`${checkout}: expected its benchmark to tell of ${COMPARED}, found ${stderr.slice(-500)}`)
}
