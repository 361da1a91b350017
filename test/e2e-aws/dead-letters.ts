/**
 * Messages that fail at every try: those that nobody can read stay dead letters and hold nobody up; an upload that failed
 * for a cause that somebody takes away comes back by `redrive`.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { DeleteRolePolicyCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda'
import { PurgeQueueCommand, SendMessageCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { listReceipts } from '../../functions/lib/ledger/receipts.ts'
import type { Receipt } from '../../functions/lib/receipt.ts'
import { type DeployedWorld, STAGE } from '../support/aws/deployed-world.ts'
import { type Checks, same } from './checks.ts'
import { receiptsOf } from './rows.ts'

const BEHIND = 'samples/behind what nobody can read.txt'
const KEY = 'samples/refused for a while.txt'
const FAILING = 'samples/fails at every try.txt'
const FAILING_LOG =
  'version interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status\n' +
  '2 eni-1 nonsense 10.0.0.1 1 2 6 1 1 1500000000 1500000001 ACCEPT OK\n'
const POLICY = 'no-writing'
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
  await refusing(world, 'ledger/', async () => {
    await checks.step('an upload whose receipt may not be written', async () => {
      await world.uploads.put(KEY, 'no log either\n')
      await until('one dead letter more', async () => (await world.messages('dead')) > UNREADABLE.length)
    })
  })
  await refusing(world, 'rejects/', async () => {
    await checks.step('an upload whose rejects may not be written', async () => {
      await world.uploads.put(FAILING, FAILING_LOG)
      await until('another dead letter', async () => (await world.messages('dead')) > UNREADABLE.length + 1)
    })
  })
  await setVisibility(world, '1800')
  await checks.fact('an upload whose tries are over has a receipt that says why, and what to do', async () => {
    const [receipt] = await standing(world)
    same(receipt?.status, 'failed', 'status')
    const expected = ['expected to be normalised within 5 tries, found at the last: ', 'npx flowcensus redrive --run']
    same(
      expected.filter(text => !receipt?.refusal?.includes(text)),
      [],
      `refusal ${receipt?.refusal}`,
    )
  })
  await checks.fact(
    'reconcile walks the uploads, says how far it came, and sends none younger than an hour',
    async () => {
      await world.invoke('reconcile', { check: 'uploads' })
      same(
        [await world.messages('uploads'), (await world.lake.head('ledger/reconcile.json')) !== undefined],
        [0, true],
        'wake',
      )
    },
  )

  await checks.fact('redrive lists them: the upload would go back, the others stay', async () => {
    const said = await world.command(['redrive', '--stage', STAGE])
    const expected = [
      KEY,
      FAILING,
      'has a receipt (expected to be',
      'a dry run: 2 messages would go back; 3 messages no function can read',
      'somebody-elses',
    ]
    const missing = expected.filter(text => !said.includes(text))
    same(missing, [], `redrive ${said}`)
    same(said.split(': stays: ').length - 1, UNREADABLE.length, 'messages that stay')
    same([await world.messages('uploads'), await world.messages('dead')], [0, UNREADABLE.length + 2], 'messages')
  })
  await checks.fact('redrive puts the uploads back, and their receipts come, in place of the failed one', async () => {
    await world.command(['redrive', '--stage', STAGE, '--run'])
    same(await world.messages('dead'), UNREADABLE.length, 'dead messages')
    await root.sqs.send(new PurgeQueueCommand({ QueueUrl: outputs.DeadLettersUrl }))
    await world.waitForReceipts([KEY])
    await until('another receipt', async () => (await standing(world))[0]?.status === 'ok')
    await world.waitForQueue()
    same((await receiptsOf(world.lake, [KEY, BEHIND])).length, 2, 'receipts')
    const [receipt] = await standing(world)
    same([receipt?.accepted, receipt?.rejected], [0, { bad_address: 1 }], 'accepted and rejected')
  })
}

/** Receipts of the upload whose rejects could not be written. */
async function standing({ lake }: DeployedWorld): Promise<Receipt[]> {
  const found: Receipt[] = []
  for await (const receipt of listReceipts(lake)) if (receipt.key === FAILING) found.push(receipt)
  return found
}

/** While `work` goes on, normalise may write nothing below the prefix of the lake. */
async function refusing({ root, outputs }: DeployedWorld, prefix: string, work: () => Promise<void>): Promise<void> {
  const { Role = '' } = await root.lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: `flowcensus-${STAGE}-normalise` }),
  )
  const RoleName = Role.slice(Role.lastIndexOf('/') + 1)
  const Resource = `arn:aws:s3:::${outputs.LakeBucket}/${prefix}*`
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
