/** What AWS counts: requests of S3 by their price, of Athena and Glue, and bytes scanned. */
import type { QueryReport } from '../../../functions/lib/aws/athena-engine.ts'

export interface S3Calls {
  /** PUT, COPY, POST and LIST. */
  writes: number
  /** GET and HEAD. */
  reads: number
}

export interface Counts {
  /** By the function itself. */
  s3: S3Calls
  /** By the engine, in the caller's name: what Trino asks of S3 stands for what Athena would. */
  engineS3: S3Calls
  glue: number
  athena: number
  queries: { bytesScanned: number; state: QueryReport['state'] }[]
}

/** Calls of S3 as HTTP requests by what they cost; DELETE costs nothing, also where it deletes many. */
export function countS3(requests: readonly { method: string; url: string }[]): S3Calls {
  const calls: S3Calls = { writes: 0, reads: 0 }
  for (const { method, url } of requests) {
    const query = new URL(url, 'http://s3').searchParams
    if (method === 'DELETE' || query.has('delete')) continue
    const isList = method === 'GET' && (query.has('list-type') || query.has('prefix'))
    if (method === 'PUT' || method === 'POST' || isList) calls.writes++
    else calls.reads++
  }
  return calls
}
