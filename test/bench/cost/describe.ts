/** The costs as Markdown, for the README. */
import { STANDING, standingCost } from '../../../infra/aws/counted-cost.ts'
import { athenaCost, costOf, PRICES, PRICES_REGION, PRICES_SEEN } from '../../../infra/aws/prices.ts'
import {
  ATHENA_SECONDS,
  addDollars,
  billedBytes,
  type Dollars,
  dollarsOf,
  gbSeconds,
  type Part,
  reportOfDays,
  S3_SECONDS,
  scannedBytes,
  timesDollars,
} from './figures.ts'
import type { DayWork, Measured } from './run.ts'

/** Name of the README's markers. */
export const COST_SECTION = 'cost results'

const GB = 1e9
const MB = 1e6
/** The study's window, and a quarter. */
const STUDY_DAYS = 97
const QUARTER_DAYS = 91
/** A month of 30 days: wakes of publish, all starts by schedule, long polls of 20 s by Lambda's five pollers. */
const WAKES = 1440
const NIGHTS = 30
const STARTS = WAKES + 720 + 30 + 30 + 4
const POLLS = (5 * 30 * 86_400) / 20
/** Tables of a published day, each a partition of Glue. */
const PARTITIONS = 9

/** Dollars with three digits that count, without an exponent. */
function usd(value: number): string {
  if (value === 0) return '$0'
  const digits = Math.max(2, Math.min(8, 2 - Math.floor(Math.log10(value))))
  return `$${value.toFixed(digits)}`
}

const count = (value: number): string => Math.round(value).toLocaleString('en')
const mb = (bytes: number): string => (bytes / MB).toFixed(1)

/** Uploads of a day to its tables. */
const wayOf = ({ normalise, publish }: DayWork): Dollars => addDollars(dollarsOf(normalise), dollarsOf(publish))

function columnOf(parts: readonly Part[], divide: number, rawBytes: number | undefined): string[] {
  const sum = (of: (part: Part) => number) => parts.reduce((total, part) => total + of(part), 0) / divide
  const dollars = timesDollars(addDollars(...parts.map(dollarsOf)), 1 / divide)
  return [
    `${count(sum(({ s3 }) => s3.writes))} + ${count(sum(({ engineS3 }) => engineS3.writes))}`,
    `${count(sum(({ s3 }) => s3.reads))} + ${count(sum(({ engineS3 }) => engineS3.reads))}`,
    `${count(sum(({ queries }) => queries.length))}: ${mb(sum(scannedBytes))} MB, ${mb(sum(billedBytes))} MB`,
    count(sum(({ glue }) => glue)),
    sum(gbSeconds).toFixed(1),
    usd(dollars.s3),
    usd(dollars.athena),
    usd(dollars.lambda),
    usd(dollars.rest),
    `**${usd(dollars.total)}**`,
    rawBytes === undefined ? '' : usd((dollars.total / (rawBytes / divide)) * GB),
  ]
}

const ROWS = [
  'S3 PUT, COPY, POST, LIST: functions + Athena',
  'S3 GET, HEAD: functions + Athena',
  'Athena queries: scanned, billed',
  'Glue calls',
  'Lambda GB-s',
  'S3',
  'Athena',
  'Lambda',
  'Glue, SQS',
  '**all**',
  'a GB of text',
]

export function describeCost(measured: Measured): string {
  const { quiet, busy, quietReport, busyReport, idleWake } = measured
  const columns = [
    columnOf([quiet.normalise, quiet.publish], quiet.days, quiet.rawBytes),
    columnOf([busy.normalise, busy.publish], 1, busy.rawBytes),
    columnOf([quietReport], 1, undefined),
    columnOf([busyReport], 1, undefined),
  ]
  const quarter = (part: Part, days: number) => dollarsOf(reportOfDays(part, days, QUARTER_DAYS)).total
  const study = timesDollars(wayOf(quiet), STUDY_DAYS / quiet.days)
  const scannedPerByte = scannedBytes(busy.publish) / busy.rawBytes
  const lambdaPerGb = (costOf('lambdaTime', gbSeconds(busy.normalise)) / busy.rawBytes) * GB
  const idle = standingCost() + costOf('sqs', POLLS) + costOf('scheduler', STARTS) + dollarsOf(idleWake).total * WAKES
  const idleDay = costOf('s3Read', NIGHTS) + costOf('glueStorage', PARTITIONS)
  const stored = (work: DayWork) => (work.uploadedBytes + work.landingBytes + work.tableBytes) / work.rawBytes
  return `| measured | a quiet day | a busy day | report of ${quiet.days} quiet days | report of the busy day |
|---|---:|---:|---:|---:|
| uploads, MB of text, rows | ${shape(quiet, quiet.days)} | ${shape(busy, 1)} | | |
${ROWS.map((name, at) => `| ${name} | ${columns.map(column => column[at]).join(' | ')} |`).join('\n')}

Quiet days are the mean of ${quiet.days} days of the generated study (gzip), the busy day is one plain file of generated VPC text. Lambda's time is that on the core here, and by assumption ${S3_SECONDS * 1000} ms for each call of S3 and ${ATHENA_SECONDS} s for each query. Athena's own calls of S3 are those that Trino makes in its place; its calls of Glue, logs and X-Ray are not counted. Reckoned from these:

- The study of ${STUDY_DAYS} days costs ${usd(study.total)} from upload to tables, ${usd(study.total / (((quiet.rawBytes / quiet.days) * STUDY_DAYS) / GB))} a GB: nearly all of it is the price of a day and of a file, however small: ${count(quiet.publish.queries.length / quiet.days)} queries at Athena's least of 10 MB, and calls of S3. Each time a day changes it is published again at the same price.
- What grows with the text is, for each further GB, ${usd(lambdaPerGb)} of Lambda (normalise) and ${usd(athenaCost(scannedPerByte * GB))} of Athena (publish scans ${scannedPerByte.toFixed(2)} bytes for each byte of text) once the queries of a day are over 10 MB each.
- A quarterly report (${QUARTER_DAYS} days) over quiet days costs ${usd(quarter(quietReport, quiet.days))}, over days as busy as the busy one ${usd(quarter(busyReport, 1))}: every query scans ${QUARTER_DAYS} days.
- Standing still: ${usd(idle)} a month (${STANDING.alarms} alarms ${usd(costOf('alarm', STANDING.alarms))}, ${STANDING.metrics} metrics ${usd(costOf('metric', STANDING.metrics))}, empty polls of the queue ${usd(costOf('sqs', POLLS))}, ${count(WAKES)} wakes of publish ${usd(dollarsOf(idleWake).total * WAKES)}), and ${usd(idleDay)} a month for each published day: its partitions, and its manifest, which one wake a night reads. The dashboard is free as one of three in the account, else ${usd(costOf('dashboard', STANDING.dashboards))} a month (\`settings.dashboard: false\` leaves it out).
- Storage a month for a GB of text: ${usd(costOf('s3Storage', stored(quiet)))} where it is uploaded as gzip (the study: ${stored(quiet).toFixed(2)} GB are kept of it in all), ${usd(costOf('s3Storage', stored(busy)))} where plain (${stored(busy).toFixed(2)} GB).

Prices of ${PRICES_REGION} without free allowances, read on ${PRICES_SEEN} (\`infra/aws/prices.ts\`); AWS shows most of them by script only, so they are quoted from others:

| | price | read at | of |
|---|---|---|---|
${Object.values(PRICES)
  .map(
    ({ what, usd: price, per, unit, source, dated, saidByAws }) =>
      `| ${what} | $${price} / ${per === 1 ? '' : `${per.toLocaleString('en')} `}${unit} | [${new URL(source).hostname}](${source})${saidByAws ? ', words of AWS' : ''} | ${dated} |`,
  )
  .join('\n')}
`
}

const shape = ({ uploads, rawBytes, rows }: DayWork, days: number): string =>
  `${count(uploads / days)}, ${mb(rawBytes / days)}, ${count(rows / days)}`
