/** What a replay will cost, about: from what was measured of normalise and publish, at this project's table of prices. */
import { athenaCost, costOf } from './prices.ts'

export interface ReplayAmount {
  uploads: number
  /** Decompressed. */
  contentBytes: number
  /** Landing objects. */
  outputs: number
  /** Days that are published again. */
  days: number
}

/** Of normalise, cold, on gzip (infra/aws/README.md, "How fast it is"): the slowest that was measured. */
const BYTES_PER_SECOND = 18_000_000
const START_SECONDS = 1
const MEMORY_GB = 1769 / 1024
/** Of one upload beside its days: HEAD, body, receipt, key file, claims; and of each day: object, hint, mark. */
const READS_AN_UPLOAD = 8
const WRITES_AN_UPLOAD = 4
const WRITES_A_DAY = 3
/** Sent, received, deleted. */
const MESSAGES_AN_UPLOAD = 3
/** Queries that publish a day, of Athena's least 10 MB each; together they scan this many bytes for each byte of text. */
const QUERIES_A_DAY = 10
const LEAST_BYTES = 10_000_000
const SCANNED_PER_BYTE = 2.18
/** Everything of a published day but Athena: S3, Glue, Lambda. */
const REST_OF_A_DAY_USD = 0.00075

/** US dollars. Days are published as wholes, so text of their other uploads comes on top where only some are replayed. */
export function replayCost({ uploads, contentBytes, outputs, days }: ReplayAmount): number {
  const seconds = uploads * START_SECONDS + contentBytes / BYTES_PER_SECOND
  const scanned = Math.max(days * QUERIES_A_DAY * LEAST_BYTES, contentBytes * SCANNED_PER_BYTE)
  return (
    costOf('lambdaTime', seconds * MEMORY_GB) +
    costOf('lambdaRequest', uploads) +
    costOf('s3Read', uploads * READS_AN_UPLOAD) +
    costOf('s3Write', uploads * WRITES_AN_UPLOAD + outputs * WRITES_A_DAY) +
    costOf('sqs', uploads * MESSAGES_AN_UPLOAD) +
    (days === 0 ? 0 : athenaCost(scanned)) +
    days * REST_OF_A_DAY_USD
  )
}
