/** Which uploads of a day may hold the same records: those of one exporter that overlap in time. */

const SLOT_MS = 900_000

/** An upload as far as it is read here. */
export interface TimedUpload {
  uploadId: string
  key: string
  /** Times of its records on all days; null where it has none. */
  firstMs: number | null
  lastMs: number | null
  /** Of the day alone: its quarter-hours, 1 where the exporter logged anything. */
  liveness: readonly { exporter: string; slots: string }[]
}

interface Span {
  upload: TimedUpload
  fromMs: number
  toMs: number
}

/**
 * The uploads that overlap another one of the same exporter on a UTC day (`YYYY-MM-DD`), its edges included: rotated logs
 * that were cut late, or one that was downloaded anew beside its first part. By id, with their places from 1 in order of
 * key, which no bucket and no version of an object changes. Linear but for sorting.
 */
export function overlappingUploads(dt: string, uploads: readonly TimedUpload[]): Map<string, number> {
  const midnightMs = Date.parse(dt)
  const spans = new Map<string, Span[]>()
  for (const upload of uploads) {
    const { firstMs, lastMs, liveness } = upload
    for (const { exporter, slots } of liveness) {
      const first = slots.indexOf('1')
      if (first < 0) continue
      const fromMs = Math.max(midnightMs + first * SLOT_MS, firstMs ?? 0)
      const toMs = Math.min(midnightMs + (slots.lastIndexOf('1') + 1) * SLOT_MS, lastMs ?? Number.POSITIVE_INFINITY)
      const known = spans.get(exporter)
      if (known === undefined) spans.set(exporter, [{ upload, fromMs, toMs }])
      else known.push({ upload, fromMs, toMs })
    }
  }
  const found = new Set<TimedUpload>()
  for (const own of spans.values()) markOverlaps(own, found)
  const ordered = [...found].sort((a, b) => (a.key < b.key ? -1 : 1))
  return new Map(ordered.map(({ uploadId }, at) => [uploadId, at + 1]))
}

/** In order of time, each is held against the one before it that ends last: others that end later overlapped that one. */
function markOverlaps(spans: Span[], found: Set<TimedUpload>): void {
  spans.sort((a, b) => a.fromMs - b.fromMs)
  let last: Span | undefined
  for (const span of spans) {
    if (last !== undefined && span.fromMs <= last.toMs) {
      found.add(span.upload)
      found.add(last.upload)
    }
    if (last === undefined || span.toMs > last.toMs) last = span
  }
}
