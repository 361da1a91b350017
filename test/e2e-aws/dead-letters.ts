/** An upload that fails at every try, for a cause that somebody takes away: dead letter, and back by `redrive`. */
import { setTimeout as sleep } from 'node:timers/promises'
import { DeleteRolePolicyCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda'
import { SetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { type DeployedWorld, STAGE } from '../support/aws/deployed-world.ts'
import { type Checks, same } from './checks.ts'

const KEY = 'samples/refused for a while.txt'
const POLICY = 'no-ledger'
const TIMEOUT_MS = 90_000

export async function checkDeadLetters(world: DeployedWorld, checks: Checks): Promise<void> {
  const { root, outputs } = world
  const { Role = '' } = await root.lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: `flowcensus-${STAGE}-normalise` }),
  )
  const RoleName = Role.slice(Role.lastIndexOf('/') + 1)
  const Resource = `arn:aws:s3:::${outputs.LakeBucket}/ledger/*`
  const Statement = [{ Effect: 'Deny', Action: 's3:PutObject', Resource }]
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
  await root.iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: POLICY, PolicyDocument }))
  // Five tries half an hour apart would take as long as they are meant to.
  const setVisibility = (seconds: string) =>
    root.sqs.send(
      new SetQueueAttributesCommand({ QueueUrl: outputs.QueueUrl, Attributes: { VisibilityTimeout: seconds } }),
    )
  await setVisibility('1')
  await checks.step('an upload whose receipt may not be written', async () => {
    await world.uploads.put(KEY, 'no log either\n')
    const beganMs = Date.now()
    while ((await world.messages('dead')) === 0) {
      if (Date.now() - beganMs > TIMEOUT_MS)
        throw new Error(`expected a dead letter within ${TIMEOUT_MS} ms, found none`)
      await sleep(500)
    }
  })
  await setVisibility('1800')
  await root.iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: POLICY }))

  await checks.fact('an upload that fails at every try is a dead letter, which redrive lists', async () => {
    const said = await world.command(['redrive', '--stage', STAGE])
    if (!said.includes(KEY)) throw new Error(`redrive: expected ${KEY}, found ${said}`)
    same([await world.messages('uploads'), await world.messages('dead')], [0, 1], 'messages')
  })
  await checks.fact('redrive puts it back, and its receipt comes', async () => {
    await world.command(['redrive', '--stage', STAGE, '--run'])
    await world.waitForReceipts([KEY])
    same(await world.messages('dead'), 0, 'dead messages')
  })
}
