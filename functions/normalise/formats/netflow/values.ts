/** What a record's fields say, as numbers by slot. */
import { wordAt } from '../../../lib/addresses.ts'
import { DOUBLE, MICROSECONDS, NTP, PLACE_4, PLACE_6, SECONDS, type Slot, slots, WHOLE } from './elements.ts'
import { type Template, VARIABLE } from './template.ts'

export const slotOf = (slot: Slot): number => slots.indexOf(slot)

/** Seconds from 1900, where NTP's first era begins, to 1970, and of an era. */
const NTP_TO_UNIX = 2_208_988_800
const NTP_ERA = 4_294_967_296

export interface RecordValues {
  /** NaN where a record has no word. Addresses are places in the buffer. */
  readonly of: Float64Array
  /**
   * Reads the record of a template at `start`; returns the place after it, or −1 where it goes beyond `end`.
   */
  read(template: Template, bytes: Buffer, start: number, end: number): number
}

export function createRecordValues(): RecordValues {
  const of = new Float64Array(slots.length).fill(Number.NaN)
  /** Whose values stand there: those of the same template are written over. */
  let current: Template | undefined
  /** The bytes read last, and a view of them. */
  let viewed: Buffer | undefined
  let view: DataView = new DataView(new ArrayBuffer(0))
  /** Of a record whose fields say their own length. */
  let offsets = new Int32Array(0)
  let lengths = new Int32Array(0)

  /** All of the record is there: numbers of the usual lengths are read whole, in a third of the time that their bytes take. */
  function readFixed(template: Template, bytes: Buffer, start: number): void {
    const { slots: into, offsets, lengths: long, readings } = template
    const view = viewOf(bytes)
    for (let i = 0; i < into.length; i++) {
      const at = start + (offsets[i] as number)
      const length = long[i] as number
      const reading = readings[i] as number
      let value: number
      if (reading === PLACE_4) value = at
      else if (reading !== WHOLE) value = readField(bytes, at, length, reading)
      else if (length === 4) value = view.getUint32(at)
      else if (length === 2) value = view.getUint16(at)
      else if (length === 1) value = view.getUint8(at)
      else if (length === 8) value = view.getUint32(at) * 4_294_967_296 + view.getUint32(at + 4)
      else value = readWhole(bytes, at, length)
      of[into[i] as number] = value
    }
  }

  function viewOf(bytes: Buffer): DataView {
    if (bytes !== viewed) {
      viewed = bytes
      view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    }
    return view
  }

  function readVariable(template: Template, bytes: Buffer, start: number, end: number): number {
    const { slots: into, readings, allLengths, places } = template
    if (offsets.length < into.length) {
      offsets = new Int32Array(into.length)
      lengths = new Int32Array(into.length)
    }
    let at = start
    for (let field = 0; field < allLengths.length; field++) {
      let length = allLengths[field] as number
      if (length === VARIABLE) {
        if (at >= end) return -1
        length = bytes[at] as number
        at++
        if (length === 255) {
          if (end - at < 2) return -1
          length = bytes.readUInt16BE(at)
          at += 2
        }
      }
      const place = places[field] as number
      if (place >= 0) {
        offsets[place] = at
        lengths[place] = length
      }
      at += length
      if (at > end) return -1
    }
    for (let i = 0; i < into.length; i++) {
      of[into[i] as number] = readField(bytes, offsets[i] as number, lengths[i] as number, readings[i] as number)
    }
    return at
  }

  return {
    of,
    read(template, bytes, start, end) {
      if (template !== current) {
        of.fill(Number.NaN)
        current = template
      }
      if (template.isVariable) return readVariable(template, bytes, start, end)
      if (start + template.length > end) return -1
      readFixed(template, bytes, start)
      return start + template.length
    },
  }
}

/** The number of a field; NaN where it has no length that can be read. */
function readField(bytes: Buffer, at: number, length: number, reading: number): number {
  switch (reading) {
    case PLACE_4:
      return length === 4 ? at : Number.NaN
    case PLACE_6:
      return length === 16 ? at : Number.NaN
    case SECONDS:
      return length === 4 ? readWhole(bytes, at, 4) * 1000 : Number.NaN
    case NTP:
      return length === 8 ? ntpMs(readWhole(bytes, at, 4), readWhole(bytes, at + 4, 4)) : Number.NaN
    case DOUBLE:
      return length === 8 ? bytes.readDoubleBE(at) : Number.NaN
    case MICROSECONDS:
      return readWhole(bytes, at, length) / 1000
    default:
      return readWhole(bytes, at, length)
  }
}

/** Unsigned whole number of 1 to 8 bytes, big-endian; beyond 2^53 near it. NaN for other lengths. */
export function readWhole(bytes: Buffer, at: number, length: number): number {
  switch (length) {
    case 1:
      return bytes[at] as number
    case 2:
      return ((bytes[at] as number) << 8) | (bytes[at + 1] as number)
    case 4:
      return wordAt(bytes, at)
    case 8:
      return wordAt(bytes, at) * 4_294_967_296 + wordAt(bytes, at + 4)
  }
  if (length < 1 || length > 8) return Number.NaN
  let value = 0
  for (let i = at; i < at + length; i++) value = value * 256 + (bytes[i] as number)
  return value
}

/** Epoch ms of an NTP timestamp (RFC 5905, section 6): a first bit of 0 means the era that begins in 2036. */
function ntpMs(seconds: number, fraction: number): number {
  const sinceFirstEra = seconds < NTP_ERA / 2 ? seconds + NTP_ERA : seconds
  return (sinceFirstEra - NTP_TO_UNIX) * 1000 + (fraction * 1000) / NTP_ERA
}

/** The first of two values that is there. */
export const either = (first: number, second: number): number => (Number.isNaN(first) ? second : first)
