/** The bytes of an object as S3 sends them, going on after a connection that broke. */
import { GetObjectCommand, type GetObjectCommandOutput, type S3Client } from '@aws-sdk/client-s3'
import { type ByteRange, type ObjectHead, PreconditionFailed } from '../ports.ts'
import { isConditionFailed, isMissing } from './s3-errors.ts'

/** Connections that may break without a byte between them: a reader that pauses for long loses its connection. */
const MAX_FRUITLESS = 5

export type ResponseBody = NonNullable<GetObjectCommandOutput['Body']>

interface Source {
  client: S3Client
  bucket: string
  head: ObjectHead
  /** The bytes that `first` begins with, and ends before. */
  bytes: ByteRange
}

/** The bytes [start, end) of exactly the object of `head`. Throws PreconditionFailed where it was replaced meanwhile. */
export function readOn(first: ResponseBody, source: Source): AsyncIterable<Uint8Array> {
  // A connection may break before anybody reads: the error waits in the stream, and must not end the process.
  if ('on' in first) first.on('error', () => {})
  return piecesOf(first, source)
}

async function* piecesOf(first: ResponseBody, source: Source): AsyncIterable<Uint8Array> {
  const { end } = source.bytes
  let { start } = source.bytes
  let body = first
  let fruitless = 0
  while (true) {
    try {
      for await (const chunk of chunksOf(body)) {
        start += chunk.length
        fruitless = 0
        yield chunk
      }
    } catch (error) {
      if (++fruitless > MAX_FRUITLESS || start >= end) throw error
    }
    if (start >= end) return
    if (++fruitless > MAX_FRUITLESS) throw new Error(`object ${source.head.key}: expected ${end} bytes, found ${start}`)
    body = await bodyFrom({ ...source, bytes: { start, end } })
  }
}

async function bodyFrom({ client, bucket, head, bytes }: Source): Promise<ResponseBody> {
  try {
    const { Body } = await client.send(
      new GetObjectCommand({
        Bucket: bucket,
        Key: head.key,
        Range: `bytes=${bytes.start}-${bytes.end - 1}`,
        ...onlyThat(head),
      }),
    )
    if (Body === undefined) throw new Error(`object ${head.key}: expected a body, found none`)
    return Body
  } catch (error) {
    throw isConditionFailed(error) || isMissing(error) ? new PreconditionFailed(head.key) : error
  }
}

/** Asks for these bytes of the key: by version where the store has versions, which also gives replaced ones. */
export const onlyThat = ({ etag, versionId }: { etag: string; versionId?: string }) =>
  versionId === undefined ? { IfMatch: etag } : { VersionId: versionId }

async function* chunksOf(body: ResponseBody): AsyncIterable<Uint8Array> {
  if (!(Symbol.asyncIterator in body)) {
    yield await body.transformToByteArray()
    return
  }
  for await (const chunk of body) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk
}
