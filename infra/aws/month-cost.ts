/** What this month cost so far, as far as AWS counts it for nothing. */
import type { CloudWatch } from '../../functions/lib/aws/cloudwatch.ts'
import { fine, type StatusLine } from '../local/status/lines.ts'
import { type CountedPlaces, costOfItem, countedItems, standingCost } from './counted-cost.ts'
import { PRICES_REGION, PRICES_SEEN } from './prices.ts'

/** One line: the sum, and what is in it. */
export async function monthCost(
  { sums }: Pick<CloudWatch, 'sums'>,
  places: CountedPlaces,
  nowMs: number,
): Promise<StatusLine> {
  const items = countedItems(places)
  const metrics = items.flatMap(item => item.sums.flat())
  const now = new Date(nowMs)
  const fromMs = Date.UTC(now.getUTCFullYear(), now.getUTCMonth())
  const untilMs = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1)
  const values = new Map((await sums(metrics, fromMs, nowMs)).map((value, at) => [metrics[at], value]))
  const parts = items.map(item => ({ what: item.what, usd: costOfItem(item, metric => values.get(metric) ?? 0) }))
  parts.push({ what: 'alarms and metrics', usd: (standingCost() * (nowMs - fromMs)) / (untilMs - fromMs) })
  const total = parts.reduce((sum, { usd }) => sum + usd, 0)
  const from = new Date(fromMs).toISOString().slice(0, 10)
  const counted = parts.map(({ what, usd }) => `${what} ${dollars(usd)}`).join('; ')
  return fine(
    'cost this month',
    Number(total.toFixed(4)),
    `US dollars since ${from}, an estimate of what is counted, at prices of ${PRICES_REGION} seen ${PRICES_SEEN}: ${counted}. ` +
      'Not counted: calls of S3 and Glue, logs, traces, notices, a fourth dashboard',
  )
}

/** `$1.2345`, of little `$0.000012`. */
const dollars = (usd: number): string => `$${usd.toFixed(usd !== 0 && usd < 0.01 ? 6 : 4)}`
