/** The queue of normalise: what puts uploads into it beside S3's own events. */
import { setTimeout as sleep } from 'node:timers/promises'
import {
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  type SQSClient,
} from '@aws-sdk/client-sqs'

/** An upload that is to be normalised again. */
export interface QueuedReplay {
  uploadId: string
  key: string
}

export interface UploadQueue {
  /** As S3's own events would. Throws where a message was not taken at the last try; others of them may have been. */
  announce(keys: readonly string[]): Promise<void>
  /** The same for uploads that have a receipt. */
  replay(uploads: readonly QueuedReplay[]): Promise<void>
  /** Messages that wait or are under way, about. */
  depth(): Promise<number>
}

/** The most that SQS takes in one request. */
const BATCH = 10
const SEND_TRIES = 5
const FIRST_WAIT_MS = 200

export interface UploadQueueOptions {
  client: SQSClient
  queueUrl: string
  bucket: string
  /** Between tries of what SQS did not take; a parameter for tests. */
  waitMs?: (ms: number) => Promise<unknown>
}

/** Keys are encoded as S3 encodes them in events: percent signs, and `+` for a space. */
export function createUploadQueue({ client, queueUrl, bucket, waitMs = sleep }: UploadQueueOptions): UploadQueue {
  const recordOf = (eventSource: string, eventName: string, key: string) => ({
    eventSource,
    eventName,
    s3: { bucket: { name: bucket }, object: { key: encodeURIComponent(key).replaceAll('%20', '+') } },
  })

  async function send(records: readonly object[]): Promise<void> {
    for (let at = 0; at < records.length; at += BATCH) {
      await sendBatch(
        records
          .slice(at, at + BATCH)
          .map((record, index) => ({ Id: String(index), MessageBody: JSON.stringify({ Records: [record] }) })),
      )
    }
  }

  /** A batch is answered message by message: those that SQS itself failed are sent again, with growing waits. */
  async function sendBatch(entries: readonly SendMessageBatchRequestEntry[]): Promise<void> {
    let left = entries
    for (let tries = 1; ; tries++) {
      const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: [...left] }))
      const [first] = Failed
      if (first === undefined) return
      if (tries === SEND_TRIES || Failed.some(({ SenderFault }) => SenderFault === true))
        throw new Error(
          `queue ${queueUrl}: expected ${left.length} messages taken, ${Failed.length} were not after ${tries} tries; ` +
            `first: ${first.Code} ${first.Message ?? ''}`,
        )
      const failed = new Set(Failed.map(({ Id }) => Id))
      left = left.filter(({ Id }) => failed.has(Id))
      await waitMs(FIRST_WAIT_MS * 2 ** (tries - 1))
    }
  }

  return {
    announce: keys => send(keys.map(key => recordOf('flowcensus:reconcile', 'ObjectCreated:Reconciled', key))),
    replay: uploads =>
      send(uploads.map(({ uploadId, key }) => ({ ...recordOf('flowcensus:replay', 'Replay:Upload', key), uploadId }))),
    async depth() {
      const { Attributes = {} } = await client.send(
        new GetQueueAttributesCommand({
          QueueUrl: queueUrl,
          AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
        }),
      )
      let messages = 0
      for (const count of Object.values(Attributes)) messages += Number(count)
      return messages
    },
  }
}
