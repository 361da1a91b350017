/**
 * Every bundle, invoked as Lambda invokes it, up to its first call of AWS: it loads, its settings are read, and what it
 * asks first is what it should ask. Prints the time from start to that call, and "N passed, M failed".
 */
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeBundle } from '../../infra/aws/bundle.ts'
import { type FunctionName, handlerOf } from '../../infra/aws/bundled-code.ts'
import { invokeBundle } from '../support/lambda/runtime-api.ts'

const environment = {
  UPLOADS_BUCKET: 'uploads',
  LAKE_BUCKET: 'lake',
  REPORTS_BUCKET: 'reports',
  DATABASE: 'flowcensus_dev',
  WORKGROUP: 'flowcensus-dev-publish',
  QUEUE_URL: 'http://127.0.0.1/000000000000/uploads',
  TOPIC_ARN: 'arn:aws:sns:us-east-1:000000000000:new-reports',
  DAYS_PER_WAKE: '8',
  DAYS_PER_NIGHT: '8',
  TRIES: '5',
  REPORT_FUNCTION: 'flowcensus-dev-report',
  POWERTOOLS_SERVICE_NAME: 'under-test',
  POWERTOOLS_METRICS_NAMESPACE: 'flowcensus/test',
}
const upload = JSON.stringify({
  Records: [{ eventName: 'ObjectCreated:Put', s3: { bucket: { name: 'uploads' }, object: { key: 'uni/a+b.log' } } }],
})
const batch = { Records: [{ messageId: '1', body: upload, attributes: { ApproximateReceiveCount: '1' } }] }

/** An event of each function, and what it asks AWS first. */
const cases: { name: FunctionName; event: unknown; firstCall: RegExp }[] = [
  { name: 'normalise', event: batch, firstCall: /^GET \/lake\/reference\/current\.json/ },
  {
    name: 'publish',
    event: { scheduledTime: '2017-05-16T02:30:00Z' },
    firstCall: /^GET \/lake\/?\?.*prefix=ledger%2Freplays%2F/,
  },
  {
    name: 'report',
    event: { report: 'daily', scheduledTime: '2017-05-16T06:00:00Z' },
    firstCall: /^GET \/lake\/reference\/current\.json/,
  },
  { name: 'reconcile', event: { check: 'uploads' }, firstCall: /^GET \/lake\/ledger\/reconcile\.json/ },
  { name: 'reconcile', event: { check: 'reports' }, firstCall: /^GET \/lake\/reference\/current\.json/ },
]
/** Lambda ends a start that takes longer: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html */
const LONGEST_MS = 10_000
/** Starts of each bundle; the quickest counts, since others work on this machine too. */
const STARTS = 3

let passed = 0
const failures: string[] = []
const folder = mkdtempSync(join(tmpdir(), 'bundles-'))
try {
  for (const { name, event, firstCall } of cases) {
    writeBundle(name, undefined, join(folder, name))
    const bundle = { folder: join(folder, name), handler: handlerOf(name), memoryMb: 1769, timeoutMs: 20_000 }
    const starts = []
    for (let start = 0; start < STARTS; start++) starts.push(await firstCallOf({ ...bundle, event, environment }))
    const afterMs = Math.min(...starts.map(start => start.afterMs))
    const call = starts[0]?.call ?? ''
    check(`${name}: expected ${firstCall} as its first call, found ${call}`, firstCall.test(call))
    check(`${name}: expected its first call within ${LONGEST_MS} ms, found ${afterMs} ms`, afterMs < LONGEST_MS)
    console.log(`${name}: ${call} after ${afterMs} ms`)
    const bare = await invokeBundle({ ...bundle, event, environment: {} })
    const message = bare.kind === 'error' ? bare.errorMessage : JSON.stringify(bare)
    check(
      `${name}: expected not to start without settings, found ${message}`,
      /^environment: LAKE_BUCKET|^environment: /.test(message),
    )
  }
} finally {
  rmSync(folder, { recursive: true })
}
for (const failure of failures) console.error(failure)
console.log(`${passed} passed, ${failures.length} failed`)
process.exitCode = failures.length === 0 ? 0 : 1

function check(message: string, holds: boolean): void {
  if (holds) passed++
  else failures.push(message)
}

/** AWS is a server that refuses everything; what it was asked first is the answer. */
async function firstCallOf(invocation: Parameters<typeof invokeBundle>[0]): Promise<{ call: string; afterMs: number }> {
  const began = performance.now()
  let first: { call: string; afterMs: number } | undefined
  const server = createServer((request, response) => {
    first ??= { call: `${request.method} ${request.url}`, afterMs: Math.round(performance.now() - began) }
    response.writeHead(403, { 'content-type': 'application/xml' })
    response.end('<Error><Code>AccessDenied</Code><Message>no</Message></Error>')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const outcome = await invokeBundle({
    ...invocation,
    environment: { ...invocation.environment, AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` },
  })
  server.close()
  server.closeAllConnections()
  return first ?? { call: JSON.stringify(outcome), afterMs: Math.round(performance.now() - began) }
}
