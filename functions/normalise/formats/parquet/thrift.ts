/**
 * Thrift's compact protocol, as far as Parquet's footer and page headers use it, from bytes that nobody vouches for.
 * https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
 */

/** Something of a Parquet file is not what the format demands; the message says what, for the owner of the file. */
export class ParquetDamage extends Error {
  override name = 'ParquetDamage'
}

export type ThriftValue = number | boolean | Uint8Array | ThriftValue[] | ThriftStruct

/** Values by field id. */
export type ThriftStruct = ReadonlyMap<number, ThriftValue>

/** Fields of a struct that are read, by their ids, and what is read of each: all, or some fields of a struct or of a list of them. */
export interface Wanted {
  readonly [id: number]: Wanted | true
  /** Of a list, the one element that is wanted, by its place; else all are. */
  readonly element?: number | undefined
  /** Of a struct, the field behind which nothing is read or passed by any more: no other is wanted, and its end is not asked for. */
  readonly last?: number
}

const BOOLEAN_TRUE = 1
const BOOLEAN_FALSE = 2
const BYTE = 3
const I16 = 4
const I32 = 5
const I64 = 6
const DOUBLE = 7
const BINARY = 8
const LIST = 9
const SET = 10
const STRUCT = 12

/** Parquet's own footer nests seven deep. */
const DEEPEST = 24
const LONGEST_VARINT = 10
/** Thrift's ids are 16-bit; places of larger ones in a Map could be chosen so that all fall together. */
const LARGEST_ID = 32_767
/** Structs, lists and texts of a footer, each of which takes up to 250 bytes here, and one in the file: 20 a column chunk are usual. */
const MOST_OBJECTS = 1_000_000

/**
 * Reads the struct at `start`, or what is wanted of it, passing the rest by; `end` is the place after it, or after the last that is
 * wanted. What is built is bounded by what was read, and by MOST_OBJECTS. Whole numbers beyond 2^53 are inexact. Throws ParquetDamage.
 */
export function readThriftStruct(
  bytes: Uint8Array,
  start: number,
  wanted: Wanted | true = true,
): { struct: ThriftStruct; end: number } {
  let at = start
  let objects = 0

  function byte(): number {
    const value = bytes[at++]
    if (value === undefined) throw new ParquetDamage('a header that ends too early')
    return value
  }

  function varint(): number {
    let value = 0
    let unit = 1
    for (let i = 0; i < LONGEST_VARINT; i++) {
      const next = byte()
      value += (next & 127) * unit
      if (next < 128) return value
      unit *= 128
    }
    throw new ParquetDamage('a number of more than ten bytes')
  }

  function zigzag(): number {
    const value = varint()
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }

  function skip(count: number): void {
    if (count > bytes.length - at) throw new ParquetDamage('a header that ends too early')
    at += count
  }

  function binary(): Uint8Array {
    const length = varint()
    skip(length)
    return bytes.subarray(at - length, at)
  }

  /** The type of a list's elements, and how many there are. */
  function listHead(): { type: number; size: number } {
    const head = byte()
    const size = head >> 4 === 15 ? varint() : head >> 4
    if (size > bytes.length - at) throw new ParquetDamage('a list longer than the file')
    return { type: head & 15, size }
  }

  function list(depth: number, wanted: Wanted | true): ThriftValue[] {
    const { type, size } = listHead()
    const only = wanted === true ? undefined : wanted.element
    const values: ThriftValue[] = []
    for (let i = 0; i < size; i++) {
      if (type <= BOOLEAN_FALSE) values.push(byte() === 1)
      else if (only === undefined || only === i) values.push(read(type, depth, wanted))
      else pass(type, depth)
    }
    return values
  }

  function read(type: number, depth: number, wanted: Wanted | true): ThriftValue {
    if (depth > DEEPEST) throw new ParquetDamage('a header nested too deeply')
    if (type >= BINARY && ++objects > MOST_OBJECTS) throw new ParquetDamage(`a header of over ${MOST_OBJECTS} values`)
    switch (type) {
      case BOOLEAN_TRUE:
        return true
      case BOOLEAN_FALSE:
        return false
      case BYTE:
        return byte()
      case I16:
      case I32:
      case I64:
        return zigzag()
      case DOUBLE:
        skip(8)
        return Number.NaN
      case BINARY:
        return binary()
      case LIST:
      case SET:
        return list(depth + 1, wanted)
      case STRUCT:
        return struct(depth + 1, wanted)
      default:
        throw new ParquetDamage(`a header value of type ${type}`)
    }
  }

  /** The id of the field that a struct goes on with after `last`; its type is in the lowest bits of `head`. */
  function idAfter(last: number, head: number): number {
    const delta = head >> 4
    const id = delta === 0 ? zigzag() : last + delta
    if (id < 0 || id > LARGEST_ID) throw new ParquetDamage(`a header field of number ${id}`)
    return id
  }

  function struct(depth: number, wanted: Wanted | true): ThriftStruct {
    const fields = new Map<number, ThriftValue>()
    let id = 0
    for (;;) {
      const head = byte()
      if (head === 0) return fields
      id = idAfter(id, head)
      const wantedOf = wanted === true || wanted[id]
      if (wantedOf === undefined) pass(head & 15, depth)
      else fields.set(id, read(head & 15, depth, wantedOf))
      if (wanted !== true && id === wanted.last) return fields
    }
  }

  /** Goes on behind a value of which nothing is wanted. */
  function pass(type: number, depth: number): void {
    if (depth > DEEPEST) throw new ParquetDamage('a header nested too deeply')
    if (type === STRUCT) passStruct(depth + 1)
    else if (type === LIST || type === SET) passList(depth + 1)
    else if (type === BINARY) skip(varint())
    else if (type === I16 || type === I32 || type === I64) varint()
    else if (type === DOUBLE) skip(8)
    else if (type === BYTE) skip(1)
    else if (type !== BOOLEAN_TRUE && type !== BOOLEAN_FALSE) throw new ParquetDamage(`a header value of type ${type}`)
  }

  function passStruct(depth: number): void {
    let id = 0
    for (let head = byte(); head !== 0; head = byte()) {
      id = idAfter(id, head)
      pass(head & 15, depth)
    }
  }

  function passList(depth: number): void {
    const { type, size } = listHead()
    if (type <= BOOLEAN_FALSE) skip(size)
    else for (let i = 0; i < size; i++) pass(type, depth)
  }

  return { struct: struct(0, wanted), end: at }
}

/** The whole number of a field, or undefined. */
export function wholeOf(struct: ThriftStruct | undefined, id: number): number | undefined {
  const value = struct?.get(id)
  return typeof value === 'number' && Number.isInteger(value) ? value : undefined
}

/** The struct of a field, or undefined. */
export function structOf(struct: ThriftStruct | undefined, id: number): ThriftStruct | undefined {
  return asStruct(struct?.get(id))
}

/** The values of a list field; an empty list where it is none. */
export function listOf(struct: ThriftStruct | undefined, id: number): ThriftValue[] {
  const value = struct?.get(id)
  return Array.isArray(value) ? value : []
}

export const asStruct = (value: ThriftValue | undefined): ThriftStruct | undefined =>
  value instanceof Map ? value : undefined

const decoder = new TextDecoder()

/** The text of a binary value; empty where it is none. */
export const asText = (value: ThriftValue | undefined): string =>
  value instanceof Uint8Array ? decoder.decode(value) : ''
