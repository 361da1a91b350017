/** An npm registry on loopback that holds some packages. */
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Registry {
  url: string
  /** Paths that were asked for. */
  asked: string[]
  close(): Promise<void>
}

/** Serves tarballs by `name@version`. */
export async function startRegistry(packages: Record<string, Uint8Array>): Promise<Registry> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '')
    asked.push(path)
    const spec = Object.keys(packages).find(text => path === `/tarballs/${text}.tgz`)
    const named = Object.entries(packages).filter(([text]) => text.startsWith(`${path.slice(1)}@`))
    if (spec !== undefined) response.end(packages[spec])
    else if (named.length === 0) response.writeHead(404).end('{"error":"Not found"}')
    else {
      const versions = named.map(([text, bytes]) => {
        const version = text.slice(text.lastIndexOf('@') + 1)
        const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`
        const dist = { tarball: `${url}tarballs/${encodeURIComponent(text)}.tgz`, integrity }
        return [version, { name: path.slice(1), version, dist }]
      })
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ name: path.slice(1), versions: Object.fromEntries(versions) }))
    }
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return {
    url,
    asked,
    close: () =>
      new Promise<void>(done => {
        server.closeAllConnections()
        server.close(() => done())
      }),
  }
}
