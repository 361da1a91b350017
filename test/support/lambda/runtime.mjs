// The part of Lambda's own runtime that a bundle meets: load the handler, ask for one event, answer.
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const { AWS_LAMBDA_RUNTIME_API: api, _HANDLER: handler, LAMBDA_TASK_ROOT: root } = process.env
const base = `http://${api}/2018-06-01/runtime`
const fail = (path, error) =>
  fetch(`${base}/${path}`, {
    method: 'POST',
    body: JSON.stringify({ errorType: error.name, errorMessage: error.message }),
  })

const dot = handler.lastIndexOf('.')
let run
try {
  const path = ['.js', '.mjs', '.cjs'].map(end => join(root, handler.slice(0, dot) + end)).find(existsSync)
  run = (await import(path))[handler.slice(dot + 1)]
} catch (error) {
  await fail('init/error', error)
  process.exit(1)
}
const next = await fetch(`${base}/invocation/next`)
const id = next.headers.get('lambda-runtime-aws-request-id')
const deadlineMs = Number(next.headers.get('lambda-runtime-deadline-ms'))
const context = {
  awsRequestId: id,
  functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
  invokedFunctionArn: next.headers.get('lambda-runtime-invoked-function-arn'),
  memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
  getRemainingTimeInMillis: () => deadlineMs - Date.now(),
}
try {
  const value = await run(await next.json(), context)
  await fetch(`${base}/invocation/${id}/response`, { method: 'POST', body: JSON.stringify(value) ?? '' })
} catch (error) {
  await fail(`invocation/${id}/error`, error)
}
