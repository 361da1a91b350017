/** What goes wrong on the way, one after another: nothing may be lost, nothing doubled. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createUploadQueue } from '../../functions/lib/aws/upload-queue.ts'
import { createRandom } from '../../infra/local/study/random.ts'
import { RequestRefused } from '../support/aws/athena-executions.ts'
import { type DeployedWorld, nextNight } from '../support/aws/deployed-world.ts'
import { type Checks, same } from './checks.ts'
import { checkDeadLetters } from './dead-letters.ts'
import type { UploadedFiles } from './files.ts'
import { type OneMachine, runOnOneMachine, type ScheduledReport } from './one-machine.ts'
import { checkTables } from './whole-way.ts'

/** S3 refuses each so many requests of a function, Athena each so many calls. */
const S3_REFUSES_EACH = 11
const ATHENA_REFUSES_EACH = 6
const SEED = 20_171_125

/** `expected` is what one machine makes of the files as they are. */
export async function checkFaults(
  world: DeployedWorld,
  files: UploadedFiles,
  report: ScheduledReport,
  expected: OneMachine,
  checks: Checks,
): Promise<void> {
  await checkDeliveries(world, files, expected, checks)
  await checkDeadLetters(world, checks)

  const { key, bytes } = files.later
  const path = join(files.folder, key)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, bytes)
  const keys = [...files.keys, key]
  const later = await checks.step('one machine: one file more', () => runOnOneMachine({ ...files, keys }, report))
  await world.uploads.put(key, bytes)
  await world.waitForReceipts([key])
  await checkLostPublish(world, checks)
  await checkTwoPublishes(world, checks)
  await checkTables(world, later, checks)
}

/** Every message of every key twice and shuffled, while S3 is busy. */
async function checkDeliveries(world: DeployedWorld, files: UploadedFiles, expected: OneMachine, checks: Checks) {
  const { root, outputs, storage, front } = world
  const { QueueUrl: queueUrl = '', UploadsBucket: bucket = '' } = outputs
  const announce = createUploadQueue({ client: root.sqs, queueUrl, bucket })
  const random = createRandom(SEED)
  const messages = [...files.keys, ...files.keys]
    .map(key => ({ key, place: random.below(1 << 30) }))
    .sort((a, b) => a.place - b.place)
  const receipts = await countBelow(world, 'ledger/uploads/')
  const queries = front.executions().length
  let requests = 0
  let refused = 0
  storage.fault = () => {
    if (++requests % S3_REFUSES_EACH !== 0) return undefined
    refused++
    return { status: 503, code: 'SlowDown' }
  }
  await checks.step(`${messages.length} messages again, shuffled with seed ${SEED}, S3 busy`, async () => {
    for (const { key } of messages) await announce(key)
    await world.waitForQueue()
    await world.settle()
  })
  storage.fault = () => undefined
  await checks.fact(
    `messages that come again, and ${refused} answers 503 of S3, make no receipt and no query`,
    async () => {
      same(refused > 0, true, 'refusals')
      same(await countBelow(world, 'ledger/uploads/'), receipts, 'receipts')
      same(front.executions().length, queries, 'queries')
    },
  )
  await checkTables(world, expected, checks)
}

/** The function ends while its query runs; the next wake finds that query again. */
async function checkLostPublish(world: DeployedWorld, checks: Checks): Promise<void> {
  const { front } = world
  const first = front.executions().length
  let killed = 0
  front.beforeRun = () => {
    if (killed === 0 && front.executions().length === first + 2) killed = world.kill('publish')
  }
  const outcome = await checks.step('publish, killed during its second query', () =>
    world.invoke('publish', { scheduledTime: nextNight() }).then(
      () => 'it ended well',
      () => 'it was lost',
    ),
  )
  front.beforeRun = () => {}
  await checks.fact('a publish that is killed leaves its query running', () => {
    same([killed > 0, outcome], [true, 'it was lost'], 'publish')
    same(front.executions().length, first + 2, 'queries')
  })
}

/**
 * Two wakes at once take up what the killed one left, while Athena throttles, the first query of `totals` fails and Glue
 * refuses once.
 */
async function checkTwoPublishes(world: DeployedWorld, checks: Checks): Promise<void> {
  const { front } = world
  const first = front.executions().length - 2
  const left = front.executions().slice(first)
  let calls = 0
  let throttled = 0
  const glue = { refused: 0 }
  front.beforeAnswer = ({ service, action }) => {
    if (service === 'AmazonAthena' && ++calls % ATHENA_REFUSES_EACH === 0) {
      throttled++
      throw new RequestRefused('TooManyRequestsException', 'Rate exceeded')
    }
    if (action === 'CreatePartition' && glue.refused++ === 0)
      throw new RequestRefused('AccessDeniedException', 'not this time')
  }
  let failed = 0
  front.beforeRun = ({ sql }) => {
    if (/\/totals\/dt=/.test(sql) && failed++ === 0) throw new Error('GENERIC_INTERNAL_ERROR: as the test wants it')
  }
  const outcomes = await checks.step('two publishes at once; Athena throttles, a query fails, Glue refuses', () =>
    Promise.allSettled([1, 2].map(() => world.invoke('publish', { scheduledTime: nextNight() }))),
  )
  front.beforeAnswer = () => {}
  front.beforeRun = () => {}
  const wakes = await checks.step('publish', () => world.settle())
  await checks.fact('a query that outlived its function is not asked again', () => {
    const again = front.executions().filter(({ sql }) => left.some(query => query.sql === sql))
    same(again.length, left.length, 'queries')
  })
  await checks.fact(
    'two publishes at once that are throttled share their queries, and a failed query is asked again',
    () => {
      const texts = front
        .executions()
        .slice(first)
        .map(({ sql, parameters }) => JSON.stringify([sql, parameters]))
      same(texts.length, new Set(texts).size, 'queries')
      same([throttled > 0, failed > 1], [true, true], 'faults')
    },
  )
  await checks.fact(`what Glue refused is made up for: ${describe(outcomes)}, then ${wakes} wakes`, async () => {
    same(glue.refused > 0, true, 'refusals of Glue')
    same(await world.messages('dead'), 0, 'dead messages')
  })
}

const describe = (outcomes: readonly PromiseSettledResult<unknown>[]): string =>
  outcomes.map(({ status }) => (status === 'fulfilled' ? 'one went well' : 'one failed')).join(', ')

async function countBelow(world: DeployedWorld, prefix: string): Promise<number> {
  let count = 0
  for await (const _ of world.lake.list(prefix)) count++
  return count
}
