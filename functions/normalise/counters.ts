/** Counters that no link could have carried: one such record would outweigh all honest traffic of a report. */
import type { RecordDraft } from './formats/format.ts'

/** The fastest link there is, 1.6 Tbit/s (IEEE 802.3dj), in bytes a millisecond. */
const BYTES_A_MS = 200_000_000
/** An exporter's clock, and the window over which it counts, may be coarse. */
const LEAST_MS = 60_000
/** The smallest packet: an IPv4 header (RFC 791, section 3.1). */
const LEAST_PACKET = 20

/**
 * Which counters of a record are more than a link carries in `lastingMs`, at least a minute, both directions together;
 * undefined where they are plausible. Sampled counters count as they stand: what they stand for is a guess.
 */
export function implausibleCounter(draft: RecordDraft, lastingMs: number): 'bytes' | 'packets' | undefined {
  const most = BYTES_A_MS * Math.max(LEAST_MS, lastingMs)
  const { sourceBytes, destinationBytes, sourcePackets, destinationPackets } = draft
  // Each alone, as the other may be NaN; no comparison with NaN is true.
  if (sourceBytes > most || destinationBytes > most || sourceBytes + destinationBytes > most) return 'bytes'
  const mostPackets = most / LEAST_PACKET
  if (
    sourcePackets > mostPackets ||
    destinationPackets > mostPackets ||
    sourcePackets + destinationPackets > mostPackets
  )
    return 'packets'
  return undefined
}

/** What was found, for the owner of the file. */
export function foundCounters(draft: RecordDraft, what: 'bytes' | 'packets', lastingMs: number): string {
  const counters =
    what === 'bytes' ? [draft.sourceBytes, draft.destinationBytes] : [draft.sourcePackets, draft.destinationPackets]
  const known = counters.filter(counter => !Number.isNaN(counter))
  return `${known.join(' + ')} ${what} in ${lastingMs / 1000} s`
}
