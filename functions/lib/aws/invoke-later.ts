/** Another function, begun without waiting for its end. */
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda'

/** Throws where Lambda does not take the event. */
export function createInvokeLater({ client, functionName }: { client: LambdaClient; functionName: string }) {
  return async (event: unknown): Promise<void> => {
    const Payload = new TextEncoder().encode(JSON.stringify(event))
    await client.send(new InvokeCommand({ FunctionName: functionName, InvocationType: 'Event', Payload }))
  }
}
