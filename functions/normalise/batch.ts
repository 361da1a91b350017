/** A batch of the queue's messages: each stands for itself, and only those that failed come back. */
import * as z from 'zod'
import { parseUploadEvents, type UploadEvent } from './s3-events.ts'

/** A message's try at one event. */
export interface Attempt extends UploadEvent {
  /** How often the queue has handed this message out, this time included. */
  receives: number
  /** Whether nothing was done before it in this invocation, so that it has all of the time. */
  first: boolean
}

export interface BatchFailure {
  messageId: string
  error: unknown
}

const batchSchema = z.object({
  Records: z
    .array(
      z.object({
        messageId: z.string(),
        body: z.string(),
        attributes: z.object({ ApproximateReceiveCount: z.coerce.number().int().positive() }),
      }),
    )
    .min(1),
})

/**
 * Delivers the events of `bucket`, and of no other, one after another; resolves to the messages that failed. Throws where
 * the event is no batch: swallowing it would lose what it stood for.
 */
export async function deliverBatch(
  event: unknown,
  bucket: string,
  deliver: (attempt: Attempt) => Promise<void>,
): Promise<BatchFailure[]> {
  const parsed = batchSchema.safeParse(event)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new Error(
      `event: expected a batch of SQS messages with Records, found none at ${issue?.path.join('.') ?? 'the top'}: ${issue?.message}`,
    )
  }
  const failures: BatchFailure[] = []
  let first = true
  for (const { messageId, body, attributes } of parsed.data.Records) {
    try {
      for (const uploadEvent of parseUploadEvents(body, bucket)) {
        await deliver({ ...uploadEvent, receives: attributes.ApproximateReceiveCount, first })
        first = false
      }
    } catch (error) {
      first = false
      failures.push({ messageId, error })
    }
  }
  return failures
}
