/** The object store on a bucket of S3. Needs ListBucket beside what it does: without it S3 hides that a key is missing. */
import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import {
  type ByteRange,
  type ObjectHead,
  ObjectMissing,
  type ObjectStore,
  PreconditionFailed,
  type WrittenObject,
} from '../ports.ts'
import { onlyThat, readOn } from './s3-body.ts'
import { attemptsOf, isBeyondEnd, isConditionFailed, isConflict, isMissing } from './s3-errors.ts'
import { explainedStore } from './s3-explained.ts'
import { checkedKey, checkedPrefix, contentTypeOf, decodedKey } from './s3-keys.ts'

export interface S3StoreOptions {
  /** Its retry mode decides how throttling and 5xx are tried again; `standard` is right. */
  client: S3Client
  bucket: string
  /** Size of the parts of a file that is put, bytes; two are in memory. At least 5 MiB, S3's least. */
  partBytes?: number
}

/** S3's limits: parts of a multipart upload, keys of a DeleteObjects request. */
const MAX_PARTS = 10_000
const MAX_DELETES = 1000
const CONFLICT_TRIES = 10
const WRITER = 'writer'

export function createS3Store({ client, bucket, partBytes = 16 << 20 }: S3StoreOptions): ObjectStore {
  async function head(key: string): Promise<ObjectHead | undefined> {
    try {
      return headFrom(key, await client.send(new HeadObjectCommand({ Bucket: bucket, Key: checkedKey(key) })))
    } catch (error) {
      if (isMissing(error)) return undefined
      throw error
    }
  }

  async function stream(key: string, range?: ByteRange, of?: WrittenObject) {
    if (range !== undefined && range.end <= range.start) return nothingOf(key, of)
    try {
      const response = await client.send(
        new GetObjectCommand({
          Bucket: bucket,
          Key: checkedKey(key),
          ...(range === undefined ? {} : { Range: `bytes=${range.start}-${range.end - 1}` }),
          ...(of === undefined ? {} : onlyThat(of)),
        }),
      )
      const total = Number(/\/(\d+)$/.exec(response.ContentRange ?? '')?.[1] ?? response.ContentLength)
      const known = headFrom(key, { ...response, ContentLength: total })
      if (response.Body === undefined) throw new Error(`object ${key}: expected a body, found none`)
      const bytes = { start: range?.start ?? 0, end: Math.min(range?.end ?? total, total) }
      return { head: known, body: readOn(response.Body, { client, bucket, head: known, bytes }) }
    } catch (error) {
      if (isBeyondEnd(error)) return nothingOf(key, of)
      if (isConditionFailed(error)) throw new PreconditionFailed(key)
      throw isMissing(error) ? new ObjectMissing(key) : error
    }
  }

  async function nothingOf(key: string, of?: WrittenObject) {
    const known = await head(key)
    if (known === undefined) throw new ObjectMissing(key)
    if (of !== undefined && known.etag !== of.etag) throw new PreconditionFailed(key)
    return { head: known, body: nothing() }
  }

  const store: ObjectStore = {
    head,
    stream,
    async get(key) {
      try {
        const { head: known, body } = await stream(key)
        const chunks: Uint8Array[] = []
        for await (const chunk of body) chunks.push(chunk)
        return { head: known, bytes: new Uint8Array(Buffer.concat(chunks)) }
      } catch (error) {
        if (error instanceof ObjectMissing) return undefined
        throw error
      }
    },
    async put(key, content, condition) {
      const bytes = typeof content === 'string' ? Buffer.from(content) : Uint8Array.from(content)
      // Names this write: where an answer was lost and the SDK asked again, the write itself is what fails the condition.
      const writer = condition === undefined ? undefined : randomUUID()
      const command = new PutObjectCommand({
        Bucket: bucket,
        Key: checkedKey(key),
        Body: bytes,
        ContentType: contentTypeOf(key),
        IfNoneMatch: condition?.ifNoneMatch,
        IfMatch: condition?.ifMatch,
        Metadata: writer === undefined ? undefined : { [WRITER]: writer },
      })
      for (let tries = 1; ; tries++) {
        try {
          return writtenFrom(key, bytes.length, await client.send(command))
        } catch (error) {
          if (isConflict(error) && tries < CONFLICT_TRIES) {
            await sleep(tries * 20 * (1 + Math.random()))
            continue
          }
          const lost = isConditionFailed(error) || (condition?.ifMatch !== undefined && isMissing(error))
          if (!lost) throw error
          const mine = attemptsOf(error) > 1 ? await writtenBy(key, writer) : undefined
          if (mine !== undefined) return mine
          throw new PreconditionFailed(key)
        }
      }
    },
    async putFile(key, path) {
      checkedKey(key)
      const { size } = await stat(path).catch(() => {
        throw new Error(`put ${key}: expected a file at ${path}, found none`)
      })
      const { Upload } = await import('@aws-sdk/lib-storage')
      const upload = new Upload({
        client,
        params: { Bucket: bucket, Key: key, Body: createReadStream(path), ContentType: contentTypeOf(key) },
        partSize: Math.max(partBytes, Math.ceil(size / MAX_PARTS)),
        queueSize: 2,
        leavePartsOnError: false,
      })
      return writtenFrom(key, size, await upload.done())
    },
    async *list(prefix) {
      let token: string | undefined
      do {
        const page = await client.send(
          new ListObjectsV2Command({
            Bucket: bucket,
            Prefix: checkedPrefix(prefix),
            ContinuationToken: token,
            EncodingType: 'url',
          }),
        )
        for (const { Key, ...rest } of page.Contents ?? [])
          if (Key !== undefined) yield headFrom(decodedKey(Key), { ...rest, ContentLength: rest.Size })
        token = page.NextContinuationToken
      } while (token !== undefined)
    },
    async delete(keys) {
      const wanted = [...new Set(keys)].map(checkedKey)
      const plain = wanted.filter(isXmlText)
      for (const key of wanted.filter(one => !isXmlText(one)))
        await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }))
      for (let at = 0; at < plain.length; at += MAX_DELETES) await deleteMany(plain.slice(at, at + MAX_DELETES))
    },
  }
  return explainedStore(store, bucket)

  /** The object's head where that very write made it. */
  async function writtenBy(key: string, writer: string | undefined): Promise<ObjectHead | undefined> {
    const response = await client
      .send(new HeadObjectCommand({ Bucket: bucket, Key: key }))
      .catch((error: unknown) => (isMissing(error) ? undefined : Promise.reject(error)))
    if (response === undefined || response.Metadata?.[WRITER] !== writer) return undefined
    return headFrom(key, response)
  }

  async function deleteMany(keys: readonly string[]): Promise<void> {
    const Objects = keys.map(Key => ({ Key }))
    const { Errors = [] } = await client.send(
      new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }),
    )
    const [first] = Errors
    if (first !== undefined) {
      throw new Error(
        `delete in ${bucket}: expected ${keys.length} keys deleted, ${Errors.length} were not; ` +
          `first ${first.Key}: ${first.Code} ${first.Message}`,
      )
    }
  }
}

interface Answer {
  ETag?: string
  VersionId?: string
}

function writtenFrom(key: string, size: number, { ETag, VersionId }: Answer): WrittenObject {
  if (ETag === undefined) throw new Error(`object ${key}: expected an ETag from S3, found none`)
  // Unversioned buckets that had versions once, and some servers, say "null".
  const version = VersionId === undefined || VersionId === 'null' ? {} : { versionId: VersionId }
  return { key, size, etag: ETag, ...version }
}

function headFrom(key: string, answer: Answer & { ContentLength?: number; LastModified?: Date }): ObjectHead {
  return { ...writtenFrom(key, answer.ContentLength ?? 0, answer), modifiedMs: answer.LastModified?.getTime() ?? 0 }
}

/** XML 1.0, the body of DeleteObjects, cannot carry the other control characters, and reads a CR as a line end. */
const isXmlText = (key: string): boolean =>
  [...key].every(letter => (letter >= ' ' || /[\t\n]/.test(letter)) && !/[\ufffe\uffff]/.test(letter))

async function* nothing(): AsyncIterable<Uint8Array> {}
