/**
 * Bytes that the uploads of a day may count together. Records are rejected where no link could have carried their bytes, but
 * a thousand that each claim 2^53 would end every sum of their day, for all teams: so uploads beyond the budget do not count.
 */

/** 6.7 Tbit/s the whole day; 127 such days add up below 2^63, which sums of a window must not reach. */
export const MOST_BYTES_A_DAY = 2n ** 56n

export interface ClaimedBytes {
  uploadId: string
  key: string
  /** Both directions, of the records that begin on the day, as decimal text. */
  output: { bytesOut: string; bytesIn: string } | null
}

/** Ids of the uploads that do not count: those that claim most, until the others fit; of equals the last by key. */
export function beyondBudget(uploads: readonly ClaimedBytes[]): ReadonlySet<string> {
  const beyond = new Set<string>()
  let sum = 0n
  for (const upload of uploads) sum += bytesOf(upload)
  if (sum <= MOST_BYTES_A_DAY) return beyond
  const largest = uploads
    .map(upload => ({ ...upload, bytes: bytesOf(upload) }))
    .sort((a, b) => (a.bytes === b.bytes ? (a.key < b.key ? 1 : -1) : a.bytes < b.bytes ? 1 : -1))
  for (const { uploadId, bytes } of largest) {
    if (sum <= MOST_BYTES_A_DAY) break
    beyond.add(uploadId)
    sum -= bytes
  }
  return beyond
}

const bytesOf = ({ output }: ClaimedBytes): bigint =>
  output === null ? 0n : BigInt(output.bytesOut) + BigInt(output.bytesIn)
