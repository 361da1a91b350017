/**
 * What AWS asks in us-east-1 (N. Virginia), without free allowances: the one table of prices of this project. Other
 * regions differ by up to a quarter. Prices that AWS shows only by script on its pages are quoted from who read them there.
 */

export interface Price {
  /** Service and what is counted, as the README's table prints it. */
  what: string
  usd: number
  /** How many units that buys. */
  per: number
  unit: string
  /** Where it was read. */
  source: string
  /** Of the source, as far as it says. */
  dated: string
  /** Whether AWS itself says so there; else somebody who quotes AWS. */
  saidByAws: boolean
}

export const PRICES_REGION = 'us-east-1'
/** When the sources were read. */
export const PRICES_SEEN = '2026-11-25'

const CLOUDBURN = 'https://cloudburn.io/blog'
const S3_REQUESTS = 'https://c3x.dev/blog/s3-request-fees-explained'
const GLUE =
  'https://raw.githubusercontent.com/api-evangelist/amazon-glue-databrew/refs/heads/main/plans/amazon-glue-databrew-plans-pricing.yml'
const MILLION = 1_000_000

const quoted = (
  what: string,
  usd: number,
  per: number,
  unit: string,
  [source, dated]: readonly [string, string],
  saidByAws = false,
): Price => ({ what, usd, per, unit, source, dated, saidByAws })

export const PRICES = {
  s3Write: quoted('S3 PUT, COPY, POST, LIST', 0.005, 1000, 'requests', [S3_REQUESTS, 'undated']),
  s3Read: quoted('S3 GET, HEAD', 0.0004, 1000, 'requests', [S3_REQUESTS, 'undated']),
  s3Storage: quoted('S3 Standard storage', 0.023, 1, 'GB-month', [`${CLOUDBURN}/amazon-s3-pricing`, '2026-03']),
  athenaScan: quoted(
    'Athena, data scanned',
    5,
    1,
    'TB',
    ['https://aws.amazon.com/jp/athena/pricing/', 'undated copy'],
    true,
  ),
  lambdaTime: quoted('Lambda arm64, duration', 0.0000133334, 1, 'GB-s', [
    'https://cloudchipr.com/blog/aws-lambda-pricing',
    '2024',
  ]),
  lambdaRequest: quoted('Lambda, invocations', 0.2, MILLION, 'requests', [
    'https://git.mcrn.ar/mariano/lambda_local_runner/src/branch/main/docs/lambdas-md/lambda-13-cost.md',
    '2026-05-11',
  ]),
  sqs: quoted('SQS standard', 0.4, MILLION, 'requests', [`${CLOUDBURN}/amazon-sqs-pricing`, '2026-03-14']),
  glueRequest: quoted('Glue catalogue, calls', 1, MILLION, 'requests', [GLUE, '2026-10-07'], true),
  glueStorage: quoted(
    'Glue catalogue, tables and partitions',
    1,
    100_000,
    'objects a month',
    [GLUE, '2026-10-07'],
    true,
  ),
  snsPublish: quoted('SNS standard', 0.5, MILLION, 'notices', [
    'https://www.factualminds.com/blog/amazon-sns-pricing-publishes-fanout-protocols/',
    '2026-06-13',
  ]),
  snsEmail: quoted('SNS, delivery by e-mail', 2, 100_000, 'mails', [
    'https://www.factualminds.com/blog/amazon-sns-pricing-publishes-fanout-protocols/',
    '2026-06-13',
  ]),
  alarm: quoted('CloudWatch alarm', 0.1, 1, 'alarm-month', [
    'https://c3x.dev/resources/aws/aws_cloudwatch_metric_alarm',
    'undated',
  ]),
  metric: quoted('CloudWatch, own metric', 0.3, 1, 'metric-month', [
    'https://signoz.io/guides/cloudwatch-pricing',
    '2026-02-15',
  ]),
  dashboard: quoted('CloudWatch dashboard, beyond three an account', 3, 1, 'dashboard-month', [
    'https://www.factualminds.com/blog/amazon-cloudwatch-pricing-metrics-logs-alarms-dashboards/',
    '2026-06-13',
  ]),
  logs: quoted('CloudWatch Logs, written', 0.5, 1, 'GB', [
    'https://www.factualminds.com/blog/amazon-cloudwatch-pricing-metrics-logs-alarms-dashboards/',
    '2026-06-13',
  ]),
  scheduler: quoted('EventBridge Scheduler', 1, MILLION, 'starts', [
    `${CLOUDBURN}/amazon-eventbridge-pricing`,
    '2026-03-13',
  ]),
} as const satisfies Record<string, Price>

export type PriceName = keyof typeof PRICES

/** US dollars for a number of units. */
export const costOf = (name: PriceName, units: number): number => (units / PRICES[name].per) * PRICES[name].usd

const MB = 1_000_000
const TB = 1e12
/** Athena bills at least this for a query. */
const ATHENA_LEAST_MB = 10
export const ATHENA_LEAST_BYTES = ATHENA_LEAST_MB * MB

/**
 * Bytes that Athena bills for a query: rounded up to MB, at least 10 MB, none where it failed; a cancelled one is billed.
 * MB and TB are taken decimal, which at worst says a tenth too much.
 */
export function athenaBilledBytes({
  bytesScanned,
  state,
}: {
  bytesScanned: number
  state: 'SUCCEEDED' | 'FAILED' | 'CANCELLED'
}): number {
  return state === 'FAILED' ? 0 : Math.max(ATHENA_LEAST_MB, Math.ceil(bytesScanned / MB)) * MB
}

/** US dollars for bytes billed. */
export const athenaCost = (billedBytes: number): number => costOf('athenaScan', billedBytes / TB)
