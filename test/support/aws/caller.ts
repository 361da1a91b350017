/**
 * Who sent a request, and clients that act as they do. Athena reads and writes with its caller's rights; ministack, which
 * checks signatures and policies, lends the front the caller's own keys (ministack_with_callers.py), so that S3 and Glue
 * themselves refuse what the caller may not do.
 */
import type { IncomingHttpHeaders } from 'node:http'
import { GlueClient } from '@aws-sdk/client-glue'
import { S3Client } from '@aws-sdk/client-s3'
import { REGION } from './ministack.ts'

export interface Caller {
  arn: string
  s3: S3Client
  glue: GlueClient
}

const known = new Map<string, Promise<Caller | undefined>>()

/** The caller of a signed request; undefined where the key is nobody's. */
export function callerOf(headers: IncomingHttpHeaders, ministack: string): Promise<Caller | undefined> {
  const key = /Credential=([^/,\s]+)\//.exec(headers.authorization ?? '')?.[1] ?? ''
  const name = `${ministack} ${key}`
  let caller = known.get(name)
  if (caller === undefined) {
    caller = lookUp(key, ministack)
    known.set(name, caller)
  }
  return caller
}

async function lookUp(key: string, endpoint: string): Promise<Caller | undefined> {
  const response = await fetch(`${endpoint}/_test/caller?key=${encodeURIComponent(key)}`)
  if (!response.ok) return undefined
  const { arn, accessKeyId, secretAccessKey, sessionToken } = (await response.json()) as Record<string, string>
  const credentials = {
    accessKeyId: accessKeyId ?? '',
    secretAccessKey: secretAccessKey ?? '',
    ...(sessionToken ? { sessionToken } : {}),
  }
  const options = { endpoint, region: REGION, credentials, maxAttempts: 1 }
  return {
    arn: arn ?? '',
    s3: new S3Client({ ...options, forcePathStyle: true }),
    glue: new GlueClient(options),
  }
}
