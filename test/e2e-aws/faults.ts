/** What goes wrong on the way, one after another: nothing may be lost, nothing doubled. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createUploadQueue } from '../../functions/lib/aws/upload-queue.ts'
import { createRandom } from '../../infra/local/study/random.ts'
import type { DeployedWorld } from '../support/aws/deployed-world.ts'
import { describeRefusals, whileBusy } from './busy.ts'
import { type Checks, same } from './checks.ts'
import { checkDeadLetters } from './dead-letters.ts'
import type { UploadedFiles } from './files.ts'
import { type OneMachine, runOnOneMachine, type ScheduledReport } from './one-machine.ts'
import { checkPublishFaults } from './publish-faults.ts'
import { checkReplay } from './replay.ts'
import { checkReportFaults } from './report-faults.ts'
import { landingRows, receiptsOf, standingReceipts } from './rows.ts'
import { checkTables } from './whole-way.ts'

const SEED = 20_171_125

/** `expected` is what one machine makes of the files as they are. */
export async function checkFaults(
  world: DeployedWorld,
  files: UploadedFiles,
  report: ScheduledReport,
  expected: OneMachine,
  checks: Checks,
): Promise<void> {
  const { QueueUrl: queueUrl = '', UploadsBucket: bucket = '' } = world.outputs
  const queue = createUploadQueue({ client: world.root.sqs, queueUrl, bucket })
  const announce = (key: string) => queue.announce([key])
  await checkDeliveries(world, files, expected, announce, checks)
  await checkDeadLetters(world, checks)

  const { key, bytes } = files.later
  const path = join(files.folder, key)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, bytes)
  const keys = [...files.keys, key]
  const later = await checks.step('one machine: one file more', () => runOnOneMachine({ ...files, keys }, report))
  await checks.step('one file more, said before it is there and twice more, S3 busy', () =>
    whileBusy(world, async () => {
      await announce(key)
      await Promise.all([world.uploads.put(key, bytes), announce(key), announce(key)])
      await world.waitForReceipts([key])
    }),
  )
  await checkPublishFaults(world, report, checks)
  await checkReportFaults(world, report, later, checks)
  await checkNothingLost(world, keys, later, checks)
  await checkReplay(world, { ...files, keys }, report, checks)
}

/** Every message of every key twice and shuffled, while S3 is busy. */
async function checkDeliveries(
  world: DeployedWorld,
  files: UploadedFiles,
  expected: OneMachine,
  announce: (key: string) => Promise<void>,
  checks: Checks,
) {
  const random = createRandom(SEED)
  const messages = [...files.keys, ...files.keys]
    .map(key => ({ key, place: random.below(1 << 30) }))
    .sort((a, b) => a.place - b.place)
  const receipts = await countBelow(world, 'ledger/uploads/')
  const queries = world.front.executions().length
  const refused = await checks.step(`${messages.length} messages again, shuffled with seed ${SEED}, S3 busy`, () =>
    whileBusy(world, async () => {
      for (const { key } of messages) await announce(key)
      await world.waitForQueue()
      await world.settle()
    }),
  )
  await checks.fact(
    `messages that come again, and ${describeRefusals(refused)}, make no receipt and no query`,
    async () => {
      same([refused.s3 > 0, refused.lost > 0], [true, true], 'failures of S3')
      same(await countBelow(world, 'ledger/uploads/'), receipts, 'receipts')
      same(world.front.executions().length, queries, 'queries')
    },
  )
  await checkTables(world, expected, checks)
}

/** What one machine makes of the same files, and nothing left on the way. */
async function checkNothingLost(world: DeployedWorld, keys: readonly string[], expected: OneMachine, checks: Checks) {
  const { lake } = world
  await checks.fact('after all of this each upload has one receipt, as on one machine', async () =>
    same(await receiptsOf(lake, keys, standingReceipts(lake)), expected.receipts, 'receipts'),
  )
  await checks.fact(`landing of what counts has the same ${expected.landing.length} rows`, async () =>
    same(await landingRows(lake, standingReceipts(lake)), expected.landing, 'landing'),
  )
  await checkTables(world, expected, checks)
  await checks.fact('no message is left, none is dead, and no mark', async () => {
    const left = [await world.messages('uploads'), await world.messages('dead'), await countBelow(world, 'dirty/')]
    same(left, [0, 0, 0], 'messages, dead letters, marks')
  })
}

async function countBelow(world: DeployedWorld, prefix: string): Promise<number> {
  let count = 0
  for await (const _ of world.lake.list(prefix)) count++
  return count
}
