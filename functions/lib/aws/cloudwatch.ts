/**
 * What an operator asks CloudWatch: which alarms are on, and sums of metrics. Two calls of its JSON protocol
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference), signed by the SDK's own signer with the credentials and
 * region that its other clients find.
 */
import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { z } from 'zod'

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

/** In times of the JSON protocol: seconds. */
const secondsOf = (ms: number): number => Math.floor(ms / 1000)
const DAY_SECONDS = 86_400
const DAY_MS = 1000 * DAY_SECONDS
/** Metrics that one call may ask for. */
const MOST_METRICS = 500

const time = z.union([z.number().transform(seconds => new Date(seconds * 1000).toISOString()), z.string()])
const alarmsSchema = z.object({
  MetricAlarms: z
    .array(
      z.object({
        AlarmName: z.string(),
        AlarmActions: z.array(z.string()).default([]),
        StateReason: z.string().default(''),
        StateUpdatedTimestamp: time,
      }),
    )
    .default([]),
  NextToken: z.string().nullish(),
})
const sumsSchema = z.object({
  MetricDataResults: z.array(z.object({ Id: z.string(), Values: z.array(z.number()).default([]) })),
  NextToken: z.string().nullish(),
})

/** With the caller's credentials, region and endpoint. Throws what CloudWatch says against a call. */
export function createCloudWatch(): CloudWatch {
  return {
    async alarmsOn(topicArn) {
      const found: AlarmState[] = []
      for (let NextToken: string | null | undefined; ; ) {
        const page = alarmsSchema.parse(await call('DescribeAlarms', { StateValue: 'ALARM', NextToken }))
        for (const {
          AlarmName: name,
          AlarmActions,
          StateReason: reason,
          StateUpdatedTimestamp: since,
        } of page.MetricAlarms)
          if (AlarmActions.includes(topicArn)) found.push({ name, since, reason })
        NextToken = page.NextToken
        if (NextToken == null) return found.sort((a, b) => (a.name < b.name ? -1 : 1))
      }
    },
    async sums(metrics, fromMs, toMs) {
      if (metrics.length > MOST_METRICS)
        throw new Error(`metrics: expected at most ${MOST_METRICS} at once, found ${metrics.length}`)
      const totals = new Map(metrics.map((_, at) => [`m${at}`, 0]))
      const request = {
        StartTime: secondsOf(fromMs),
        // To the end of its day: the last value is that of the whole day.
        EndTime: Math.ceil(toMs / DAY_MS) * DAY_SECONDS,
        MetricDataQueries: metrics.map((metric, at) => queryOf(metric, `m${at}`)),
      }
      for (let NextToken: string | null | undefined; ; ) {
        const page = sumsSchema.parse(await call('GetMetricData', { ...request, NextToken }))
        for (const { Id, Values } of page.MetricDataResults)
          for (const value of Values) totals.set(Id, (totals.get(Id) ?? 0) + value)
        NextToken = page.NextToken
        if (NextToken == null) return [...totals.values()]
      }
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

async function call(operation: string, body: object): Promise<unknown> {
  // A client of its own: a signer keeps the name of the service that it signs for.
  const { config } = new CloudFormationClient({})
  const region = await config.region()
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'
  const endpoint =
    process.env.AWS_ENDPOINT_URL_CLOUDWATCH ?? process.env.AWS_ENDPOINT_URL ?? `https://monitoring.${region}.${suffix}`
  const url = new URL(endpoint)
  const signer = await config.signer({
    name: 'sigv4',
    signingName: 'monitoring',
    signingRegion: region,
    properties: {},
  })
  const text = JSON.stringify(body)
  const { headers } = await signer.sign({
    method: 'POST',
    protocol: url.protocol,
    hostname: url.hostname,
    path: '/',
    headers: {
      host: url.host,
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `GraniteServiceVersion20100801.${operation}`,
    },
    body: text,
  })
  const response = await fetch(url, { method: 'POST', headers, body: text })
  const answer = await response.text()
  if (!response.ok)
    throw new Error(`CloudWatch ${operation}: expected an answer, found ${response.status}: ${answer.slice(0, 500)}`)
  return JSON.parse(answer)
}
