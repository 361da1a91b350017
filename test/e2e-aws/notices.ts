/** What a subscriber of the topic of new reports is told. */
import { SNSClient, SubscribeCommand, UnsubscribeCommand } from '@aws-sdk/client-sns'
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import type { DeployedWorld } from '../support/aws/deployed-world.ts'
import { REGION, ROOT_KEYS } from '../support/aws/ministack.ts'

/** Subscribes a queue; the function returned gives what came until now, subject and message, and ends the subscription. */
export async function listenToNotices({ endpoint, outputs, root }: DeployedWorld): Promise<() => Promise<string[]>> {
  const sns = new SNSClient({ endpoint, region: REGION, credentials: ROOT_KEYS })
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { Service: 'sns.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: '*',
      Condition: { ArnEquals: { 'aws:SourceArn': outputs.NewReportsTopic } },
    },
  })
  const { QueueUrl } = await root.sqs.send(
    new CreateQueueCommand({ QueueName: `notices-${Date.now()}`, Attributes: { Policy } }),
  )
  const { Attributes } = await root.sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }))
  const { SubscriptionArn } = await sns.send(
    new SubscribeCommand({ TopicArn: outputs.NewReportsTopic, Protocol: 'sqs', Endpoint: Attributes?.QueueArn }),
  )
  return async () => {
    const { Messages = [] } = await root.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 5 }),
    )
    await sns.send(new UnsubscribeCommand({ SubscriptionArn }))
    return Messages.map(({ Body = '{}' }) => {
      const { Subject, Message } = JSON.parse(Body) as { Subject: string; Message: string }
      return `${Subject}\n${Message}`
    })
  }
}
