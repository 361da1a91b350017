/**
 * Runs a bundle as Lambda runs it: a Runtime API on loopback (Lambda developer guide, "Using the Lambda runtime API"),
 * and a child process of Node in the bundle's folder with the variables that Lambda sets and nothing of this machine's.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { heapOptions } from '../../../functions/lib/node-heap.ts'
import { watchMemory } from './memory.ts'

export interface Invocation {
  /** Folder of the bundle, and what Lambda calls in it: `functions/normalise/handler.handler`. */
  folder: string
  handler: string
  event: unknown
  memoryMb: number
  timeoutMs: number
  environment: Record<string, string>
  /** Core that all of its threads share: 1,769 MB are one vCPU. Default: any. */
  core?: string
}

/** What it took. */
export interface Usage {
  /** From the start of the process to its first question for an event. */
  initMs: number
  /** From the event to the answer. */
  durationMs: number
  peakRssBytes: number
}

/** How it ended: with what the handler returned, an error of its own, or a process that ended before it could. */
export type Outcome =
  | { kind: 'response'; value: unknown }
  | { kind: 'error'; errorType: string; errorMessage: string }
  | { kind: 'exit'; code: number | null; output: string }
  | { kind: 'timeout' }
  | { kind: 'memory'; limitMb: number }

const RUNTIME = join(import.meta.dirname, 'runtime.mjs')
/** Lambda ends a function that has not begun within this. */
const INIT_MS = 10_000

/** Never throws for what the function does; its memory is watched, and over its limit it is ended as Lambda does. */
export async function invokeBundle(invocation: Invocation): Promise<Outcome & Usage> {
  const { folder, handler, event, memoryMb, timeoutMs, environment, core } = invocation
  const beganMs = performance.now()
  let invokedMs = beganMs
  let settle: (outcome: Outcome) => void = () => {}
  const outcome = new Promise<Outcome>(done => {
    settle = done
  })
  const server = createServer(async (request, response) => {
    const path = request.url ?? ''
    if (path.endsWith('/invocation/next')) {
      invokedMs = performance.now()
      response.writeHead(200, {
        'Lambda-Runtime-Aws-Request-Id': '8476a536-e9f4-11e8-9739-2dfe598c3fcd',
        'Lambda-Runtime-Deadline-Ms': String(Date.now() + timeoutMs),
        'Lambda-Runtime-Invoked-Function-Arn': 'arn:aws:lambda:us-east-1:000000000000:function:under-test',
      })
      response.end(JSON.stringify(event))
      return
    }
    const body = await textOf(request)
    response.writeHead(202).end()
    if (path.endsWith('/response')) settle({ kind: 'response', value: body === '' ? null : JSON.parse(body) })
    else settle({ kind: 'error', ...JSON.parse(body) })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const node = [process.execPath, ...heapOptions(memoryMb), RUNTIME]
  const [command = '', ...args] = core === undefined ? node : ['taskset', '-c', core, ...node]
  const child = spawn(command, args, {
    cwd: folder,
    env: {
      AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`,
      _HANDLER: handler,
      LAMBDA_TASK_ROOT: folder,
      AWS_LAMBDA_FUNCTION_NAME: 'under-test',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      TZ: ':UTC',
      LANG: 'en_US.UTF-8',
      PATH: process.env.PATH ?? '',
      ...environment,
    },
  })
  const memory = watchMemory(child.pid ?? 0, memoryMb * 2 ** 20, () => settle({ kind: 'memory', limitMb: memoryMb }))
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', data => (output += data))
  child.once('exit', code => settle({ kind: 'exit', code, output }))
  const timer = setTimeout(() => settle({ kind: 'timeout' }), INIT_MS + timeoutMs)
  try {
    const ended = await outcome
    const durationMs = performance.now() - invokedMs
    return { ...ended, initMs: invokedMs - beganMs, durationMs, peakRssBytes: memory.peakBytes() }
  } finally {
    clearTimeout(timer)
    memory.stop()
    child.kill('SIGKILL')
    server.close()
    server.closeAllConnections()
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
