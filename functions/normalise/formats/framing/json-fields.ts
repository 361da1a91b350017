/** Typed reading of the fields of JSON objects, as formats of JSON logs need it. */
import { type Address, parseAddress } from '../../../lib/addresses.ts'
import type { RejectReason } from '../../rejects.ts'
import type { RecordSink } from '../format.ts'
import { cutText } from './cut-text.ts'
import { isJsonObject, type JsonObject } from './json-values.ts'
import { microsToMs, parseIsoAsMicros } from './numbers.ts'
import { hasZone, type ZonelessTimes } from './time-zones.ts'

/** What a number is where the field has no word, and where it is not what it must be (the object is rejected then). */
export const UNSET = Number.NaN
export const REFUSED = -1

const nothing: JsonObject = {}
const scratch = new Uint8Array(64)
const encoder = new TextEncoder()

/** A text that is not empty; undefined for anything else. */
export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

/** An object's inner object; an empty one where it has none. */
export function innerOf(object: JsonObject, name: string): JsonObject {
  const value = object[name]
  return isJsonObject(value) ? value : nothing
}

/**
 * Reads fields of an object that is one unit of the log. A field that is there and is not what it must be rejects the unit,
 * with its JSON path; nothing more may be read of that unit then.
 */
export class JsonFields {
  private readonly sink: Pick<RecordSink, 'reject'>
  private readonly zoneless: ZonelessTimes | undefined
  private prefix = ''

  /** `zoneless` reads times without a zone; without it they are UTC. */
  constructor(sink: Pick<RecordSink, 'reject'>, zoneless?: ZonelessTimes) {
    this.sink = sink
    this.zoneless = zoneless
  }

  /** JSON path of what is read from now on, with a dot; empty for the whole value. */
  setPrefix(prefix: string): void {
    this.prefix = prefix
  }

  /** Rejects the unit for this value: `missing_field` where there is none, else `reason`. Returns false. */
  refuse(reason: RejectReason, path: string, value: unknown): false {
    const missing = value === undefined || value === null
    this.sink.reject(missing ? 'missing_field' : reason, this.prefix + path, describe(value))
    return false
  }

  /** Reads an address that must be there. */
  address(object: JsonObject, name: string, path: string, into: Address): boolean {
    const value = object[name]
    return (
      (typeof value === 'string' && parseAddress(value, into) !== undefined) || this.refuse('bad_address', path, value)
    )
  }

  /** Epoch ms of a time in ISO 8601 that must be there, floored; NaN where the unit is rejected. */
  time(object: JsonObject, name: string, path: string): number {
    const value = object[name]
    if (typeof value === 'string') {
      const { read, written } = encoder.encodeInto(value, scratch)
      const micros = read === value.length ? parseIsoAsMicros(scratch, 0, written) : Number.NaN
      const isZoneless = this.zoneless !== undefined && !hasZone(scratch, 0, written)
      if (!Number.isNaN(micros)) return microsToMs(isZoneless ? this.zoneless.toUtc(micros) : micros)
    }
    this.refuse('bad_time', path, value)
    return Number.NaN
  }

  /** Whole number from 0 to `max`, UNSET where there is none, REFUSED where the unit is rejected. */
  whole(object: JsonObject, name: string, path: string, max: number): number {
    const value = object[name]
    if (value === undefined || value === null) return UNSET
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max) return value
    this.refuse('bad_number', path, value)
    return REFUSED
  }

  /** The same, also where the digits stand in a text, as 64-bit numbers do in JSON of Protocol Buffers. */
  wholeOrDigits(object: JsonObject, name: string, path: string, max: number): number {
    const value = object[name]
    if (typeof value !== 'string') return this.whole(object, name, path, max)
    const digits = /^\d{1,16}$/.test(value) ? Number(value) : REFUSED
    if (digits >= 0 && digits <= max) return digits
    this.refuse('bad_number', path, value)
    return REFUSED
  }
}

function describe(value: unknown): string {
  if (typeof value === 'string') return cutText(value, 100)
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (value === undefined || value === null) return 'nothing'
  return Array.isArray(value) ? 'a list' : 'an object'
}
