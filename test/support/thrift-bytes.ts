/** Thrift's compact protocol as a writer: footers and page headers that claim what a test wants. */

export type ThriftFields = { [id: number]: ThriftTestValue }
export type ThriftTestValue = number | string | ThriftFields | ThriftList

class ThriftList {
  readonly values: readonly ThriftTestValue[]
  constructor(values: readonly ThriftTestValue[]) {
    this.values = values
  }
}

/** A list of values that are all of one kind. */
export const thriftList = (values: readonly ThriftTestValue[]): ThriftList => new ThriftList(values)

const typeOf = (value: ThriftTestValue): number =>
  typeof value === 'number' ? 6 : typeof value === 'string' ? 8 : value instanceof ThriftList ? 9 : 12

function varint(value: number): number[] {
  const bytes: number[] = []
  let left = value
  while (left >= 128) {
    bytes.push((left % 128) + 128)
    left = Math.floor(left / 128)
  }
  return [...bytes, left]
}

function bytesOf(value: ThriftTestValue): number[] {
  if (typeof value === 'number') return varint(value >= 0 ? value * 2 : -value * 2 - 1)
  if (typeof value === 'string') return [...varint(value.length), ...Buffer.from(value)]
  if (!(value instanceof ThriftList)) return [...thriftStruct(value)]
  const type = value.values[0] === undefined ? 12 : typeOf(value.values[0])
  return [0xf0 + type, ...varint(value.values.length), ...value.values.flatMap(bytesOf)]
}

/** Bytes of a struct; fields in order of id. Whole numbers are written as i64, which readers of any width take. */
export function thriftStruct(fields: ThriftFields): Uint8Array {
  let last = 0
  const parts = Object.entries(fields).flatMap(([key, value]) => {
    const id = Number(key)
    const head = (id - last) * 16 + typeOf(value)
    last = id
    return [[head], bytesOf(value)]
  })
  return Uint8Array.from([...parts, [0]].flat())
}
