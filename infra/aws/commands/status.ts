/** `npm run status -- --stage <stage>`: everything that an operator asks of a deployment, by reading alone. */
import { cloudWatchClient } from '../../../functions/lib/aws/clients.ts'
import { type CloudWatch, createCloudWatch } from '../../../functions/lib/aws/cloudwatch.ts'
import { readReceipt } from '../../../functions/lib/ledger/receipts.ts'
import { listRefused } from '../../../functions/lib/ledger/settled.ts'
import type { ObjectStore } from '../../../functions/lib/ports.ts'
import { type DeploymentName, wordsOf } from '../../local/deployment-name.ts'
import { typedCommand } from '../../local/installation.ts'
import { dayLines, referenceLines, reportLines } from '../../local/status/lake-lines.ts'
import { fine, type StatusLine } from '../../local/status/lines.ts'
import type { CountedPlaces } from '../counted-cost.ts'
import { monthCost } from '../month-cost.ts'
import { type Deployment, openDeployment, outputsOf } from '../open-deployment.ts'

const DAY_MS = 86_400_000
/** Today, UTC, and the days before it. */
const REFUSED_DAYS = 3
const MOST_NAMED = 10
const OPERATING = 'infra/aws/README.md, "Operating"'

const NAMES = [
  'AlarmsTopic',
  'NormaliseFunction',
  'PublishFunction',
  'ReportFunction',
  'ReconcileFunction',
  'PublishWorkgroup',
  'ReportsWorkgroup',
] as const
type Names = Record<(typeof NAMES)[number], string>

/** Throws where nothing of that name is deployed, or it cannot be looked at. */
export async function statusOnAws(of: DeploymentName): Promise<StatusLine[]> {
  const deployment = await openDeployment(of)
  const { outputs: names } = await outputsOf(of, NAMES)
  const { lake } = deployment
  const clock = { nowMs: () => Date.now() }
  const cloudWatch = createCloudWatch({ client: cloudWatchClient() })
  const advice = {
    failing: `${OPERATING}, PublishFailed`,
    waiting: 'each is published when it is due',
    due: `${OPERATING}, ReportsOverdue`,
    refused: `put it right: ${typedCommand('reference', 'put', '<files>', ...wordsOf(of, '--aws'))}`,
  }
  const parts = await Promise.all([
    queueLines(of, deployment),
    refusedLines(lake, clock.nowMs()),
    referenceLines(lake, advice),
    dayLines(lake, advice),
    reportLines(lake, clock, advice),
    alarmLines(cloudWatch, names.AlarmsTopic),
    monthCost(cloudWatch, placesOf(deployment, names), clock.nowMs()).then(line => [line]),
  ])
  return parts.flat()
}

async function queueLines(of: DeploymentName, { queue, deadQueue }: Deployment): Promise<StatusLine[]> {
  const [waiting, dead] = await Promise.all([queue.depth(), deadQueue.depth()])
  const isWrong = dead > 0
  return [
    fine('uploads waiting', waiting, 'in the queue or being read, about'),
    {
      what: 'dead letters',
      isWrong,
      number: dead,
      detail: isWrong ? 'failed at every try' : '',
      advice: isWrong ? typedCommand('redrive', ...wordsOf(of, '--stage')) : '',
    },
  ]
}

/** What was refused of late is the team's to mend, so it is told and no fault of the system. */
async function refusedLines(lake: ObjectStore, nowMs: number): Promise<StatusLine[]> {
  const ids = await listRefused(lake, nowMs - (REFUSED_DAYS - 1) * DAY_MS, nowMs)
  const named = await Promise.all(ids.slice(0, MOST_NAMED).map(id => readReceipt(lake, id)))
  const lines = named.flatMap((receipt): StatusLine[] =>
    receipt === undefined
      ? []
      : [
          {
            ...fine('upload refused', 1, `${receipt.key}: ${receipt.refusal ?? ''}`),
            advice: `tell ${receipt.source}`,
          },
        ],
  )
  return [fine('refused lately', ids.length, `uploads, in ${REFUSED_DAYS} days`), ...lines]
}

async function alarmLines(cloudWatch: CloudWatch, topic: string): Promise<StatusLine[]> {
  const alarms = await cloudWatch.alarmsOn(topic)
  if (alarms.length === 0) return [fine('alarms', 0)]
  return alarms.map(({ name, since, reason }) => ({
    what: 'alarm',
    isWrong: true,
    number: 1,
    detail: `${name} since ${since.slice(0, 16).replace('T', ' ')} UTC: ${reason}`,
    advice: OPERATING,
  }))
}

function placesOf({ outputs }: Deployment, names: Names): CountedPlaces {
  return {
    functions: {
      normalise: names.NormaliseFunction,
      publish: names.PublishFunction,
      report: names.ReportFunction,
      reconcile: names.ReconcileFunction,
    },
    workgroups: [names.PublishWorkgroup, names.ReportsWorkgroup, outputs.AnalystsWorkgroup],
    queues: [outputs.QueueUrl.split('/').at(-1) ?? ''],
    buckets: [outputs.UploadsBucket, outputs.LakeBucket, outputs.ReportsBucket],
  }
}
