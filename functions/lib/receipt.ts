/**
 * The receipt of an upload: what normalise found in it. Writing it is the commit: landing objects that no receipt names
 * do not exist. It is a pure function of the upload's bytes, its key and the build, but for `receivedMs`.
 */

/**
 * `ok`: rows were made (perhaps 0). `unknown`: no format recognises it. `other`: a log that is known and holds no flows.
 * `refused`: whole, for `refusal`. `failed`: every try of it ended for the cause in `refusal`; a later delivery tries anew.
 */
export type UploadStatus = 'ok' | 'unknown' | 'other' | 'refused' | 'failed'

/** A landing object: rows of one UTC day. */
export interface LandingOutput {
  key: string
  dt: string
  /** Rows read back from the written file, all parts. */
  rows: number
  /** Rows whose remote end is not watched and reachable: those that editions of country and AS data place. */
  externalRows: number
  /** Rows with part 0: records that start on this day. */
  records: number
  /** Sums over part 0, as decimal text (they can exceed 2^53). */
  bytesOut: string
  bytesIn: string
  bytes: number
  /** Prefixes of the watched networks of either end, in order. */
  networks: string[]
}

/** Rows with an external end that an edition of country or AS data placed. */
export interface PlacedRows {
  data: 'country' | 'asn'
  /** Day of the edition, YYYY-MM-DD. */
  date: string
  name: string
  version: string
  rows: number
}

/**
 * When one exporter logged anything, on one UTC day. `slots` has one character for each of the 96 quarter-hours:
 * `1` something logged (of any scope, NODATA included), `0` nothing. `lost`: `1` where SKIPDATA says records were lost.
 */
export interface Liveness {
  exporter: string
  dt: string
  slots: string
  lost: string
  /** Prefixes of watched networks of which this exporter logged records (any scope but out of scope) on this day. */
  networks: string[]
  records: number
}

export interface Receipt {
  uploadId: string
  build: string
  /** How often the key came back to this upload after it held another, or none; each time it is normalised anew. */
  returned: number
  /** Version of normalise, of which `build` is made. */
  normaliseVersion: string
  /** Hash of the reference set; `build` is made of what rows rest on of it: not of names and zones of networks. */
  reference: string
  bucket: string
  key: string
  /** VersionId, ETag or content hash: what names these bytes of the key. */
  version: string
  /** Team: first part of the key. */
  source: string
  status: UploadStatus
  format: string | null
  heartbeat: boolean
  /** 1 where each record shows one direction, 2 where both. */
  directions: 1 | 2
  /** One line for people where status is not `ok`: expected, found, what to do. */
  refusal: string | null
  /**
   * Whether nothing is read of it for what it is (`unknown`, `other`, or refused by its format), not for its size, its key or
   * the times in it: no mistake beside logs that are read, but where its source sends nothing else.
   */
  unreadForm: boolean
  /** First 200 bytes, escaped, where status is `unknown`. */
  head: string | null
  /** Bytes of the object and of its decompressed content. */
  objectBytes: number
  contentBytes: number
  /** Hash of the decompressed content: equal content counts once. */
  contentHash: string
  /** Counted by the framer. */
  read: number
  /** Counted from the written files: rows of part 0. */
  accepted: number
  outOfScope: number
  /** By kind: header, comment, marker:nodata, event:alert, … */
  skipped: Record<string, number>
  /** By reason, whole counts. */
  rejected: Record<string, number>
  /** The reject object's key, where anything was rejected. */
  rejects: string | null
  /** First start and last end of accepted records, epoch ms; null where none. */
  firstMs: number | null
  lastMs: number | null
  outputs: LandingOutput[]
  /** Each such row once for each of the two. */
  placed: PlacedRows[]
  liveness: Liveness[]
  warnings: string[]
  /** Whether bytes are missing from its end, so that the last unit may be half of one. */
  cut: boolean
  /** Busiest unwatched prefixes (at most five, /24 and /48), for who watched nothing: prefix and records. */
  busiest: { prefix: string; records: number }[]
  /** When the upload was first seen, by the clock; outside every hash and report. */
  receivedMs: number
}

/** Whether an upload is still to be normalised: it has no receipt, or that of tries that failed. */
export const isUndone = (receipt: Receipt | undefined): boolean => receipt === undefined || receipt.status === 'failed'

/** Whether a team is to be told at once: a log in a form that is read was not taken as a whole. */
export const isRefusal = ({ status, unreadForm }: Pick<Receipt, 'status' | 'unreadForm'>): boolean =>
  status === 'refused' && !unreadForm

const sumOf = (counts: Record<string, number>): number => Object.values(counts).reduce((a, b) => a + b, 0)

/**
 * What an upload says of its source: that logs come which are read, or files of which nothing is, as where each unit of a log is
 * rejected; of an empty one nothing.
 */
export function wordOf(
  receipt: Pick<Receipt, 'status' | 'contentBytes' | 'accepted' | 'outOfScope' | 'skipped' | 'rejected'>,
): 'read' | 'unread' | undefined {
  const { status, contentBytes, accepted, outOfScope, skipped, rejected } = receipt
  if (status === 'failed' || (status === 'ok' && contentBytes === 0)) return undefined
  const isTaken = accepted + outOfScope > 0 || Object.keys(skipped).some(kind => kind.startsWith('marker:'))
  return status === 'ok' && (isTaken || sumOf(rejected) === 0) ? 'read' : 'unread'
}

/** The two sides of the balance: read by the framer, and everything a unit can become. */
export function balanceOf(receipt: Receipt): { read: number; accounted: number } {
  return {
    read: receipt.read,
    accounted: receipt.accepted + receipt.outOfScope + sumOf(receipt.skipped) + sumOf(receipt.rejected),
  }
}
