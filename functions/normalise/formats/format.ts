/**
 * What a log format is to normalise. Adding a format: a folder that exports a family of formats, a line in `index.ts`, a
 * sample for the tests.
 * A format owns its framing (lines, JSON elements, row groups). It calls the sink once for every framed unit: with a
 * record, a rejection, a skip or a marker; so that read = accepted + out of scope + skipped + rejected.
 */
import type { Address } from '../../lib/addresses.ts'
import type { RejectReason } from '../rejects.ts'

/** The ends of a record in the log's own order. */
export const UNKNOWN = 0
export const SOURCE = 1
export const DESTINATION = 2
/** Which end began, as far as this record's own words go. */
export type End = typeof UNKNOWN | typeof SOURCE | typeof DESTINATION

/** How the format knows who began: by the log's own word, or by a SYN without ACK. */
export const BY_NONE = 0
export const BY_LOG = 1
export const BY_SYN = 2
export type BeganBy = typeof BY_NONE | typeof BY_LOG | typeof BY_SYN

export const YES = 1
export const NO = 2
/** The log's own word whether the end that did not begin answered. */
export type Answer = typeof UNKNOWN | typeof YES | typeof NO

export const ACCEPT = 1
export const DENY = 2
export type Action = typeof UNKNOWN | typeof ACCEPT | typeof DENY

export const LAYER_IP = 1
export const LAYER_ETHERNET = 2
export const LAYER_PAYLOAD = 3
export type BytesLayer = typeof UNKNOWN | typeof LAYER_IP | typeof LAYER_ETHERNET | typeof LAYER_PAYLOAD

/**
 * One record, filled by the format and then given to `sink.record()`. One instance is reused for all records of an
 * upload: fill every field each time (`reset()` sets all but the addresses to "the log has no word").
 */
export interface RecordDraft {
  /** Epoch milliseconds; fractions are floored by the sink. */
  startMs: number
  endMs: number
  source: Address
  destination: Address
  /** -1 where the protocol has no ports. */
  sourcePort: number
  destinationPort: number
  /** IANA protocol number 0–255. */
  protocol: number
  /** ICMP type and code of the end that sent first; -1 where the log has none. */
  icmpType: number
  icmpCode: number
  /** Sent by the source / by the destination. NaN where the log has no counter: never 0 for missing. */
  sourceBytes: number
  destinationBytes: number
  sourcePackets: number
  destinationPackets: number
  bytesLayer: BytesLayer
  /** 1 every packet, N one in N, 0 unknown. */
  sampling: number
  /** OR of TCP flags sent by each end; -1 where unknown. */
  sourceFlags: number
  destinationFlags: number
  action: Action
  began: End
  beganBy: BeganBy
  answered: Answer
  /** Ids from `sink.strings`, valid for this record only; 0 where the log has no word. */
  state: number
  app: number
  host: number
  exporter: number
  reset(): void
}

/**
 * Distinct strings of an upload as small numbers. Ids are valid until the record is given to the sink; one is kept longer
 * only while `generation` stays.
 */
export interface StringTable {
  /** Id of the UTF-8 bytes buffer[start, end) (invalid UTF-8 becomes U+FFFD). */
  fromBytes(buffer: Uint8Array, start: number, end: number): number
  fromString(text: string): number
  /** Rises whenever ids given out before end. */
  readonly generation: number
}

/** What a column of a delimited log is, where lines of a plain form are read many at a time. */
export type PlainColumn =
  | 'source'
  | 'destination'
  | 'sourcePort'
  | 'destinationPort'
  | 'exporter'
  | 'sourcePackets'
  | 'sourceBytes'
  | VpcColumn
  | ZeekColumn

type VpcColumn = 'protocol' | 'start' | 'end' | 'action' | 'status' | 'flags'
type ZeekColumn =
  | 'time'
  | 'lasting'
  | 'transport'
  | 'destinationPackets'
  | 'destinationBytes'
  | 'sourcePayload'
  | 'destinationPayload'
  | PlainWord

/** Columns of words, of which the format says what they say. */
export type PlainWord = 'service' | 'state' | 'history'

/** The plain form of a format's lines under one header. */
export interface PlainForm {
  /** Whose lines: what stands between fields, for no word, and in each column. */
  lines: 'vpc' | 'zeek'
  /** What each column is; undefined: it is not read. An empty list: no line is plain. */
  columns: readonly (PlainColumn | undefined)[]
  /** Of how many packets one was counted, of all records. */
  sampling: number
  /** What a word says, as a number that is the format's own matter; it holds until ids of strings end. */
  word?(column: PlainWord, buffer: Uint8Array, start: number, end: number): number
  /** Whether an ICMP type has a counterpart that stands in place of its code. */
  hasIcmpCounterpart?(protocol: number, type: number): boolean
}

/**
 * Reads lines of the plain form of a format many at a time, to the same rows, counts and liveness as by `record` line by
 * line. A line that is not plain is left, in its place, to the format's own reader.
 */
export interface PlainLines {
  /** What lines are from the next one on. */
  setForm(form: PlainForm): void
  /** The line framed last, where it was a record, names its exporter so: lines of its day and exporter may be plain now. */
  learn(buffer: Uint8Array, start: number, end: number): void
  /** Takes plain lines of `chunk` from `start`, the beginning of a line; returns where it ended. `framed`: lines before. */
  take(chunk: Uint8Array, start: number, framed: number): number
  /** Lines that the last `take` took. */
  readonly taken: number
}

export interface RecordSink {
  /** Where the sink has one. */
  readonly plain?: PlainLines | undefined
  readonly draft: RecordDraft
  readonly strings: StringTable
  /** Says which unit comes: 1-based line or ordinal, and its bytes (for the text of a rejection; not kept). */
  frame(ordinal: number, buffer: Uint8Array, start: number, end: number): void
  /** The draft is complete. The sink checks times, places it in networks, enriches and stores it, or rejects it. */
  record(): void
  /** This unit is refused. `column`: 1-based field or JSON path; `found`: what stands there (≤ 100 characters are kept). */
  reject(reason: RejectReason, column: string, found: string): void
  /** This unit is understood and is no record: `header`, `comment`, `blank`, `event:alert`, … (counted by kind). */
  skip(kind: string): void
  /** This unit says that the exporter was alive (`nodata`) or lost records (`skipdata`) from startMs to endMs. */
  marker(kind: 'nodata' | 'skipdata', exporter: number, startMs: number, endMs: number): void
  /** Something about the whole file that its owner should know; each text once. */
  warn(text: string): void
  /**
   * The whole file cannot be read without guessing: nothing of it counts. For its owner: what was expected, what was found,
   * what to do. The sink may throw; where it does not, the format goes on.
   */
  refuse(text: string): void
}

/** What framing says of units that it need not hand on. */
export type UnitSink = Pick<RecordSink, 'frame' | 'reject' | 'skip'>

/** What a format may know of the upload. */
export interface UploadContext {
  key: string
  /** Exporter for formats that do not name one: the source's, else `<source>/<folder of the key without date parts>`. */
  keyExporter: string
  /** IANA name of the zone of times without one, where the source of the upload has one. */
  timeZone?: string | undefined
  /** Of how many packets one was counted, by the source: for logs that have no word on it. */
  sampling?: number | undefined
  /** Whether the text of this unit will be shown: a format whose units are no text makes one for `frame` only then. */
  isShown?(ordinal: number): boolean
}

/** Reads decompressed bytes as they come. Splitting them differently changes nothing. Never throws on any bytes. */
export interface StreamReader {
  /** `chunk` may be overwritten after the call returns. */
  push(chunk: Uint8Array): void
  /**
   * No more bytes: the last unit without a line end counts. Not where the content was `cut` (its compression broke): half
   * a number is a number too, so that unit is rejected as `cut_off`.
   */
  end(cut?: boolean): void
  /** Units framed so far: the left side of the balance. */
  readonly framed: number
  /** After `end`, where the file and not the format says it: wins over the format's `directions`. */
  readonly directions?: 1 | 2
}

/** A file that is read by place, such as Parquet. */
export interface RandomAccessFile {
  size: number
  /** Bytes [start, end). */
  read(start: number, end: number): Promise<Uint8Array>
}

interface FormatBase {
  /** Name in receipts and in `flows.format`. */
  name: string
  /** What its users call it. */
  title: string
  /** Whether this exporter logs even when nothing happens, so that silence means a gap. */
  heartbeat: boolean
  /**
   * Whether each record shows one direction only (VPC, NetFlow) or both (Zeek, EVE flow, Argus).
   */
  directions: 1 | 2
  /** What an ordinal counts: lines of text, rows, flow tuples in a document, or binary records. */
  unit: 'line' | 'row' | 'tuple' | 'record'
  /** Recognises by content: the first decompressed bytes, at most 64 KiB, whole file where `complete`. Never by name. */
  recognise(head: Uint8Array, complete: boolean): boolean
}

export interface StreamFormat extends FormatBase {
  access: 'stream'
  open(sink: RecordSink, context: UploadContext): StreamReader
}

export interface RandomAccessFormat extends FormatBase {
  access: 'random'
  /** Whether the file is of this format: its head is as `recognise` wants it, and here its directory decides. */
  holds(file: RandomAccessFile): Promise<boolean>
  /**
   * Resolves to the number of units framed, and where the file and not the format says it, to how many directions each shows.
   * A broken file is said by `sink.warn` and rejections; nothing is thrown but what reading throws.
   */
  read(
    file: RandomAccessFile,
    sink: RecordSink,
    context: UploadContext,
  ): Promise<{ framed: number; directions?: 1 | 2 | undefined }>
  /** The units of these ordinals as text, for showing them again; what is not there is left out. */
  unitTexts(file: RandomAccessFile, ordinals: ReadonlySet<number>): Promise<Map<number, string>>
}

export type Format = StreamFormat | RandomAccessFormat

/** Formats of one program or service, in the order in which they are asked. */
export type FormatFamily = readonly Format[]

/** What a file looks like before anything of it is understood; a table has a line of column names. */
export type FileForm = 'table' | 'text' | 'JSON' | 'binary'

/** What a family says of itself, for those who choose an exporter: its row in the table of families. */
export interface FamilyFacts {
  formats: FormatFamily
  family: string
  /** What its files look like: those who have another file of that look are told what is read. */
  forms: readonly FileForm[]
  versions: string
  /** What says who began. */
  began: string
  /** What says whether the other end answered. */
  answered: string
  /** Which layers bytes count. */
  bytesLayer: string
  /** Where of how many packets one was counted is from. */
  sampling: string
}

/** Longest line or JSON element, in bytes; a longer one is rejected as `too_long` without being held. */
export const MAX_UNIT_BYTES = 65_536
