/** What an operator asks CloudWatch: which alarms are on, and sums of metrics. */
import { type CloudWatchClient, paginateDescribeAlarms, paginateGetMetricData } from '@aws-sdk/client-cloudwatch'

/** A metric and what of it is added up. */
export interface SummedMetric {
  namespace: string
  name: string
  dimensions: Readonly<Record<string, string>>
  statistic: 'Sum' | 'SampleCount' | 'Average'
}

export interface AlarmState {
  name: string
  /** ISO 8601, since when. */
  since: string
  /** What CloudWatch says of it. */
  reason: string
}

export interface CloudWatch {
  /** Alarms in the state ALARM that tell this topic, in order of name. */
  alarmsOn(topicArn: string): Promise<AlarmState[]>
  /** Of each metric the sum of its values a day (UTC), from one time to the day of another, epoch ms; 0 where it has none. */
  sums(metrics: readonly SummedMetric[], fromMs: number, toMs: number): Promise<number[]>
}

const DAY_SECONDS = 86_400
const DAY_MS = 1000 * DAY_SECONDS
/** Metrics that one call may ask for. */
const MOST_METRICS = 500

/** Throws what CloudWatch says against a call. */
export function createCloudWatch({ client }: { client: CloudWatchClient }): CloudWatch {
  return {
    async alarmsOn(topicArn) {
      const found: AlarmState[] = []
      const pages = paginateDescribeAlarms({ client }, { StateValue: 'ALARM' })
      for await (const { MetricAlarms = [] } of answers('DescribeAlarms', pages))
        for (const { AlarmName: name = '', AlarmActions = [], StateReason: reason = '', ...alarm } of MetricAlarms)
          if (AlarmActions.includes(topicArn))
            found.push({ name, since: alarm.StateUpdatedTimestamp?.toISOString() ?? '', reason })
      return found.sort((a, b) => (a.name < b.name ? -1 : 1))
    },
    async sums(metrics, fromMs, toMs) {
      if (metrics.length > MOST_METRICS)
        throw new Error(`metrics: expected at most ${MOST_METRICS} at once, found ${metrics.length}`)
      const totals = new Map(metrics.map((_, at) => [`m${at}`, 0]))
      const request = {
        StartTime: new Date(fromMs),
        // To the end of its day: the last value is that of the whole day.
        EndTime: new Date(Math.ceil(toMs / DAY_MS) * DAY_MS),
        MetricDataQueries: metrics.map((metric, at) => queryOf(metric, `m${at}`)),
      }
      const pages = paginateGetMetricData({ client }, request)
      for await (const { MetricDataResults = [] } of answers('GetMetricData', pages))
        for (const { Id = '', Values = [] } of MetricDataResults)
          for (const value of Values) totals.set(Id, (totals.get(Id) ?? 0) + value)
      return [...totals.values()]
    },
  }
}

const queryOf = ({ namespace, name, dimensions, statistic }: SummedMetric, Id: string) => ({
  Id,
  ReturnData: true,
  MetricStat: {
    Metric: {
      Namespace: namespace,
      MetricName: name,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    },
    Period: DAY_SECONDS,
    Stat: statistic,
  },
})

/** Its pages, with the operation in what CloudWatch says against it. */
async function* answers<Page>(operation: string, pages: AsyncIterable<Page>): AsyncGenerator<Page> {
  try {
    yield* pages
  } catch (error) {
    const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    throw new Error(`CloudWatch ${operation}: expected an answer, found ${said}`, { cause: error })
  }
}
