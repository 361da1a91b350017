/** Conn entries in JSON as records. */
import { parseAddress } from '../../../lib/addresses.ts'
import type { RecordSink } from '../format.ts'
import { cutText } from '../framing/cut-text.ts'
import type { JsonFields } from '../framing/json-fields.ts'
import { microsToMs, parseIsoAsMicros } from '../framing/numbers.ts'
import { hasPorts, ICMP, ICMPV6, TCP, UDP, UNKNOWN_PROTOCOL } from '../framing/protocols.ts'
import { hasZone, type ZonelessTimes } from '../framing/time-zones.ts'
import {
  historyWords,
  lastingMicros,
  MILLISECONDS_FROM,
  setBegan,
  setCounters,
  setIcmp,
  tcpAnswer,
} from './conn-words.ts'
import type { ConnField, EntryFields } from './json-entries.ts'

const MAX = Number.MAX_SAFE_INTEGER
/** Longest application or state that is kept; Zeek's own are below 30 characters. */
const LONGEST_WORD = 255
const UNSET = -1
const BAD = -2

/** Fills the draft from the entry that the fields were turned to; false where the entry was rejected. */
export interface ConnRecords {
  fill(): boolean
}

export function connRecords(
  sink: RecordSink,
  json: JsonFields,
  fields: EntryFields,
  zoneless: ZonelessTimes,
): ConnRecords {
  const { draft } = sink
  const scratch = new Uint8Array(1024)

  /** The ASCII bytes of a text in the scratch from `from` on; returns their end. Zeek's own words are far shorter. */
  function write(text: string, from: number): number {
    const length = Math.min(text.length, scratch.length - from)
    for (let i = 0; i < length; i++) scratch[from + i] = text.charCodeAt(i)
    return from + length
  }

  function refuse(reason: 'bad_address' | 'bad_number' | 'bad_time' | 'missing_field', field: ConnField): false {
    return json.refuse(reason, fields.nameOf(field), fields.of(field))
  }

  /** Microseconds of a time: NaN where it is none. */
  function micros(value: unknown): number {
    if (typeof value === 'number') {
      // JSON has numbers beyond those of a double: 1e309 is read as infinite.
      if (Math.abs(value) > MAX) return Number.NaN
      return Math.abs(value) < MILLISECONDS_FROM ? Math.round(value * 1e6) : Math.round(value * 1e3)
    }
    if (typeof value !== 'string') return Number.NaN
    const seconds = decimalOf(value)
    if (!Number.isNaN(seconds)) return micros(seconds)
    if (value.length > LONGEST_WORD) return Number.NaN
    const end = write(value, 0)
    const found = parseIsoAsMicros(scratch, 0, end)
    return Number.isNaN(found) || hasZone(scratch, 0, end) ? found : zoneless.toUtc(found)
  }

  function readTimes(): boolean {
    const start = micros(fields.of('ts'))
    if (Number.isNaN(start)) return refuse('bad_time', 'ts')
    draft.startMs = draft.endMs = microsToMs(start)
    const value = fields.of('duration')
    if (isUnset(value)) return true
    const seconds = typeof value === 'number' ? value : typeof value === 'string' ? decimalOf(value) : Number.NaN
    if (Number.isNaN(seconds) || Math.abs(seconds) > MAX) return refuse('bad_time', 'duration')
    // Numbers of six decimals are whole microseconds, which their floating point misses; the rest is cut off.
    const lasting = Math.floor(Math.round(seconds * 1e9) / 1e3)
    draft.endMs = microsToMs(start + lastingMicros(lasting))
    return true
  }

  function readEnds(): boolean {
    const source = fields.of('origH')
    if (typeof source !== 'string' || parseAddress(source, draft.source) === undefined)
      return refuse('bad_address', 'origH')
    const destination = fields.of('respH')
    if (typeof destination !== 'string' || parseAddress(destination, draft.destination) === undefined)
      return refuse('bad_address', 'respH')
    draft.protocol = protocolOf(fields.of('proto'))
    if (draft.protocol === BAD) return refuse('bad_number', 'proto')
    return draft.protocol !== UNSET || refuse('missing_field', 'proto')
  }

  function protocolOf(name: unknown): number {
    if (isUnset(name)) return UNSET
    const text = typeof name === 'string' ? name.toLowerCase() : ''
    if (text === 'tcp') return TCP
    if (text === 'udp') return UDP
    if (text === 'icmp') return draft.source.family === 6 ? ICMPV6 : ICMP
    const number = whole('ipProto', 255)
    if (number !== UNSET) return number
    return text === 'unknown_transport' ? UNKNOWN_PROTOCOL : BAD
  }

  /** Whole number of at most `max`, also as digits in a text; UNSET or BAD. */
  function whole(field: ConnField, max: number): number {
    const value = fields.of(field)
    if (typeof value === 'number') return Number.isInteger(value) && value >= 0 && value <= max ? value : BAD
    if (isUnset(value)) return UNSET
    const number = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : BAD
    return number <= max ? number : BAD
  }

  function readPorts(): boolean {
    const isIcmp = draft.protocol === ICMP || draft.protocol === ICMPV6
    if (!isIcmp && !hasPorts(draft.protocol)) return true
    const largest = isIcmp ? 255 : 65_535
    const originator = whole('origP', largest)
    if (originator === BAD) return refuse('bad_number', 'origP')
    const responder = whole('respP', largest)
    if (responder === BAD) return refuse('bad_number', 'respP')
    if (isIcmp) {
      setIcmp(draft, originator, responder)
    } else {
      draft.sourcePort = originator
      draft.destinationPort = responder
    }
    return true
  }

  function readCounters(): boolean {
    const origBytes = whole('origBytes', MAX)
    if (origBytes === BAD) return refuse('bad_number', 'origBytes')
    const respBytes = whole('respBytes', MAX)
    if (respBytes === BAD) return refuse('bad_number', 'respBytes')
    const origIpBytes = whole('origIpBytes', MAX)
    if (origIpBytes === BAD) return refuse('bad_number', 'origIpBytes')
    const respIpBytes = whole('respIpBytes', MAX)
    if (respIpBytes === BAD) return refuse('bad_number', 'respIpBytes')
    const origPkts = whole('origPkts', MAX)
    if (origPkts === BAD) return refuse('bad_number', 'origPkts')
    const respPkts = whole('respPkts', MAX)
    if (respPkts === BAD) return refuse('bad_number', 'respPkts')
    setCounters(draft, [origIpBytes, respIpBytes], [origBytes, respBytes], [origPkts, respPkts])
    readWords(origBytes, respBytes)
    return true
  }

  function readWords(origBytes: number, respBytes: number): void {
    const state = wordOf(fields.of('connState'))
    let history = 0
    if (draft.protocol === TCP) {
      history = historyWords(scratch, 0, write(wordOf(fields.of('history')), 0))
      draft.answered = tcpAnswer(scratch, 0, write(state, 0), origBytes, respBytes, history)
    }
    setBegan(draft, history)
    if (state !== '') draft.state = sink.strings.fromString(state)
    const service = serviceOf(fields.of('service'))
    if (service !== '') draft.app = sink.strings.fromString(service)
  }

  return {
    fill() {
      draft.reset()
      return readTimes() && readEnds() && readPorts() && readCounters()
    },
  }
}

/** Converters write the text's own marks of nothing where Zeek leaves the key out. */
const isUnset = (value: unknown): boolean => value === undefined || value === null || value === '-' || value === ''

const wordOf = (value: unknown): string =>
  typeof value === 'string' && value !== '-' && value !== '(empty)' ? cutText(value, LONGEST_WORD) : ''

/** The first service that is no failed analyzer (`-ftp`), of a text separated by commas or a list. */
function serviceOf(value: unknown): string {
  const services = Array.isArray(value) ? value : wordOf(value).split(',')
  const first: unknown = services.find(name => typeof name === 'string' && name !== '' && !name.startsWith('-'))
  return wordOf(first)
}

/** A text that is a decimal number; NaN where it is anything else. */
const decimalOf = (text: string): number => (/^-?\d{1,15}(\.\d{1,20})?$/.test(text) ? Number(text) : Number.NaN)
