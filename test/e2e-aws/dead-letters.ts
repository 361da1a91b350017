/**
 * Messages that fail at every try: those that nobody can read stay dead letters and hold nobody up; an upload that failed
 * for a cause that somebody takes away comes back by `redrive`.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { DeleteRolePolicyCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda'
import { PurgeQueueCommand, SendMessageCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { type DeployedWorld, STAGE } from '../support/aws/deployed-world.ts'
import { type Checks, same } from './checks.ts'
import { receiptsOf } from './rows.ts'

const BEHIND = 'samples/behind what nobody can read.txt'
const KEY = 'samples/refused for a while.txt'
const POLICY = 'no-ledger'
const TIMEOUT_MS = 90_000
/** No JSON, no events, an event of another bucket. */
const UNREADABLE = [
  'no JSON',
  '{"Records":[]}',
  '{"Records":[{"eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"somebody-elses"},"object":{"key":"a.log"}}}]}',
]

export async function checkDeadLetters(world: DeployedWorld, checks: Checks): Promise<void> {
  const { root, outputs } = world
  // Five tries half an hour apart would take as long as they are meant to.
  await setVisibility(world, '1')
  await checks.step(`${UNREADABLE.length} messages that nobody can read, and an upload behind them`, async () => {
    for (const MessageBody of UNREADABLE)
      await root.sqs.send(new SendMessageCommand({ QueueUrl: outputs.QueueUrl, MessageBody }))
    await world.uploads.put(BEHIND, 'no log\n')
    await until('a receipt', async () => (await receiptsOf(world.lake, [BEHIND])).length === 1)
    await until('dead letters', async () => (await world.messages('dead')) === UNREADABLE.length)
  })
  await checks.fact('messages that nobody can read are dead letters after their tries, and hold nobody up', async () =>
    same([await world.messages('uploads'), await world.messages('dead')], [0, UNREADABLE.length], 'messages'),
  )
  await withoutLedger(world, async () => {
    await checks.step('an upload whose receipt may not be written', async () => {
      await world.uploads.put(KEY, 'no log either\n')
      await until('one dead letter more', async () => (await world.messages('dead')) > UNREADABLE.length)
    })
  })
  await setVisibility(world, '1800')

  await checks.fact('redrive lists them: the upload would go back, the others stay', async () => {
    const said = await world.command(['redrive', '--stage', STAGE])
    const expected = [KEY, 'a dry run: 1 message would go back; 3 messages no function can read', 'somebody-elses']
    const missing = expected.filter(text => !said.includes(text))
    same(missing, [], `redrive ${said}`)
    same(said.split(': stays: ').length - 1, UNREADABLE.length, 'messages that stay')
    same([await world.messages('uploads'), await world.messages('dead')], [0, UNREADABLE.length + 1], 'messages')
  })
  await checks.fact('redrive puts the upload back, and its receipt comes', async () => {
    await world.command(['redrive', '--stage', STAGE, '--run'])
    same(await world.messages('dead'), UNREADABLE.length, 'dead messages')
    await root.sqs.send(new PurgeQueueCommand({ QueueUrl: outputs.DeadLettersUrl }))
    await world.waitForReceipts([KEY])
    same((await receiptsOf(world.lake, [KEY, BEHIND])).length, 2, 'receipts')
  })
}

/** While `work` goes on, normalise may write nothing to the ledger. */
async function withoutLedger({ root, outputs }: DeployedWorld, work: () => Promise<void>): Promise<void> {
  const { Role = '' } = await root.lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: `flowcensus-${STAGE}-normalise` }),
  )
  const RoleName = Role.slice(Role.lastIndexOf('/') + 1)
  const Resource = `arn:aws:s3:::${outputs.LakeBucket}/ledger/*`
  const Statement = [{ Effect: 'Deny', Action: 's3:PutObject', Resource }]
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
  await root.iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: POLICY, PolicyDocument }))
  try {
    await work()
  } finally {
    await root.iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: POLICY }))
  }
}

const setVisibility = ({ root, outputs }: DeployedWorld, seconds: string) =>
  root.sqs.send(
    new SetQueueAttributesCommand({ QueueUrl: outputs.QueueUrl, Attributes: { VisibilityTimeout: seconds } }),
  )

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const beganMs = Date.now()
  while (!(await holds())) {
    if (Date.now() - beganMs > TIMEOUT_MS) throw new Error(`expected ${what} within ${TIMEOUT_MS} ms, found none`)
    await sleep(500)
  }
}
