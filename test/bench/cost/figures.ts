/** From what was counted to dollars, by the project's one table of prices. */
import { athenaBilledBytes, athenaCost, costOf } from '../../../infra/aws/prices.ts'
import type { Counts } from './counts.ts'

/** A part of the work of a deployed stage, as it was measured. */
export interface Part extends Counts {
  /** Time on the core of this machine. */
  coreSeconds: number
  /** By the clock here, Trino's queries included; others on the machine lengthen it. */
  clockSeconds: number
  /** Memory that the function has on AWS. */
  memoryMb: number
  /** Times that a function was started. */
  invocations: number
  /** Messages of the queue. */
  messages: number
}

export interface Dollars {
  s3: number
  athena: number
  lambda: number
  /** Glue and SQS. */
  rest: number
  total: number
}

/** Taken for one call of S3 from Lambda, and for one query of Athena until its end is seen: not measured. */
export const S3_SECONDS = 0.025
export const ATHENA_SECONDS = 3
/** A message is sent, received and deleted. */
const SQS_CALLS = 3

/** Time that the function would take on AWS: its own, and what it waits for. */
export const lambdaSeconds = ({ coreSeconds, s3, queries }: Pick<Part, 'coreSeconds' | 's3' | 'queries'>): number =>
  coreSeconds + (s3.writes + s3.reads) * S3_SECONDS + queries.length * ATHENA_SECONDS

/** GB of memory times seconds, as Lambda bills them. */
export const gbSeconds = (part: Part): number => (lambdaSeconds(part) * part.memoryMb) / 1024

export function billedBytes({ queries }: Pick<Counts, 'queries'>): number {
  return queries.reduce((sum, query) => sum + athenaBilledBytes(query), 0)
}

export const scannedBytes = ({ queries }: Pick<Counts, 'queries'>): number =>
  queries.reduce((sum, { bytesScanned }) => sum + bytesScanned, 0)

export function dollarsOf(part: Part): Dollars {
  const s3 =
    costOf('s3Write', part.s3.writes + part.engineS3.writes) + costOf('s3Read', part.s3.reads + part.engineS3.reads)
  const athena = athenaCost(billedBytes(part))
  const lambda = costOf('lambdaTime', gbSeconds(part)) + costOf('lambdaRequest', part.invocations)
  const rest = costOf('glueRequest', part.glue) + costOf('sqs', part.messages * SQS_CALLS)
  return { s3, athena, lambda, rest, total: s3 + athena + lambda + rest }
}

export const addDollars = (...all: readonly Dollars[]): Dollars =>
  all.reduce((a, b) => ({
    s3: a.s3 + b.s3,
    athena: a.athena + b.athena,
    lambda: a.lambda + b.lambda,
    rest: a.rest + b.rest,
    total: a.total + b.total,
  }))

export function timesDollars({ s3, athena, lambda, rest, total }: Dollars, factor: number): Dollars {
  return {
    s3: s3 * factor,
    athena: athena * factor,
    lambda: lambda * factor,
    rest: rest * factor,
    total: total * factor,
  }
}

/**
 * A report of more days: each query scans, lists and opens as many times more, and what is below Athena's least stays
 * there. Time is left as it was: it is that of as many queries.
 */
export function reportOfDays(part: Part, measuredDays: number, days: number): Part {
  const factor = days / measuredDays
  return {
    ...part,
    s3: { writes: part.s3.writes, reads: Math.round(part.s3.reads * factor) },
    engineS3: { writes: Math.round(part.engineS3.writes * factor), reads: Math.round(part.engineS3.reads * factor) },
    queries: part.queries.map(query => ({ ...query, bytesScanned: query.bytesScanned * factor })),
  }
}
