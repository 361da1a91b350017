/** A service of AWS on loopback that answers as it is told, one answer a request: for what no real server can be made to say. */
import { createServer, type ServerResponse } from 'node:http'

export interface ScriptedAnswer {
  status: number
  body?: string
  headers?: Record<string, string>
  /** The connection breaks after the body, whatever length was promised. */
  breaks?: boolean
}

export interface ScriptedService {
  endpoint: string
  /** Answers to come, in order. */
  answers: ScriptedAnswer[]
  /** Method, path and range of each request, with the operation where the protocol names it. */
  requests: string[]
  stop(): Promise<void>
}

export async function startScriptedService(): Promise<ScriptedService> {
  const answers: ScriptedAnswer[] = []
  const requests: string[] = []
  const server = createServer((request, response) => {
    const { 'x-amz-target': target, range } = request.headers
    requests.push([request.method, request.url, target ?? '', range ?? ''].join(' ').trim())
    request.resume()
    request.on('end', () => answer(response, answers.shift() ?? { status: 500, body: 'no answer left' }))
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('expected a port, found none')
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    answers,
    requests,
    stop: () =>
      new Promise(done => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

function answer(response: ServerResponse, { status, body = '', headers = {}, breaks = false }: ScriptedAnswer): void {
  response.writeHead(status, headers)
  if (!breaks) return void response.end(body)
  response.write(body, () => response.socket?.destroy())
}
