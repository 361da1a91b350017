/** Typed reading of the values of JSON objects in place, as formats of JSON logs of millions of lines need it. */
import { type Address, parseAddress, parseAddressBytes } from '../../../lib/addresses.ts'
import type { RejectReason } from '../../rejects.ts'
import type { RecordSink } from '../format.ts'
import { cutText } from './cut-text.ts'
import { bytesEqual, decodeText } from './fields.ts'
import { REFUSED, UNSET } from './json-fields.ts'
import {
  ABSENT,
  FALSE,
  type JsonSlots,
  jsonSlots,
  LIST,
  NULL,
  NUMBER,
  OBJECT,
  OTHER_TEXT,
  PLAIN_TEXT,
  TRUE,
} from './json-slots.ts'
import { parseJson } from './json-values.ts'
import { microsToMs, parseIsoAsMicros, parseWhole } from './numbers.ts'
import { hasZone, type ZonelessTimes } from './time-zones.ts'

/** Characters of a time that is written by a program; others are none. */
const LONGEST_TIME = 64

/**
 * Reads the values at some paths of an object that is one unit of the log, each by the number of its path (`slotNumbers`).
 * What is there and is not what it must be rejects the unit, with its path; nothing more may be read of that unit then.
 * A number of `UNSET` or `REFUSED` is as of `JsonFields`.
 */
export class SlotFields {
  private readonly sink: Pick<RecordSink, 'reject' | 'strings'>
  private readonly paths: readonly string[]
  private readonly zoneless: ZonelessTimes | undefined
  private readonly slots: JsonSlots
  private buffer: Uint8Array = new Uint8Array(0)

  /** `zoneless` reads times without a zone; without it they are UTC. */
  constructor(sink: Pick<RecordSink, 'reject' | 'strings'>, paths: readonly string[], zoneless?: ZonelessTimes) {
    this.sink = sink
    this.paths = paths
    this.zoneless = zoneless
    this.slots = jsonSlots(paths)
  }

  /** Goes over to the object that [start, end) is the text of; undefined where it is none. */
  scan(buffer: Uint8Array, start: number, end: number): this | undefined {
    this.buffer = buffer
    return this.slots.scan(buffer, start, end) ? this : undefined
  }

  /** Whether there is anything, `null` included. */
  has(slot: number): boolean {
    return this.slots.kinds[slot] !== ABSENT
  }

  /** Whether there is anything but `null`. */
  isSet(slot: number): boolean {
    return this.slots.kinds[slot] !== ABSENT && this.slots.kinds[slot] !== NULL
  }

  isObject(slot: number): boolean {
    return this.slots.kinds[slot] === OBJECT
  }

  isNumber(slot: number): boolean {
    return this.slots.kinds[slot] === NUMBER
  }

  /** Whether it is exactly this text, of ASCII without quotes and backslashes. */
  isText(slot: number, text: Uint8Array): boolean {
    const { kinds, starts, ends } = this.slots
    return kinds[slot] === PLAIN_TEXT && bytesEqual(this.buffer, starts[slot] as number, ends[slot] as number, text)
  }

  /** A text, which may be empty; undefined where it is none. */
  string(slot: number): string | undefined {
    const { kinds, starts, ends } = this.slots
    const start = starts[slot] as number
    const end = ends[slot] as number
    if (kinds[slot] === PLAIN_TEXT) return decodeText(this.buffer, start, end)
    if (kinds[slot] !== OTHER_TEXT) return undefined
    const text = parseJson(this.buffer, start - 1, end + 1)
    return typeof text === 'string' ? text : undefined
  }

  /** A text that is not empty; undefined for anything else. */
  text(slot: number): string | undefined {
    const text = this.string(slot)
    return text === '' ? undefined : text
  }

  /** Length of a text whose bytes are its characters; −1 for anything else. */
  plainLength(slot: number): number {
    const { kinds, starts, ends } = this.slots
    return kinds[slot] === PLAIN_TEXT ? (ends[slot] as number) - (starts[slot] as number) : -1
  }

  /** Copies a plain text; returns the place behind it. */
  copyPlain(slot: number, into: Uint8Array, at: number): number {
    const { starts, ends } = this.slots
    const end = ends[slot] as number
    let place = at
    for (let i = starts[slot] as number; i < end; i++) into[place++] = this.buffer[i] as number
    return place
  }

  /** Id of a text, of which `longest` characters are kept; 0 where there is none. */
  id(slot: number, longest: number): number {
    const { kinds, starts, ends } = this.slots
    if (kinds[slot] !== PLAIN_TEXT && kinds[slot] !== OTHER_TEXT) return 0
    const start = starts[slot] as number
    const end = ends[slot] as number
    if (start === end) return 0
    if (kinds[slot] === PLAIN_TEXT && end - start <= longest)
      return this.sink.strings.fromBytes(this.buffer, start, end)
    return this.sink.strings.fromString(cutText(this.string(slot) ?? '', longest))
  }

  /** Rejects the unit for this value: `missing_field` where there is none, else `reason`. Returns false. */
  refuse(reason: RejectReason, slot: number): false {
    this.sink.reject(this.isSet(slot) ? reason : 'missing_field', this.paths[slot] ?? '', this.described(slot))
    return false
  }

  /** Reads an address that must be there. */
  address(slot: number, into: Address): boolean {
    const { kinds, starts, ends } = this.slots
    const isRead =
      kinds[slot] === PLAIN_TEXT
        ? parseAddressBytes(this.buffer, starts[slot] as number, ends[slot] as number, into)
        : kinds[slot] === OTHER_TEXT && parseAddress(this.string(slot) ?? '', into) !== undefined
    return isRead || this.refuse('bad_address', slot)
  }

  /** Epoch ms of a time in ISO 8601 that must be there, floored; NaN where the unit is rejected. */
  time(slot: number): number {
    const { kinds, starts, ends } = this.slots
    if (kinds[slot] === PLAIN_TEXT) return this.timeOf(slot, this.buffer, starts[slot] as number, ends[slot] as number)
    const bytes = Buffer.from(kinds[slot] === OTHER_TEXT ? (this.string(slot) ?? '') : '')
    return this.timeOf(slot, bytes, 0, bytes.length)
  }

  private timeOf(slot: number, bytes: Uint8Array, start: number, end: number): number {
    const micros = end - start <= LONGEST_TIME ? parseIsoAsMicros(bytes, start, end) : Number.NaN
    if (Number.isNaN(micros)) {
      this.refuse('bad_time', slot)
      return Number.NaN
    }
    const { zoneless } = this
    return microsToMs(zoneless !== undefined && !hasZone(bytes, start, end) ? zoneless.toUtc(micros) : micros)
  }

  /** Whole number from 0 to `max`, UNSET where there is none, REFUSED where the unit is rejected. */
  whole(slot: number, max: number): number {
    const { kinds, starts, ends } = this.slots
    const kind = kinds[slot]
    if (kind === ABSENT || kind === NULL) return UNSET
    if (kind === NUMBER) {
      const digits = parseWhole(this.buffer, starts[slot] as number, ends[slot] as number)
      const value = digits >= 0 ? digits : this.number(slot)
      if (Number.isInteger(value) && value >= 0 && value <= max) return value
    }
    this.refuse('bad_number', slot)
    return REFUSED
  }

  /** The same, also where the digits stand in a text, as 64-bit numbers do in JSON of Protocol Buffers. */
  wholeOrDigits(slot: number, max: number): number {
    const { kinds, starts, ends } = this.slots
    if (kinds[slot] !== PLAIN_TEXT && kinds[slot] !== OTHER_TEXT) return this.whole(slot, max)
    const start = starts[slot] as number
    const end = ends[slot] as number
    const digits =
      kinds[slot] === PLAIN_TEXT
        ? end - start <= MOST_DIGITS
          ? parseWhole(this.buffer, start, end)
          : REFUSED
        : wholeOfText(this.string(slot) ?? '')
    if (digits >= 0 && digits <= max) return digits
    this.refuse('bad_number', slot)
    return REFUSED
  }

  /** A number as JSON has it; NaN where there is none. */
  number(slot: number): number {
    const { kinds, starts, ends } = this.slots
    if (kinds[slot] !== NUMBER) return Number.NaN
    return Number(decodeText(this.buffer, starts[slot] as number, ends[slot] as number))
  }

  private described(slot: number): string {
    const kind = this.slots.kinds[slot]
    if (kind === PLAIN_TEXT || kind === OTHER_TEXT) return cutText(this.string(slot) ?? '', 100)
    if (kind === NUMBER) return String(this.number(slot))
    if (kind === TRUE || kind === FALSE) return String(kind === TRUE)
    return kind === LIST ? 'a list' : kind === OBJECT ? 'an object' : 'nothing'
  }
}

const MOST_DIGITS = 16

const wholeOfText = (text: string): number => (/^\d{1,16}$/.test(text) ? Number(text) : REFUSED)
