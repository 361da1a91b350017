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
 * Reads the struct at `start`; `end` is the place after it. What is built is bounded by what was read, and by MOST_OBJECTS.
 * Whole numbers beyond 2^53 are inexact. Throws ParquetDamage.
 */
export function readThriftStruct(bytes: Uint8Array, start: number): { struct: ThriftStruct; end: number } {
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

  function skip(count: number): Uint8Array {
    if (count > bytes.length - at) throw new ParquetDamage('a header that ends too early')
    at += count
    return bytes.subarray(at - count, at)
  }

  function list(depth: number): ThriftValue[] {
    const head = byte()
    const type = head & 15
    const size = head >> 4 === 15 ? varint() : head >> 4
    if (size > bytes.length - at) throw new ParquetDamage('a list longer than the file')
    const values: ThriftValue[] = []
    for (let i = 0; i < size; i++) values.push(type <= BOOLEAN_FALSE ? byte() === 1 : read(type, depth))
    return values
  }

  function read(type: number, depth: number): ThriftValue {
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
        return skip(varint())
      case LIST:
      case SET:
        return list(depth + 1)
      case STRUCT:
        return struct(depth + 1)
      default:
        throw new ParquetDamage(`a header value of type ${type}`)
    }
  }

  function struct(depth: number): ThriftStruct {
    const fields = new Map<number, ThriftValue>()
    let id = 0
    for (;;) {
      const head = byte()
      if (head === 0) return fields
      const delta = head >> 4
      id = delta === 0 ? zigzag() : id + delta
      if (id < 0 || id > LARGEST_ID) throw new ParquetDamage(`a header field of number ${id}`)
      fields.set(id, read(head & 15, depth))
    }
  }

  return { struct: struct(0), end: at }
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
