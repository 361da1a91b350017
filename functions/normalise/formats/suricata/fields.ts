import { type Address, parseAddress } from '../../../lib/addresses.ts'
import type { RejectReason } from '../../rejects.ts'
import type { RecordSink } from '../format.ts'
import { cutText } from '../framing/cut-text.ts'
import { isJsonObject, type JsonObject } from '../framing/json-values.ts'
import { microsToMs, parseIsoAsMicros } from '../framing/numbers.ts'

/** What a number is where the field has no word, and where it is not what it must be (the event is rejected then). */
export const UNSET = Number.NaN
export const REFUSED = -1

const nothing: JsonObject = {}
const scratch = new Uint8Array(64)
const encoder = new TextEncoder()

/**
 * Typed reading of an event's fields. A field that is there and is not what it must be rejects the event, with its JSON
 * path; nothing more may be read of that event then.
 */
export class EveFields {
  private readonly sink: RecordSink
  private prefix = ''
  private event: JsonObject = nothing

  constructor(sink: RecordSink) {
    this.sink = sink
  }

  /** The event that is read from now on; `prefix` is its JSON path with a dot, empty for the whole value. */
  setEvent(event: JsonObject, prefix: string): void {
    this.event = event
    this.prefix = prefix
  }

  /** An inner object; an empty one where it is none. */
  inner(name: string): JsonObject {
    const value = this.event[name]
    return isJsonObject(value) ? value : nothing
  }

  /** Rejects the event for this value: `missing_field` where there is none, else `reason`. Returns false. */
  refuse(reason: RejectReason, path: string, value: unknown): false {
    const missing = value === undefined || value === null
    this.sink.reject(missing ? 'missing_field' : reason, this.prefix + path, describe(value))
    return false
  }

  /** Reads an address that must be there. */
  address(name: string, into: Address): boolean {
    const value = this.event[name]
    return (
      (typeof value === 'string' && parseAddress(value, into) !== undefined) || this.refuse('bad_address', name, value)
    )
  }

  /** Epoch ms of a time that must be there, floored; NaN where the event is rejected. */
  time(object: JsonObject, name: string, path: string): number {
    const value = object[name]
    if (typeof value === 'string') {
      const { read, written } = encoder.encodeInto(value, scratch)
      const micros = read === value.length ? parseIsoAsMicros(scratch, 0, written) : Number.NaN
      if (!Number.isNaN(micros)) return microsToMs(micros)
    }
    this.refuse('bad_time', path, value)
    return Number.NaN
  }

  /** Whole number from 0 to `max`, UNSET where there is none, REFUSED where the event is rejected. */
  whole(object: JsonObject, name: string, path: string, max: number): number {
    const value = object[name]
    if (value === undefined || value === null) return UNSET
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max) return value
    this.refuse('bad_number', path, value)
    return REFUSED
  }

  /** TCP flags, two hexadecimal digits; UNSET where there are none, REFUSED where the event is rejected. */
  flags(object: JsonObject, name: string, path: string): number {
    const value = object[name]
    if (value === undefined || value === null) return UNSET
    if (typeof value === 'string' && /^[0-9a-fA-F]{1,2}$/.test(value)) return Number.parseInt(value, 16)
    this.refuse('bad_number', path, value)
    return REFUSED
  }
}

/** A text that is not empty; undefined for anything else. */
export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

/** Longest id of a flow that is remembered; Suricata's have at most 19 digits. */
const LONGEST_ID = 64

/**
 * A flow's id as a key of a map; undefined where the event has none. A text also where it is a number: places of numbers
 * in a map can be chosen by who writes the file, so that all of them lie in one.
 */
export function flowKey(id: unknown): string | undefined {
  if (typeof id === 'number') return `#${id}`
  return typeof id === 'string' && id.length <= LONGEST_ID ? `"${id}` : undefined
}

function describe(value: unknown): string {
  if (typeof value === 'string') return cutText(value, 100)
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (value === undefined || value === null) return 'nothing'
  return Array.isArray(value) ? 'a list' : 'an object'
}
