/**
 * The dead-letter queue of uploads: what lies in it, and back into the queue it came from. By hand in place of SQS's own
 * message move task, so that exactly those messages move that were looked at; each is sent before it is deleted.
 */
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs'

export interface DeadLetter {
  /** As the log of the function that failed names it. */
  messageId: string
  body: string
  /** When it was first sent, epoch ms; null where the queue does not say. */
  sentMs: number | null
}

export interface DeadLetters {
  /**
   * Each message, once, with what to do with it: `keep` leaves it to others as it was, `move` sends it to the queue it
   * came from and then deletes it here. Ends where the queue gives no more.
   */
  each(decide: (letter: DeadLetter) => Promise<'keep' | 'move'> | 'keep' | 'move'): Promise<void>
}

/** Time that nobody else sees a message that was received here, seconds. */
const HIDDEN_SECONDS = 120
/** The most that SQS gives at once, and takes in a batch. */
const BATCH = 10
/** Long polls in a row that gave nothing: a queue of few messages may answer so by chance. */
const EMPTY_POLLS = 2

export function createDeadLetters({ client, from, to }: { client: SQSClient; from: string; to: string }): DeadLetters {
  async function receive() {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: from,
        MaxNumberOfMessages: BATCH,
        WaitTimeSeconds: 1,
        VisibilityTimeout: HIDDEN_SECONDS,
        MessageSystemAttributeNames: ['SentTimestamp'],
      }),
    )
    return Messages.map(({ MessageId = '', ReceiptHandle = '', Body = '', Attributes }) => ({
      handle: ReceiptHandle,
      letter: { messageId: MessageId, body: Body, sentMs: Number(Attributes?.SentTimestamp ?? Number.NaN) || null },
    }))
  }

  async function showAgain(handles: readonly string[]): Promise<void> {
    for (let at = 0; at < handles.length; at += BATCH) {
      const Entries = handles
        .slice(at, at + BATCH)
        .map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle, VisibilityTimeout: 0 }))
      await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: from, Entries }))
    }
  }

  return {
    async each(decide) {
      const seen = new Set<string>()
      const held = new Set<string>()
      try {
        for (let empty = 0; empty < EMPTY_POLLS; ) {
          const messages = await receive()
          for (const { handle } of messages) held.add(handle)
          const fresh = messages.filter(({ letter }) => !seen.has(letter.messageId))
          empty = fresh.length === 0 ? empty + 1 : 0
          for (const { handle, letter } of fresh) {
            seen.add(letter.messageId)
            if ((await decide(letter)) === 'keep') continue
            await client.send(new SendMessageCommand({ QueueUrl: to, MessageBody: letter.body }))
            await client.send(new DeleteMessageCommand({ QueueUrl: from, ReceiptHandle: handle }))
            held.delete(handle)
          }
        }
      } finally {
        await showAgain([...held])
      }
    },
  }
}
