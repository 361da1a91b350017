/** Puts uploads into the queue of normalise, as S3's own events would. */
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'

export type AnnounceUpload = (key: string) => Promise<void>

/** Keys are encoded as S3 encodes them in events: percent signs, and `+` for a space. */
export function createUploadQueue({
  client,
  queueUrl,
  bucket,
}: {
  client: SQSClient
  queueUrl: string
  bucket: string
}): AnnounceUpload {
  return async key => {
    const encoded = encodeURIComponent(key).replaceAll('%20', '+')
    const record = {
      eventSource: 'flowcensus:reconcile',
      eventName: 'ObjectCreated:Reconciled',
      s3: { bucket: { name: bucket }, object: { key: encoded } },
    }
    await client.send(
      new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify({ Records: [record] }) }),
    )
  }
}
