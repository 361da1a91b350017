/** A proxy before a server that passes requests on as they are, except where a test breaks one. */
import { createServer, type IncomingMessage, request as send } from 'node:http'

export interface Fault {
  /** Answers with this instead of asking the server. */
  status?: number
  code?: string
  /** Passes the request on, and then closes the connection instead of answering: the answer is lost. */
  loseAnswer?: boolean
  /** Passes on this many bytes of the answer's body and then closes the connection. */
  breakAfterBytes?: number
}

export interface FaultProxy {
  endpoint: string
  /** Set by a test: asked for each request. */
  fault: (request: IncomingMessage) => Fault | undefined
  requests: { method: string; url: string }[]
  stop(): Promise<void>
}

export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const { hostname, port } = new URL(target)
  const server = createServer((request, response) => {
    const { method = '', url = '', headers } = request
    proxy.requests.push({ method, url })
    const fault = proxy.fault(request)
    if (fault?.status !== undefined) {
      request.resume()
      response.writeHead(fault.status, { 'content-type': 'application/xml' })
      response.end(`<Error><Code>${fault.code}</Code><Message>as the test wants it</Message></Error>`)
      return
    }
    const passed = send({ hostname, port, method, path: url, headers }, answer => {
      if (fault?.loseAnswer) {
        answer.resume()
        answer.once('end', () => response.socket?.destroy())
        return
      }
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      if (fault?.breakAfterBytes === undefined) return answer.pipe(response)
      let left = fault.breakAfterBytes
      answer.on('data', (chunk: Buffer) => {
        if (left <= 0) return
        const part = chunk.subarray(0, left)
        left -= part.length
        response.write(part, () => left <= 0 && response.socket?.destroy())
      })
    })
    passed.on('error', () => response.socket?.destroy())
    request.pipe(passed)
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  const proxy: FaultProxy = {
    endpoint: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    fault: () => undefined,
    requests: [],
    async stop() {
      server.closeAllConnections()
      await new Promise(done => server.close(done))
    },
  }
  return proxy
}
