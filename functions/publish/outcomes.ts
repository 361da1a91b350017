/** What became of the uploads of a day, counted: a day may have 100,000, and a report names what does not count as it is. */
import type { DayUpload } from '../lib/ledger/facts.ts'
import type { UploadStatus } from '../lib/receipt.ts'
import type { TableRow } from './parquet-table.ts'

/**
 * `counts`; `cut`: counts, but bytes are missing from its end; `copy`: the same content counts under another key;
 * `unknown`: in no known format; `refused`: whole, for a reason; `implausible`: more bytes than a day can hold.
 */
export type Outcome = 'counts' | 'cut' | 'copy' | 'unknown' | 'refused' | 'implausible'

/** Of an upload that nothing was read of; undefined for a log without flows, which nobody misses, and for one to be tried anew. */
export const outcomeOf = (status: Exclude<UploadStatus, 'ok'>): Outcome | undefined =>
  status === 'other' || status === 'failed' ? undefined : status

export interface UploadOutcome {
  outcome: Outcome
  upload: Pick<DayUpload, 'source' | 'format' | 'key' | 'began'>
}

/** Rows of `inputs_outcomes`: uploads, and records that began on the day, by source, format and outcome; in that order. */
export function outcomeRows(outcomes: readonly UploadOutcome[]): TableRow[] {
  const groups = new Map<string, { outcome: UploadOutcome; uploads: number; records: number; example: string }>()
  for (const own of outcomes) {
    const { source, format, key, began } = own.upload
    const name = JSON.stringify([source, format, own.outcome])
    const group = groups.get(name) ?? { outcome: own, uploads: 0, records: 0, example: key }
    groups.set(name, group)
    group.uploads++
    group.records += began
    if (key < group.example) group.example = key
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { outcome, uploads, records, example }]) => [
      outcome.upload.source,
      outcome.upload.format,
      outcome.outcome,
      uploads,
      records,
      example,
    ])
}

/** Whether a day is to be published for these alone, though no upload counts: a report names them. */
export const isTold = (outcomes: readonly UploadOutcome[]): boolean =>
  outcomes.some(({ outcome }) => ['unknown', 'refused', 'implausible'].includes(outcome))

/** How many uploads became what, each outcome with its number, also 0. */
export function countOutcomes(outcomes: readonly UploadOutcome[]): Record<Outcome, number> {
  const counts = { counts: 0, cut: 0, copy: 0, unknown: 0, refused: 0, implausible: 0 }
  for (const { outcome } of outcomes) counts[outcome]++
  return counts
}
