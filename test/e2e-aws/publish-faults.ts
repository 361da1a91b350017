/** What goes wrong while days are published: no query twice, one manifest a day, and never half of a day in a report. */
import { StopQueryExecutionCommand } from '@aws-sdk/client-athena'
import { listDirtyDays } from '../../functions/lib/ledger/days.ts'
import { RequestRefused } from '../support/aws/athena-executions.ts'
import { type DeployedWorld, nextNight } from '../support/aws/deployed-world.ts'
import { describeRefusals, whileBusy } from './busy.ts'
import { type Checks, same } from './checks.ts'
import type { ScheduledReport } from './one-machine.ts'
import { statusOf } from './operating.ts'

/** A day is dirty. It is published in the end. */
export async function checkPublishFaults(world: DeployedWorld, report: ScheduledReport, checks: Checks): Promise<void> {
  const first = world.front.executions().length
  await checkLostPublish(world, checks)
  await checkTwoPublishes(world, first, checks)
  await checkHalfADay(world, report, checks)
}

/** Somebody cancels the first query, so the run is given up; the function ends while queries of the next run are running. */
async function checkLostPublish({ front, root, kill, invoke }: DeployedWorld, checks: Checks): Promise<void> {
  const first = front.executions().length
  let killed = 0
  let cancelled: string | undefined
  front.beforeRun = async ({ id, sql }) => {
    if (cancelled === undefined) {
      cancelled = runOf(sql)
      await root.athena.send(new StopQueryExecutionCommand({ QueryExecutionId: id }))
    } else if (runOf(sql) !== cancelled && killed === 0) killed = kill('publish')
  }
  const outcome = await checks.step('publish, its first query cancelled, killed in its second run', () =>
    endOf(invoke('publish', { scheduledTime: nextNight() })),
  )
  front.beforeRun = () => {}
  await checks.fact(
    'a publish whose query was cancelled takes another run, and killed it leaves its queries running',
    () => {
      const asked = front.executions().slice(first)
      same([killed > 0, outcome, asked[0]?.state], [true, 'it was lost', 'CANCELLED'], 'publish')
      same(new Set(asked.map(({ sql }) => runOf(sql))).size, 2, 'runs')
    },
  )
}

/** Two wakes at once take up what the killed one left; a query of `totals` fails, and Glue will not move `daily`. */
async function checkTwoPublishes(world: DeployedWorld, first: number, checks: Checks): Promise<void> {
  const { front, invoke } = world
  const left = front.executions().slice(first)
  let failed = 0
  front.beforeRun = ({ sql }) => {
    if (/\/totals\/dt=/.test(sql) && failed++ === 0) throw new Error('GENERIC_INTERNAL_ERROR: as the test wants it')
  }
  let conflicts = 0
  let refused = 0
  let outcomes: string[] = []
  const busy = () =>
    whileBusy(
      world,
      async () => {
        outcomes = await Promise.all([1, 2].map(() => endOf(invoke('publish', { scheduledTime: nextNight() }))))
      },
      ({ action, body }) => {
        if (!/^(Create|Update)Partition$/.test(action)) return
        if (body.TableName === 'daily') {
          refused++
          throw new RequestRefused('AccessDeniedException', 'not this time')
        }
        if (action === 'UpdatePartition' && conflicts++ === 0)
          throw new RequestRefused('ConcurrentModificationException', 'somebody else changes the table')
      },
    )
  const answers = await checks.step('two publishes at once; S3 and Athena busy, a query fails, Glue refuses', busy)
  await checks.fact(`two publishes at once share their queries, through ${describeRefusals(answers)}`, () => {
    same(
      [answers.s3, answers.lost, answers.athena, failed - 1].every(count => count > 0),
      true,
      'faults',
    )
    expectNoneTwice(world, first)
    const again = front.executions().filter(({ sql }) => left.some(query => query.sql === sql))
    same(again.length, left.length, 'queries that outlived their function')
  })
  await checks.fact(`a day that Glue refuses fails (${outcomes.join(', ')}) and stays dirty`, async () => {
    same([refused > 0, outcomes.includes('it was lost')], [true, true], 'refusals')
    same((await listDirtyDays(world.lake)).length > 0, true, 'dirty days')
  })
  await checks.fact('status names the day and why, and ends with 1', async () => {
    const { lines, code } = await statusOf(world)
    const failing = lines.filter(({ what }) => what === 'day failing')
    const said = failing.filter(({ detail }) => /^\d{4}-\d\d-\d\d, last tried .*: .*not this time/.test(detail))
    same([code, failing.length > 0, said.length], [1, true, failing.length], 'status')
  })
}

/** Manifests say more than Glue: nobody may make a report of that; the next wake repairs it without asking again. */
async function checkHalfADay(
  world: DeployedWorld,
  { definition: { name }, scheduledTime }: ScheduledReport,
  checks: Checks,
): Promise<void> {
  const { front, invoke } = world
  await checks.fact('a report of a day that is half moved fails, and says which', async () => {
    const said = await invoke('report', { report: name, scheduledTime }).then(
      () => 'a report',
      (error: Error) => error.message,
    )
    if (!/expected the tables of \d{4}-\d\d-\d\d where its manifest says, found them elsewhere twice/.test(said))
      throw new Error(`report: expected it to say which day, found ${said}`)
  })
  const before = front.executions().length
  const wakes = await checks.step('publish', () => world.settle())
  await checks.fact('status names no day any more', async () => {
    const { lines } = await statusOf(world)
    const left = lines.filter(({ what, number }) => /^day/.test(what) && number > 0)
    same(left, [], 'status')
  })
  await checks.fact(`the next wake (of ${wakes}) moves what Glue refused, and asks no query again`, () =>
    same(front.executions().length, before, 'queries'),
  )
}

/** Throws where a query was asked again though it had not failed. */
export function expectNoneTwice({ front }: DeployedWorld, first: number): void {
  const asked = front.executions().slice(first)
  const good = asked.filter(({ state }) => state === 'SUCCEEDED')
  const texts = good.map(({ sql, parameters }) => JSON.stringify([sql, parameters]))
  same(texts.length, new Set(texts).size, 'queries')
  const lost = asked.filter(({ state }) => state !== 'SUCCEEDED' && state !== 'FAILED' && state !== 'CANCELLED')
  same(lost.length, 0, 'queries that did not end')
}

export const endOf = (invoked: Promise<unknown>): Promise<string> =>
  invoked.then(
    () => 'it ended well',
    () => 'it was lost',
  )

const runOf = (sql = ''): string | undefined => /\/run=([^/]+)\//.exec(sql)?.[1]
