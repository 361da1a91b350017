/**
 * Writes structs in Thrift's compact protocol, in which Parquet has its page headers and its footer. Fields are given in
 * ascending order of their ids. https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
 */
import type { ByteSink } from './byte-sink.ts'

/** Types of fields and of elements of lists. */
const FALSE = 2
export const I32 = 5
const I64 = 6
export const BINARY = 8
const LIST = 9
export const STRUCT = 12

/** Sizes above it stand behind the byte that else holds them. */
const MAX_SHORT_LIST = 14

export interface Thrift {
  readonly sink: ByteSink
  /** Begins a struct that no field names: the outermost, or an element of a list. `after`: the id that was written last. */
  begin(after?: number): void
  end(): void
  /** Begins a struct in a field. */
  struct(id: number): void
  int(id: number, value: number): void
  /** A whole number within ±2^52. */
  long(id: number, value: number): void
  no(id: number): void
  bytes(id: number, bytes: Uint8Array): void
  /** A whole number as bytes: 8 or 4, little-endian. */
  plain(id: number, value: number, isWide: boolean): void
  /** Begins a list of elements of a type, which are to follow. */
  list(id: number, type: number, size: number): void
  /** Elements of a list. */
  intElement(value: number): void
  bytesElement(bytes: Uint8Array): void
}

export function createThrift(sink: ByteSink): Thrift {
  const outer: number[] = []
  let last = 0

  function field(id: number, type: number): void {
    sink.appendByte(((id - last) << 4) | type)
    last = id
  }

  function begin(after = 0): void {
    outer.push(last)
    last = after
  }

  function bytesElement(bytes: Uint8Array): void {
    sink.appendVarint(bytes.length)
    sink.appendBytes(bytes)
  }

  return {
    sink,
    begin,
    end() {
      sink.appendByte(0)
      last = outer.pop() ?? 0
    },
    struct(id) {
      field(id, STRUCT)
      begin()
    },
    int(id, value) {
      field(id, I32)
      sink.appendZigZag(value)
    },
    long(id, value) {
      field(id, I64)
      sink.appendZigZag(value)
    },
    no(id) {
      field(id, FALSE)
    },
    bytes(id, bytes) {
      field(id, BINARY)
      bytesElement(bytes)
    },
    plain(id, value, isWide) {
      field(id, BINARY)
      sink.appendByte(isWide ? 8 : 4)
      sink.appendInteger(value, isWide)
    },
    list(id, type, size) {
      field(id, LIST)
      const isShort = size <= MAX_SHORT_LIST
      sink.appendByte(((isShort ? size : 15) << 4) | type)
      if (!isShort) sink.appendVarint(size)
    },
    intElement: value => sink.appendZigZag(value),
    bytesElement,
  }
}
