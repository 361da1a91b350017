/**
 * What S3 says happened to uploads, itself (S3 event message structure 2.x) or by way of EventBridge, or replay asks of them, out of a
 * queue's message.
 */
import * as z from 'zod'

export interface UploadEvent {
  kind: 'created' | 'removed' | 'replay'
  bucket: string
  /** Decoded. */
  key: string
  /** VersionId where there are versions, else ETag, else (of a removal, or from reconcile) empty. */
  version: string
  /** Bytes; 0 where the event does not say. */
  size: number
  /** Of a replay: the upload that is to be normalised again. */
  uploadId?: string
}

/** Name of the event that asks for an upload to be normalised again. */
const REPLAY = 'Replay:Upload'

const testSchema = z.object({ Event: z.literal('s3:TestEvent') })
const objectSchema = z.object({
  key: z.string(),
  size: z.number().int().nonnegative().default(0),
  eTag: z.string().default(''),
  versionId: z.string().default(''),
})
const eventsSchema = z.object({
  Records: z
    .array(
      z.object({
        eventName: z.string(),
        uploadId: z.string().min(1).optional(),
        s3: z.object({ bucket: z.object({ name: z.string() }), object: objectSchema }),
      }),
    )
    .min(1),
})

/**
 * An event as EventBridge hands it on: keys as they are. S3 user guide, "EventBridge event message structure"
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html).
 */
const bridgedSchema = z.object({
  source: z.literal('aws.s3'),
  'detail-type': z.string(),
  detail: z.object({
    bucket: z.object({ name: z.string() }),
    object: z.object({
      key: z.string(),
      size: z.number().int().nonnegative().default(0),
      etag: z.string().default(''),
      'version-id': z.string().default(''),
    }),
  }),
})
const BRIDGED_KINDS = new Map<string, UploadEvent['kind']>([
  ['Object Created', 'created'],
  ['Object Deleted', 'removed'],
])

/**
 * Events of a message, in order; none for the test that S3 sends when notifications are set up. Throws for anything else
 * without records, for a bucket that is not `bucket` and for events that nobody subscribed to: such a message is looked
 * at by a person, in the dead-letter queue.
 */
export function parseUploadEvents(body: string, bucket: string): UploadEvent[] {
  const message = parseJson(body)
  if (testSchema.safeParse(message).success) return []
  const bridged = bridgedSchema.safeParse(message)
  if (bridged.success) return [bridgedEvent(bridged.data, bucket)]
  const parsed = eventsSchema.safeParse(message)
  if (!parsed.success)
    throw new Error(`message: expected S3 events with Records, found ${JSON.stringify(body.slice(0, 200))}`)
  return parsed.data.Records.map(({ eventName, s3, uploadId }) => {
    checkBucket(s3.bucket.name, bucket)
    const { key, size, eTag, versionId } = s3.object
    const kind = kindOf(eventName)
    if ((kind === 'replay') !== (uploadId !== undefined))
      throw new Error(`message: expected an uploadId with ${REPLAY} and with nothing else, found ${eventName}`)
    const event = { kind, bucket, key: decodeKey(key), version: versionId || eTag, size }
    return uploadId === undefined ? event : { ...event, uploadId }
  })
}

function bridgedEvent({ 'detail-type': type, detail }: z.infer<typeof bridgedSchema>, bucket: string): UploadEvent {
  checkBucket(detail.bucket.name, bucket)
  const kind = BRIDGED_KINDS.get(type)
  if (kind === undefined)
    throw new Error(
      `message: expected ${[...BRIDGED_KINDS.keys()].join(' or ')}, found ${JSON.stringify(type)}; ` +
        'let the rule hand on these two only',
    )
  const { key, size, etag, 'version-id': versionId } = detail.object
  return { kind, bucket, key, version: versionId || etag, size }
}

function checkBucket(found: string, bucket: string): void {
  if (found !== bucket)
    throw new Error(`message: expected events of the bucket ${bucket}, found ${JSON.stringify(found)}`)
}

/** Also with the `s3:` before it that some senders leave on. */
function kindOf(eventName: string): UploadEvent['kind'] {
  if (eventName === REPLAY) return 'replay'
  const name = eventName.replace(/^s3:/, '')
  if (name.startsWith('ObjectCreated:')) return 'created'
  if (name.startsWith('ObjectRemoved:')) return 'removed'
  throw new Error(
    `message: expected an event ObjectCreated or ObjectRemoved, found ${JSON.stringify(eventName)}; ` +
      'subscribe the queue to these two only',
  )
}

/** Keys come form-encoded: `+` is a space, a plus is %2B. */
function decodeKey(encoded: string): string {
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' '))
  } catch {
    throw new Error(`message: expected a URL-encoded key, found ${JSON.stringify(encoded)}`)
  }
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
