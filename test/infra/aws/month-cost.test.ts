/** What `status` says of a month's cost. */
import { expect, it } from 'vitest'
import type { SummedMetric } from '../../../functions/lib/aws/cloudwatch.ts'
import { monthCost } from '../../../infra/aws/month-cost.ts'

const PLACES = {
  functions: { normalise: 'n', publish: 'p', report: 'r', reconcile: 'c' },
  workgroups: ['publish', 'reports'],
  queues: ['uploads'],
  buckets: ['u', 'l', 'r'],
}
/** A month of 30 days, half of it. */
const NOW = Date.parse('2026-11-16T00:00:00Z')

async function costWith(value: (metric: SummedMetric) => number) {
  const asked: [number, number][] = []
  const line = await monthCost(
    {
      async sums(metrics, fromMs, toMs) {
        asked.push([fromMs, toMs])
        return metrics.map(value)
      },
    },
    PLACES,
    NOW,
  )
  expect(asked).toEqual([[Date.parse('2026-11-01T00:00:00Z'), NOW]])
  return line
}

it('is that of alarms and metrics where nothing was done: half of a month of 0.70 and 2.70 dollars', async () => {
  const line = await costWith(() => 0)
  expect([line.what, line.isWrong, line.number]).toEqual(['cost this month', false, 1.7])
  expect(line.detail).toMatch(
    /^US dollars since 2026-11-01, an estimate of what is counted, at prices of us-east-1 seen 20\S+: Athena \$0\.0000; Lambda /,
  )
  expect(line.detail).toContain('Not counted: calls of S3 and Glue, logs, traces, notices')
})

it('bills Athena by bytes, or at least ten megabytes a query that did not fail', async () => {
  const athena = (bytes: number, queries: number) => async () => {
    const line = await costWith(({ namespace, statistic, dimensions }) => {
      if (namespace !== 'AWS/Athena') return 0
      expect(dimensions.QueryType).toBe('DML')
      if (dimensions.QueryState !== 'SUCCEEDED' || dimensions.WorkGroup !== 'publish') return 0
      return statistic === 'Sum' ? bytes : queries
    })
    return line.detail.match(/Athena (\$[\d.]+)/)?.[1]
  }
  expect(await athena(2e12, 3)()).toBe('$10.0000')
  expect(await athena(1000, 10_000)()).toBe('$0.5000')
})

it('counts time by the memory of each function, invocations, messages and what lies in buckets', async () => {
  const line = await costWith(({ namespace, name, dimensions }) => {
    if (namespace === 'AWS/Lambda' && dimensions.FunctionName === 'p')
      return name === 'Duration' ? 2_000_000_000 : 1_000_000
    if (namespace === 'AWS/SQS') return 500_000
    // A terabyte, on each of fifteen days.
    return namespace === 'AWS/S3' && dimensions.BucketName === 'l' ? 15e12 : 0
  })
  expect(line.detail).toContain('Lambda $13.3334; Lambda, invocations $0.2000; SQS $0.8000; S3, storage $11.5000;')
})
