/**
 * Athena and Glue on this machine: a front that speaks AWS JSON 1.1. Queries run on a real Trino; everything else is
 * ministack's, to which each request goes first as the caller signed it, so that signatures and policies are checked
 * by it. What ministack's own Athena does with a query counts for nothing.
 */
import { createServer, type IncomingMessage, request as send } from 'node:http'
import { AthenaClient, GetWorkGroupCommand } from '@aws-sdk/client-athena'
import { GetTablesCommand, GlueClient } from '@aws-sdk/client-glue'
import type { Trino } from '../trino/trino.ts'
import { answerAthena } from './athena-answers.ts'
import { createExecutions, type Execution, RequestRefused, type Workgroup } from './athena-executions.ts'
import { callerOf } from './caller.ts'
import { answerGlue } from './glue-answers.ts'
import { REGION, ROOT_KEYS } from './ministack.ts'

export interface Call {
  service: 'AmazonAthena' | 'AWSGlue'
  action: string
  body: Record<string, unknown>
}

export interface AthenaFront {
  endpoint: string
  /** Every request, in order: what a bill would count. */
  calls: Call[]
  executions(): Execution[]
  /** Set by a test: awaited before a request is answered; a RequestRefused that it throws is the answer. */
  beforeAnswer: (call: Call) => void | Promise<void>
  /** Set by a test: awaited before a query runs; an error that it throws is the query's failure. */
  beforeRun: (execution: Execution) => void | Promise<void>
  stop(): Promise<void>
}

export interface AthenaFrontOptions {
  trino: Trino
  /** Endpoint of ministack, which has the tables of Glue, the workgroups and the policies. */
  ministack: string
  port?: number
}

export async function startAthenaFront({ trino, ministack, port = 0 }: AthenaFrontOptions): Promise<AthenaFront> {
  const root = { endpoint: ministack, region: REGION, credentials: ROOT_KEYS }
  const glue = new GlueClient(root)
  const athena = new AthenaClient(root)

  async function tableNames(database: string): Promise<string[]> {
    const { TableList = [] } = await glue.send(new GetTablesCommand({ DatabaseName: database }))
    return TableList.map(({ Name }) => Name ?? '')
  }

  async function workgroupOf(name: string): Promise<Workgroup> {
    const { WorkGroup } = await athena.send(new GetWorkGroupCommand({ WorkGroup: name })).catch(() => {
      throw new RequestRefused('InvalidRequestException', `WorkGroup ${name} is not found.`)
    })
    const configuration = WorkGroup?.Configuration
    const outputLocation = configuration?.ResultConfiguration?.OutputLocation
    if (outputLocation === undefined)
      throw new RequestRefused('InvalidRequestException', 'No output location provided.')
    return {
      name,
      outputLocation: outputLocation.replace(/\/?$/, '/'),
      cutoffBytes: configuration?.BytesScannedCutoffPerQuery,
    }
  }

  const executions = createExecutions({ trino, tableNames, beforeRun: async execution => front.beforeRun(execution) })

  /** A query is what its workgroup's policies are about; ministack does not know it. */
  function workgroupOfQuery({ service, body }: Call): string | undefined {
    if (service !== 'AmazonAthena' || typeof body.QueryExecutionId !== 'string') return undefined
    return executions.known(body.QueryExecutionId).workgroup.name
  }

  async function answer(request: IncomingMessage, bytes: Buffer): Promise<{ status: number; body: unknown }> {
    const [service = '', action = ''] = String(request.headers['x-amz-target'] ?? '').split('.')
    if (service !== 'AmazonAthena' && service !== 'AWSGlue')
      throw new RequestRefused('UnknownOperationException', `expected Athena or Glue, found ${service}`)
    const call: Call = { service, action, body: JSON.parse(bytes.toString() || '{}') }
    front.calls.push(call)
    await front.beforeAnswer(call)
    const theirs = await forward(ministack, request, bytes, workgroupOfQuery(call))
    const refusal = /AccessDenied|Unrecognized|InvalidSignature|SignatureDoesNotMatch|Token/.test(theirs.type)
    if (theirs.status === 403 || refusal) return theirs
    const caller = await callerOf(request.headers, ministack)
    if (caller === undefined) throw new RequestRefused('UnrecognizedClientException', 'The security token is invalid')
    // What a workgroup says of itself is ministack's, which made it of the template.
    if (action === 'GetWorkGroup') return theirs
    if (service === 'AWSGlue') return { status: 200, body: await answerGlue(call, theirs, glue) }
    return { status: 200, body: await answerAthena(call, caller, executions, workgroupOf) }
  }

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { status, body } = await answer(request, Buffer.concat(chunks)).catch((error: unknown) => {
      const refused = error instanceof RequestRefused
      const type = refused ? error.type : 'InternalServerException'
      const message = error instanceof Error ? error.message : String(error)
      return { status: refused ? 400 : 500, body: { __type: type, message, Message: message } }
    })
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body))
  })
  await new Promise<void>(done => server.listen(port, '127.0.0.1', done))
  const address = server.address()
  const front: AthenaFront = {
    endpoint: `http://127.0.0.1:${typeof address === 'object' ? address?.port : port}`,
    calls: [],
    executions: executions.all,
    beforeAnswer() {},
    beforeRun() {},
    async stop() {
      await executions.idle()
      server.closeAllConnections()
      await new Promise(done => server.close(done))
    },
  }
  return front
}

/** ministack's answer to the very request, whose signature covers the Host that the caller named. */
function forward(endpoint: string, { headers }: IncomingMessage, body: Buffer, workgroup: string | undefined) {
  return new Promise<{ status: number; type: string; body: Record<string, unknown> }>((done, fail) => {
    const { hostname, port } = new URL(endpoint)
    const all = workgroup === undefined ? headers : { ...headers, 'x-test-workgroup': workgroup }
    const sent = send({ hostname, port, method: 'POST', path: '/', headers: all }, async response => {
      const chunks: Buffer[] = []
      for await (const chunk of response) chunks.push(chunk)
      const text = Buffer.concat(chunks).toString()
      const parsed = text.startsWith('{') ? JSON.parse(text) : { message: text }
      done({ status: response.statusCode ?? 0, type: String(parsed.__type ?? ''), body: parsed })
    })
    sent.on('error', fail)
    sent.end(body)
  })
}
