import { formatAddress } from '../../functions/lib/addresses.ts'
import { createDraft } from '../../functions/normalise/draft.ts'
import {
  ACCEPT,
  BY_LOG,
  BY_NONE,
  BY_SYN,
  DENY,
  DESTINATION,
  type Format,
  LAYER_ETHERNET,
  LAYER_IP,
  LAYER_PAYLOAD,
  NO,
  type RandomAccessFile,
  type RandomAccessFormat,
  type RecordSink,
  SOURCE,
  type StreamFormat,
  UNKNOWN,
  YES,
} from '../../functions/normalise/formats/format.ts'
import type { RejectReason } from '../../functions/normalise/rejects.ts'

/** A record as a test reads it: words for codes, text for addresses and strings, null where the log has no word. */
export interface RecordedRow {
  ordinal: number
  startMs: number
  endMs: number
  source: string
  destination: string
  /** null where the protocol has no ports. */
  sourcePort: number | null
  destinationPort: number | null
  protocol: number
  icmpType: number | null
  icmpCode: number | null
  sourceBytes: number | null
  destinationBytes: number | null
  sourcePackets: number | null
  destinationPackets: number | null
  bytesLayer: 'ip' | 'ethernet' | 'payload' | 'unknown'
  sampling: number
  sourceFlags: number | null
  destinationFlags: number | null
  action: 'accept' | 'deny' | 'unknown'
  began: 'source' | 'destination' | 'unknown'
  beganBy: 'log' | 'syn' | 'none'
  answered: 'yes' | 'no' | 'unknown'
  state: string | null
  app: string | null
  host: string | null
  exporter: string | null
}

export interface RecordedReject {
  ordinal: number
  reason: RejectReason
  column: string
  found: string
  /** The unit's bytes as given to `frame`, as UTF-8. */
  text: string
}

export interface RecordedMarker {
  ordinal: number
  kind: 'nodata' | 'skipdata'
  exporter: string
  startMs: number
  endMs: number
}

/** Everything a format said to its sink, in order of arrival per kind. */
export interface Recording {
  rows: RecordedRow[]
  rejects: RecordedReject[]
  markers: RecordedMarker[]
  skips: { ordinal: number; kind: string }[]
  warnings: string[]
  /** Why the whole file is refused, each text once. */
  refusals: string[]
  /** What a format may not do: two outcomes of one unit, a unit without outcome, values that no column holds, … */
  violations: string[]
}

export interface RecordingSink extends RecordSink {
  readonly recording: Recording
  /** Units framed by calls of `frame`. */
  readonly frames: number
  /** Call after the reader's `end`: finds the last unit's missing outcome. */
  finish(): Recording
}

const actions = { [UNKNOWN]: 'unknown', [ACCEPT]: 'accept', [DENY]: 'deny' } as const
const layers = {
  [UNKNOWN]: 'unknown',
  [LAYER_IP]: 'ip',
  [LAYER_ETHERNET]: 'ethernet',
  [LAYER_PAYLOAD]: 'payload',
} as const
const ends = { [UNKNOWN]: 'unknown', [SOURCE]: 'source', [DESTINATION]: 'destination' } as const
const words = { [BY_NONE]: 'none', [BY_LOG]: 'log', [BY_SYN]: 'syn' } as const
const answers = { [UNKNOWN]: 'unknown', [YES]: 'yes', [NO]: 'no' } as const

/**
 * A sink that keeps every unit as a plain object. String ids are valid for one record only and never come twice, so that
 * a format that keeps an id is found out. Times are not judged: that is the real sink's.
 */
export function recordingSink(): RecordingSink {
  const recording: Recording = {
    rows: [],
    rejects: [],
    markers: [],
    skips: [],
    warnings: [],
    refusals: [],
    violations: [],
  }
  const draft = createDraft()
  let table = new Map<number, string>()
  let nextId = 1
  let ordinal = 0
  let unit: Uint8Array = new Uint8Array(0)
  let open = false
  let frames = 0

  const violate = (what: string) => recording.violations.push(`unit ${ordinal}: ${what}`)
  const close = (what: string) => {
    if (!open) violate(`${what} without a frame`)
    open = false
  }
  const text = (id: number, what: string): string | null => {
    if (id === 0) return null
    const found = table.get(id)
    if (found === undefined) violate(`${what}: string id ${id} is not of this record`)
    return found ?? null
  }
  const forget = () => {
    table = new Map()
  }
  const whole = (value: number, low: number, high: number, what: string) => {
    if (!Number.isInteger(value) || value < low || value > high) violate(`${what} is ${value}`)
    return value
  }
  const wholeOrNull = (value: number, low: number, high: number, what: string) =>
    value === -1 ? null : whole(value, low, high, what)
  const counter = (value: number, what: string) =>
    Number.isNaN(value) ? null : whole(value, 0, Number.MAX_SAFE_INTEGER, what)
  const time = (value: number, what: string) => {
    if (!Number.isFinite(value)) violate(`${what} is ${value}`)
    return value
  }

  return {
    draft,
    recording,
    get frames() {
      return frames
    },
    strings: {
      fromBytes(buffer, start, end) {
        const id = nextId++
        table.set(id, new TextDecoder('utf-8', { ignoreBOM: true }).decode(buffer.subarray(start, end)))
        return id
      },
      fromString(value) {
        const id = nextId++
        table.set(id, value)
        return id
      },
      // No id outlives its unit.
      get generation() {
        return ordinal
      },
    },
    frame(nextOrdinal, buffer, start, end) {
      if (open) violate('no outcome')
      if (nextOrdinal <= ordinal) violate(`followed by unit ${nextOrdinal}`)
      ordinal = nextOrdinal
      if (!(start >= 0 && start <= end && end <= buffer.length)) violate(`frame [${start}, ${end}) of ${buffer.length}`)
      unit = new Uint8Array(buffer.subarray(start, end))
      open = true
      frames++
    },
    record() {
      close('record')
      if (draft.source.family === 0 || draft.destination.family === 0) violate('an address is empty')
      recording.rows.push({
        ordinal,
        startMs: time(draft.startMs, 'startMs'),
        endMs: time(draft.endMs, 'endMs'),
        source: formatAddress(draft.source),
        destination: formatAddress(draft.destination),
        sourcePort: wholeOrNull(draft.sourcePort, 0, 65_535, 'sourcePort'),
        destinationPort: wholeOrNull(draft.destinationPort, 0, 65_535, 'destinationPort'),
        protocol: whole(draft.protocol, 0, 255, 'protocol'),
        icmpType: wholeOrNull(draft.icmpType, 0, 255, 'icmpType'),
        icmpCode: wholeOrNull(draft.icmpCode, 0, 255, 'icmpCode'),
        sourceBytes: counter(draft.sourceBytes, 'sourceBytes'),
        destinationBytes: counter(draft.destinationBytes, 'destinationBytes'),
        sourcePackets: counter(draft.sourcePackets, 'sourcePackets'),
        destinationPackets: counter(draft.destinationPackets, 'destinationPackets'),
        bytesLayer: layers[draft.bytesLayer],
        sampling: whole(draft.sampling, 0, 2 ** 31 - 1, 'sampling'),
        sourceFlags: wholeOrNull(draft.sourceFlags, 0, 65_535, 'sourceFlags'),
        destinationFlags: wholeOrNull(draft.destinationFlags, 0, 65_535, 'destinationFlags'),
        action: actions[draft.action],
        began: ends[draft.began],
        beganBy: words[draft.beganBy],
        answered: answers[draft.answered],
        state: text(draft.state, 'state'),
        app: text(draft.app, 'app'),
        host: text(draft.host, 'host'),
        exporter: text(draft.exporter, 'exporter'),
      })
      forget()
    },
    reject(reason, column, found) {
      close('reject')
      recording.rejects.push({ ordinal, reason, column, found, text: new TextDecoder().decode(unit) })
      forget()
    },
    skip(kind) {
      close('skip')
      recording.skips.push({ ordinal, kind })
      forget()
    },
    marker(kind, exporter, startMs, endMs) {
      close('marker')
      time(startMs, 'marker start')
      time(endMs, 'marker end')
      recording.markers.push({ ordinal, kind, exporter: text(exporter, 'exporter') ?? '', startMs, endMs })
      forget()
    },
    warn(warning) {
      if (!recording.warnings.includes(warning)) recording.warnings.push(warning)
    },
    refuse(text) {
      if (!recording.refusals.includes(text)) recording.refusals.push(text)
    },
    finish() {
      if (open) violate('no outcome')
      open = false
      return recording
    },
  }
}

export interface ReadOptions {
  key?: string
  keyExporter?: string
  timeZone?: string
  sampling?: number
  /** Bytes are pushed in chunks of these sizes in turn (the last one repeats); default: all at once. */
  chunks?: readonly number[]
}

/**
 * Reads bytes through a stream format into a recording. Each chunk is overwritten with 0xFF after its push, as the
 * contract allows, so that a reader that keeps a reference is found out. Adds a violation where `framed` does not
 * balance.
 */
export function readWith(format: StreamFormat, bytes: Uint8Array | string, options: ReadOptions = {}): Recording {
  const { key = 'team/folder/file.log', keyExporter = 'team/folder', timeZone, sampling, chunks = [] } = options
  const all = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes
  const sink = recordingSink()
  const reader = format.open(sink, { key, keyExporter, timeZone, sampling })
  let turn = 0
  for (let at = 0; at < all.length; ) {
    const size = Math.max(1, chunks[Math.min(turn++, chunks.length - 1)] ?? all.length)
    // A copy: slice of a Buffer would be a view.
    const chunk = new Uint8Array(all.subarray(at, at + size))
    reader.push(chunk)
    chunk.fill(0xff)
    at += size
  }
  reader.end()
  const recording = sink.finish()
  const accounted = recording.rows.length + recording.rejects.length + recording.markers.length + recording.skips.length
  if (reader.framed !== accounted) recording.violations.push(`framed ${reader.framed}, accounted ${accounted}`)
  return recording
}

/** Bytes as a file that is read by place. */
export const fileOf = (bytes: Uint8Array): RandomAccessFile => ({
  size: bytes.length,
  read: async (start, end) => bytes.slice(start, end),
})

/** The same of a format that reads by place. */
async function readByPlace(format: RandomAccessFormat, bytes: Uint8Array): Promise<Recording> {
  const sink = recordingSink()
  const { framed } = await format.read(fileOf(bytes), sink, { key: 'team/folder/file', keyExporter: 'team/folder' })
  const recording = sink.finish()
  const { rows, rejects, markers, skips } = recording
  const accounted = rows.length + rejects.length + markers.length + skips.length
  if (framed !== accounted) recording.violations.push(`framed ${framed}, accounted ${accounted}`)
  return recording
}

/** By the format's own way of reading. */
export const readBytes = async (format: Format, bytes: Uint8Array): Promise<Recording> =>
  format.access === 'random' ? readByPlace(format, bytes) : readWith(format, bytes)

/** Nothing where the file is said to be of no format, or of another. */
export const readUnlessOther = async (format: Format, bytes: Uint8Array): Promise<Recording | undefined> =>
  format.access === 'random' && !(await format.holds(fileOf(bytes))) ? undefined : readBytes(format, bytes)

/** Units by outcome, for expectations of whole files: `{ records: 2, 'skip header': 1, 'reject bad_time': 3 }`. */
export function countsOf(recording: Recording): Record<string, number> {
  const counts: Record<string, number> = {}
  const add = (name: string) => {
    counts[name] = (counts[name] ?? 0) + 1
  }
  if (recording.rows.length > 0) counts.records = recording.rows.length
  for (const { kind } of recording.skips) add(`skip ${kind}`)
  for (const { kind } of recording.markers) add(`marker ${kind}`)
  for (const { reason } of recording.rejects) add(`reject ${reason}`)
  return counts
}
