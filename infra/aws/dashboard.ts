/**
 * What an operator asks, on one page of CloudWatch. Metrics are those that AWS counts for nothing and the few that the
 * functions write; lists of reasons and names are read from their logs when somebody looks. At most 50 metrics: up to three
 * such dashboards an account are free.
 */
import { Duration } from 'aws-cdk-lib'
import {
  AlarmStatusWidget,
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  type IAlarm,
  type IMetric,
  type IWidget,
  LogQueryVisualizationType,
  LogQueryWidget,
  MathExpression,
  Metric,
  PeriodOverride,
  Stats,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch'
import { Construct } from 'constructs'
import { OWN_METRICS, type OwnMetricName } from '../../functions/lib/aws/own-metrics.ts'
import type { Config } from './config.ts'
import { type CountedItem, type CountedMetric, type CountedPlaces, countedItems } from './counted-cost.ts'
import type { Functions } from './functions.ts'
import { named } from './names.ts'
import { PRICES, PRICES_REGION, PRICES_SEEN } from './prices.ts'
import type { UploadQueue } from './upload-queue.ts'

export interface DashboardProps {
  functions: Functions
  queue: UploadQueue
  alarms: readonly IAlarm[]
  places: CountedPlaces
}

/** Of 24 columns. */
const HALF = { width: 12, height: 6 }
const HOUR = Duration.hours(1)
const DAY = Duration.days(1)

/** A metric that the functions write. */
export const ownMetric = (
  { names }: Pick<Config, 'names'>,
  metricName: OwnMetricName,
  statistic: string,
  period: Duration,
): Metric =>
  new Metric({
    namespace: names.metrics,
    metricName,
    dimensionsMap: { service: OWN_METRICS[metricName].service },
    statistic,
    period,
  })

export class Dashboard extends Construct {
  readonly dashboardName: string

  constructor(scope: Construct, config: Config, props: DashboardProps) {
    super(scope, 'Dashboard')
    const dashboard = new CloudWatchDashboard(this, 'Operations', {
      ...named('dashboardName', config.names.fixed('operations')),
      defaultInterval: Duration.days(7),
      // Each graph has the period that its question has.
      periodOverride: PeriodOverride.INHERIT,
      widgets: rowsOf(config, props),
    })
    this.dashboardName = dashboard.dashboardName
  }
}

/** Widgets, row by row. */
function rowsOf(config: Config, { functions, queue, alarms, places }: DashboardProps): IWidget[][] {
  const own = (name: OwnMetricName, statistic: string, label: string, period = HOUR) =>
    ownMetric(config, name, statistic, period).with({ label })
  const normaliseLog = functions.normalise.logGroup.logGroupName
  const publishLog = functions.publish.logGroup.logGroupName
  const { report } = functions
  return [
    [
      new TextWidget({
        width: 24,
        height: 1,
        markdown: `**flowcensus ${config.names.title}.** What each alarm means and what to do: infra/aws/README.md, "Operating".`,
      }),
    ],
    [new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 24, height: 3 })],
    [
      graph('Uploads an hour', [
        own('UploadsAccepted', Stats.SUM, 'accepted'),
        own('UploadsRefused', Stats.SUM, 'refused'),
      ]),
      graph(
        'Uploads that wait',
        [
          queue.queue.metricApproximateNumberOfMessagesVisible({ label: 'in the queue', statistic: Stats.MAXIMUM }),
          queue.deadLetters.metricApproximateNumberOfMessagesVisible({
            label: 'dead letters',
            statistic: Stats.MAXIMUM,
          }),
        ],
        [queue.queue.metricApproximateAgeOfOldestMessage({ label: 'age of the oldest, s', statistic: Stats.MAXIMUM })],
      ),
    ],
    [
      graph('Rows an hour', [own('RowsAccepted', Stats.SUM, 'accepted'), own('RowsRejected', Stats.SUM, 'rejected')]),
      list('Rows rejected, by reason', normaliseLog, [
        'filter message = "rows rejected"',
        'stats sum(rows) as lines, count_distinct(uploadId) as uploads by reason',
        'sort lines desc',
      ]),
    ],
    [
      list('What uploads became', normaliseLog, [
        'filter message = "normalised"',
        'stats count(*) as uploads, sum(accepted) as records by status',
        'sort uploads desc',
      ]),
      list('What counts on each day, and copies', publishLog, [
        'filter message = "uploads of a day"',
        'stats latest(counts) as counting, latest(copy) as copies, latest(refused) as refusals by dt',
        'sort dt desc',
        'limit 100',
      ]),
    ],
    [
      graph('From normalised to published, s', [
        own('SecondsToPublished', Stats.MAXIMUM, 'longest'),
        own('SecondsToPublished', Stats.AVERAGE, 'mean'),
      ]),
      graph('Days', [own('DaysPublished', Stats.SUM, 'published'), own('DaysFailing', Stats.MAXIMUM, 'failing')]),
    ],
    [
      graph(
        'Reports: how long they take, ms',
        [
          report.lambda.metricDuration({ label: 'longest', statistic: Stats.MAXIMUM, period: HOUR }),
          report.lambda.metricDuration({ label: 'mean', statistic: Stats.AVERAGE, period: HOUR }),
        ],
        [own('ReportsOverdue', Stats.MAXIMUM, 'overdue'), own('SourcesUnread', Stats.MAXIMUM, 'sources unread')],
      ),
      graph(
        'Errors of functions an hour',
        [functions.normalise, functions.publish, report, functions.reconcile].map(({ lambda, node }) =>
          lambda.metricErrors({ label: node.id, statistic: Stats.SUM, period: HOUR }),
        ),
      ),
    ],
    [
      graph('Bytes that Athena scanned a day', scannedBytes(places)),
      new GraphWidget({
        ...HALF,
        title: `Counted cost a day, US dollars of ${PRICES_REGION} (seen ${PRICES_SEEN}); calls of S3 and Glue and logs are not counted`,
        left: countedItems(places).map((item, at) => costADay(item, at)),
        stacked: true,
        period: DAY,
        leftYAxis: { min: 0, showUnits: false },
      }),
    ],
  ]
}

function graph(title: string, left: IMetric[], right: IMetric[] = []): GraphWidget {
  return new GraphWidget({
    ...HALF,
    title,
    left,
    ...(right.length === 0 ? {} : { right, rightYAxis: { min: 0, showUnits: false } }),
    leftYAxis: { min: 0, showUnits: false },
  })
}

const list = (title: string, logGroupName: string, queryLines: string[]): LogQueryWidget =>
  new LogQueryWidget({
    ...HALF,
    title,
    logGroupNames: [logGroupName],
    queryLines,
    view: LogQueryVisualizationType.TABLE,
  })

const metricOf = ({ namespace, name, dimensions, statistic }: CountedMetric, label?: string): Metric =>
  new Metric({
    namespace,
    metricName: name,
    dimensionsMap: { ...dimensions },
    statistic,
    period: DAY,
    ...(label === undefined ? {} : { label }),
  })

function scannedBytes(places: CountedPlaces): IMetric[] {
  const [athena] = countedItems(places)
  return (athena?.sums[0] ?? []).map(metric =>
    metricOf(metric, `${metric.dimensions.WorkGroup} ${metric.dimensions.QueryState?.toLowerCase()}`),
  )
}

/** SUM of a list takes what is missing for 0; MAX of a list is the greater at each time. */
function costADay({ what, price, sums }: CountedItem, at: number): MathExpression {
  const usingMetrics: Record<string, IMetric> = {}
  const sumOf = (metrics: readonly CountedMetric[]): string => {
    const parts = metrics.map(metric => {
      const id = `i${at}m${Object.keys(usingMetrics).length}`
      usingMetrics[id] = metricOf(metric)
      return `${id}*${decimal(metric.units)}`
    })
    return `SUM([${parts.join(', ')}])`
  }
  const texts = sums.map(sumOf)
  const units = texts.length === 1 ? (texts[0] ?? '0') : `MAX([${texts.join(', ')}])`
  const { usd, per } = PRICES[price]
  return new MathExpression({ expression: `${units}*${decimal(usd / per)}`, usingMetrics, label: what, period: DAY })
}

/** Metric math has no exponents. */
const decimal = (value: number): string => value.toFixed(20).replace(/\.?0+$/, '')
