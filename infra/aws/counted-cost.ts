/**
 * What a deployment costs as far as AWS counts it in metrics that are free: the one list of them, for the dashboard (as metric
 * math) and for `flowcensus status` (as sums of a month). Calls of S3 and of Glue, logs and traces are in no free metric.
 */
import type { SummedMetric } from '../../functions/lib/aws/cloudwatch.ts'
import { OWN_METRICS } from '../../functions/lib/aws/own-metrics.ts'
import type { FunctionName } from './bundled-code.ts'
import { ATHENA_LEAST_BYTES, costOf, type PriceName } from './prices.ts'

/** Memory of each function, MB. One vCPU has 1,769: normalise and report use one. */
export const MEMORY_MB = { normalise: 1769, publish: 512, report: 1769, reconcile: 512 } as const satisfies Record<
  FunctionName,
  number
>

/** Names of what is counted, as they are deployed. */
export interface CountedPlaces {
  functions: Readonly<Record<FunctionName, string>>
  workgroups: readonly string[]
  queues: readonly string[]
  buckets: readonly string[]
}

/** A metric, and how many units of the price its value 1 is. */
export interface CountedMetric extends SummedMetric {
  units: number
}

export interface CountedItem {
  what: string
  price: PriceName
  /** Units are the sum of one of these lists: of the one that is greater. */
  sums: readonly (readonly CountedMetric[])[]
}

const GB = 1_000_000_000
const TB = 1e12
const MS = 1000
const DAYS_A_MONTH = 30

/** Days are averages of a bucket's size, so their sum is in bytes and days. */
export function countedItems({ functions, workgroups, queues, buckets }: CountedPlaces): CountedItem[] {
  const names = Object.keys(functions) as FunctionName[]
  const lambda = (name: string, unitsOf: (own: FunctionName) => number): CountedMetric[] =>
    names.map(own => ({
      namespace: 'AWS/Lambda',
      name,
      dimensions: { FunctionName: functions[own] },
      statistic: 'Sum',
      units: unitsOf(own),
    }))
  // Of queries that fail nothing is billed, nor of DDL.
  const athena = (statistic: 'Sum' | 'SampleCount', units: number): CountedMetric[] =>
    workgroups.flatMap(WorkGroup =>
      ['SUCCEEDED', 'CANCELLED'].map(QueryState => ({
        namespace: 'AWS/Athena',
        name: 'ProcessedBytes',
        dimensions: { WorkGroup, QueryState, QueryType: 'DML' },
        statistic,
        units,
      })),
    )
  const sqs = queues.flatMap(QueueName =>
    ['NumberOfMessagesSent', 'NumberOfMessagesReceived', 'NumberOfMessagesDeleted', 'NumberOfEmptyReceives'].map(
      (name): CountedMetric => ({
        namespace: 'AWS/SQS',
        name,
        dimensions: { QueueName },
        statistic: 'Sum',
        units: 1,
      }),
    ),
  )
  const s3 = buckets.map(
    (BucketName): CountedMetric => ({
      namespace: 'AWS/S3',
      name: 'BucketSizeBytes',
      dimensions: { BucketName, StorageType: 'StandardStorage' },
      statistic: 'Average',
      units: 1 / GB / DAYS_A_MONTH,
    }),
  )
  return [
    {
      what: 'Athena',
      price: 'athenaScan',
      sums: [athena('Sum', 1 / TB), athena('SampleCount', ATHENA_LEAST_BYTES / TB)],
    },
    { what: 'Lambda', price: 'lambdaTime', sums: [lambda('Duration', own => MEMORY_MB[own] / 1024 / MS)] },
    { what: 'Lambda, invocations', price: 'lambdaRequest', sums: [lambda('Invocations', () => 1)] },
    { what: 'SQS', price: 'sqs', sums: [sqs] },
    { what: 'S3, storage', price: 's3Storage', sums: [s3] },
  ]
}

/** US dollars of an item; `totalOf` says what a metric's values add up to. */
export function costOfItem({ price, sums }: CountedItem, totalOf: (metric: CountedMetric) => number): number {
  const units = sums.map(metrics => metrics.reduce((sum, metric) => sum + totalOf(metric) * metric.units, 0))
  return costOf(price, Math.max(...units))
}

/** What costs by the month, whatever is uploaded. The dashboard is free where the account has fewer than three others. */
export const STANDING = { alarms: 7, metrics: Object.keys(OWN_METRICS).length, dashboards: 1 } as const

/** US dollars a month of alarms and metrics. */
export const standingCost = (): number => costOf('alarm', STANDING.alarms) + costOf('metric', STANDING.metrics)
