/** Plain text to whoever subscribed. */
import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns'

/** Longest subject that a topic takes (SNS API, Publish): ASCII without control characters. */
const SUBJECT_CHARACTERS = 99

export interface Notice {
  subject: string
  body: string
}

export type SendNotice = (notice: Notice) => Promise<void>

/** Sends to one topic. Throws where the topic refuses. */
export function createNotices({ client, topicArn }: { client: SNSClient; topicArn: string }): SendNotice {
  return async ({ subject, body }) => {
    const plain = subject.replace(/[^\x20-\x7e]/g, '?').slice(0, SUBJECT_CHARACTERS)
    await client.send(new PublishCommand({ TopicArn: topicArn, Subject: plain, Message: body }))
  }
}
