/** What goes wrong while a report is made: no query twice, the same bytes, one revision. */
import { StopQueryExecutionCommand } from '@aws-sdk/client-athena'
import { loadQuery } from '../../functions/lib/queries.ts'
import { readDefinition } from '../../functions/report/reports-index/entries.ts'
import type { DeployedWorld } from '../support/aws/deployed-world.ts'
import { describeRefusals, whileBusy } from './busy.ts'
import { type Checks, same } from './checks.ts'
import { type OneMachine, reportFiles, type ScheduledReport, untold } from './one-machine.ts'
import { endOf, expectNoneTwice } from './publish-faults.ts'

/** A query of a section: what a section asks is asked once more where it fails. */
const CANCELLED = loadQuery('sections/presence/days').text

/**
 * A report is killed while its second query runs; then two make it at once, S3 and Athena busy, and somebody cancels one
 * of their queries.
 */
export async function checkReportFaults(
  world: DeployedWorld,
  { definition: { name }, scheduledTime }: ScheduledReport,
  expected: OneMachine,
  checks: Checks,
): Promise<void> {
  const { front, root, kill, invoke } = world
  const event = { report: name, scheduledTime }
  const revisions = await revisionsOf(world, name)
  const first = front.executions().length
  let killed = 0
  front.beforeRun = () => {
    if (killed === 0 && front.executions().length === first + 2) killed = kill('report')
  }
  const outcome = await checks.step('report, killed during its second query', () => endOf(invoke('report', event)))
  front.beforeRun = () => {}
  await checks.fact('a report that is killed is no report', async () => {
    same([killed > 0, outcome], [true, 'it was lost'], 'report')
    same(await revisionsOf(world, name), revisions, 'revisions')
  })

  let cancelled = 0
  front.beforeRun = async ({ id, sql }) => {
    if (sql === CANCELLED && cancelled++ === 0)
      await root.athena.send(new StopQueryExecutionCommand({ QueryExecutionId: id }))
  }
  let outcomes: string[] = []
  const answers = await checks.step('two reports at once; S3 and Athena busy, a query cancelled', () =>
    whileBusy(world, async () => {
      outcomes = await Promise.all([1, 2].map(() => endOf(invoke('report', event))))
    }),
  )
  await checks.fact(
    `two reports at once take up what the killed one left and share their queries, through ${describeRefusals(answers)}`,
    () => {
      same(outcomes, ['it ended well', 'it ended well'], 'reports')
      same(
        [answers.s3, answers.lost, answers.athena, cancelled - 1].every(count => count > 0),
        true,
        'faults',
      )
      expectNoneTwice(world, first)
    },
  )
  const own = [...untold(expected.report, name)]
  await checks.fact(
    `their ${own.length} files that tell no revision are byte-identical to those of one machine`,
    async () => same([...untold(await reportFiles(world.reports, name), name)], own, 'report'),
  )
  await checks.fact('both are one revision', async () =>
    same(await revisionsOf(world, name), revisions + 1, 'revisions'),
  )
}

/** How many revisions the days of a report have, by the index. */
async function revisionsOf({ reports }: DeployedWorld, name: string): Promise<number> {
  const entries = (await readDefinition(reports, name))?.value.reports ?? []
  return entries.reduce((revisions, { revision }) => revisions + revision, 0)
}
