/** JSON documents around lines of logs, as the services of AWS hand them on. */
import { MAX_UNIT_BYTES, type UnitSink } from '../formats/format.ts'
import { bytesEqual, bytesOf } from '../formats/framing/fields.ts'
import { type Plan, readJsonStream } from '../formats/framing/json-stream.ts'
import { bytesOfData, firstOfData, MAX_DATA_BYTES } from './base64-data.ts'
import type { ContainerReader } from './container.ts'
import type { LineBatch } from './line-batch.ts'

/** Lists of events with a message each: subscriptions, and the commands get-log-events and filter-log-events. */
const EVENT_LISTS = new Set(['logEvents', 'events'])
/** Lists of records with data each: events of Lambda, transformations of Firehose, the command get-records. */
const RECORD_LISTS = new Set(['records', 'Records'])
/** Rows of queries in CloudWatch Logs Insights: lists of fields, each with its name and value. */
const QUERY_ROWS = 'results'
const LISTS = new Set([...EVENT_LISTS, ...RECORD_LISTS, QUERY_ROWS])
const MESSAGE_KEYS = new Set(['message', '@message'])
const DATA_KEYS = new Set(['data', 'Data'])
const DATA_HOLDERS = new Set(['awslogs', 'kinesis'])
const CONTROL = 'CONTROL_MESSAGE'
const CONTROL_TEXT = bytesOf('CWL CONTROL MESSAGE:')
const LF = 10
const OPEN_BRACE = 123
const nothing: Uint8Array = new Uint8Array(0)

/** What documents hold: lists of events, a message each, or data in base64. */
export type EventsKind = 'events' | 'message' | 'data'

export interface JsonEventsReader extends ContainerReader {
  /** Of the first lines; undefined where there were none. */
  readonly kind: EventsKind | undefined
  /** Control messages so far: with them CloudWatch Logs asks whether anyone is there. */
  readonly controls: number
}

/**
 * Reads documents one after another, with or without line ends between them, or in an array, each of any size; puts the log
 * lines in them into `lines`:
 *
 * - `{"messageType": "DATA_MESSAGE", "logEvents": [{"id", "timestamp", "message"}, …]}`: subscriptions of CloudWatch Logs
 *   (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html); those of CONTROL_MESSAGE are skipped.
 * - `{"message": …}`: records of Firehose (https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-firehose.html); also
 *   `@message`, the export of CloudWatch Logs Insights.
 * - `{"awslogs": {"data": …}}`, `{"Records": [{"kinesis": {"data": …}}]}`, `{"records": [{"data": …}]}`: events of Lambda and
 *   Firehose. Data are base64, mostly of gzip, of subscriptions or of lines.
 * - `{"events": [{"message": …}]}`, `{"results": [[{"field": "@message", "value": …}]]}`: output of the command line.
 *
 * What holds none of these where it should, and data that cannot be decoded, is one unit, refused as `bad_envelope` with its
 * place. `isHead`: the bytes are the first of a file, and of data that they cut the beginning is read.
 */
export function readJsonEvents(lines: LineBatch, sink: UnitSink, isHead = false): JsonEventsReader {
  let kind: EventsKind | undefined
  let controls = 0

  function refuse(
    reason: 'bad_envelope' | 'bad_json' | 'cut_off' | 'too_long',
    place: string,
    found: string,
    of = nothing,
  ) {
    sink.frame(lines.count + 1, of, 0, Math.min(of.length, MAX_UNIT_BYTES))
    sink.reject(reason, place, found)
  }

  /** Reads documents that are in the record `within`, else those of the file. */
  function documentsIn(within?: string): ContainerReader {
    let documents = 0
    let elements = 0
    /** In the document under way, or in the record. */
    let events = 0
    let place = ''
    let eventsPlace = ''
    let isControl = false
    /** Of the document, and of the event or record under way: whether it is there, and held anything. */
    let isOpen = false
    let isMet = false
    let isElementOpen = false
    let isElementMet = false
    let element = 'event'
    let field: unknown
    /** The unit under way. */
    let unit: Uint8Array = nothing
    let unitStart = 0
    let unitEnd = 0
    const framed = (): Uint8Array => unit.subarray(unitStart, unitEnd)

    const placeOfElement = (): string => (isElementOpen ? `${place}, ${element} ${events}` : place)

    function closeElement(): void {
      if (isElementOpen && !isElementMet) refuse('bad_envelope', placeOfElement(), 'neither a message nor data')
      isElementOpen = false
      isElementMet = false
    }

    function closeDocument(): void {
      closeElement()
      if (isOpen && !isMet) refuse('bad_envelope', place, 'neither log events nor a message nor data')
      isOpen = false
    }

    function beginDocument(isElement: boolean): void {
      // The first object of an array is the one that began with it.
      if (!isElement || elements > 0) {
        closeDocument()
        documents++
      }
      elements = isElement ? elements + 1 : 0
      if (within === undefined) events = 0
      place = within ?? `object ${documents}`
      eventsPlace = `${place}, event`
      isControl = false
      isOpen = true
      isMet = false
    }

    function beginElement(list: string): void {
      closeElement()
      isElementOpen = true
      element = RECORD_LISTS.has(list) ? 'record' : 'event'
      events++
    }

    /** Whether the event, or the document where it is none of a list, held something before; then it is that. */
    function meet(): boolean {
      const before = isElementOpen ? isElementMet : isMet
      isMet = true
      isElementMet = true
      return before
    }

    function takeMessage(value: unknown): void {
      const text = typeof value === 'string' ? value : isObject(value) ? JSON.stringify(value) : undefined
      if (text !== undefined) {
        const bytes = Buffer.from(text)
        takeText(bytes, 0, bytes.length)
      } else if (beginMessage()) {
        if (isControl) skipControl()
        else refuse('bad_envelope', placeOfElement(), 'a message that is no text')
      }
    }

    /** False where the event, or document, held something before: then it is that. */
    function beginMessage(): boolean {
      if (meet()) return false
      if (!isElementOpen) events++
      return true
    }

    function takeText(buffer: Uint8Array, start: number, end: number): void {
      if (!beginMessage()) return
      if (isControl || beginsAs(buffer, start, end, CONTROL_TEXT)) skipControl()
      else {
        kind ??= isElementOpen ? 'events' : 'message'
        lines.add(buffer, start, end, eventsPlace, events)
      }
    }

    function skipControl(): void {
      controls++
      sink.frame(lines.count + 1, nothing, 0, 0)
      sink.skip('event:control')
    }

    function takeData(value: unknown): void {
      if (meet()) return
      const bytes = typeof value === 'string' ? bytesOfData(value) : 'data that are no text'
      if (typeof bytes === 'string') refuse('bad_envelope', placeOfElement(), bytes, framed())
      else takeInside(bytes, placeOfElement())
    }

    function takeInside(bytes: Uint8Array, where: string): void {
      kind ??= 'data'
      if (within === undefined && holdsEvents(bytes)) {
        const inside = documentsIn(where)
        inside.push(bytes)
        inside.end(false)
        return
      }
      const what = `${where}, line`
      let line = 0
      for (let start = 0; start < bytes.length; ) {
        const lineEnd = bytes.indexOf(LF, start)
        const end = lineEnd < 0 ? bytes.length : lineEnd
        lines.add(bytes, start, end, what, ++line)
        start = end + 1
      }
    }

    function planOf(path: readonly string[]): Plan {
      const from = path[0] === '*' ? 1 : 0
      const key = path.at(-1) ?? ''
      const outer = path[from] ?? ''
      switch (path.length - from) {
        case 0:
          beginDocument(from > 0)
          return 'enter'
        case 1:
          if (key === 'messageType') return 'keep'
          if (LISTS.has(key) || DATA_HOLDERS.has(key)) return 'enter'
          return MESSAGE_KEYS.has(key) || DATA_KEYS.has(key) ? 'unit' : 'pass'
        case 2:
          if (DATA_HOLDERS.has(outer)) return DATA_KEYS.has(key) ? 'unit' : 'pass'
          beginElement(outer)
          return 'enter'
        case 3:
          if (EVENT_LISTS.has(outer)) return MESSAGE_KEYS.has(key) ? 'unit' : 'pass'
          field = undefined
          if (outer === QUERY_ROWS || key === 'kinesis') return 'enter'
          return DATA_KEYS.has(key) ? 'unit' : 'pass'
        default:
          if (outer !== QUERY_ROWS) return DATA_KEYS.has(key) ? 'unit' : 'pass'
          return key === 'field' ? 'keep' : key === 'value' && field === '@message' ? 'unit' : 'pass'
      }
    }

    const reader = readJsonStream(
      {
        frame(_ordinal, buffer, start, end) {
          unit = buffer
          unitStart = start
          unitEnd = end
        },
        reject(reason, path, found) {
          meet()
          if (isHead && within === undefined && /\bdata$/i.test(path)) takeInside(firstOfData(framed()), '')
          else if (reason === 'bad_json' || reason === 'cut_off' || reason === 'too_long')
            refuse(reason, placeOfElement(), found, framed())
        },
        skip() {},
      },
      {
        planOf,
        onKept(path, value) {
          if (path.at(-1) === 'messageType') isControl = value === CONTROL
          else field = value
        },
        onUnit(path, value) {
          if (DATA_KEYS.has(path.at(-1) ?? '')) takeData(value)
          else takeMessage(value)
        },
        onPlainText(path, buffer, start, end) {
          if (DATA_KEYS.has(path.at(-1) ?? '')) takeData(buffer.toString('latin1', start, end))
          else takeText(buffer, start, end)
        },
        onLeave(path) {
          const from = path[0] === '*' ? 1 : 0
          if (path.length !== from + 1 || !LISTS.has(path[from] ?? '')) return
          closeElement()
          isMet = true
        },
      },
      { longestUnit: MAX_DATA_BYTES },
    )
    return {
      push: chunk => reader.push(chunk),
      end(cut) {
        reader.end(cut)
        closeDocument()
      },
    }
  }

  return {
    ...documentsIn(),
    get kind() {
      return kind
    },
    get controls() {
      return controls
    },
  }
}

const beginsAs = (bytes: Uint8Array, start: number, end: number, expected: Uint8Array): boolean =>
  end - start >= expected.length && bytesEqual(bytes, start, start + expected.length, expected)

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Whether data are documents with events, as subscriptions put them there; else they are lines. */
function holdsEvents(bytes: Uint8Array): boolean {
  return bytes[0] === OPEN_BRACE && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes('"logEvents"')
}
