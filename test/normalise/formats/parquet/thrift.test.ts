import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  ParquetDamage,
  readThriftStruct,
  type ThriftStruct,
  type ThriftValue,
  type Wanted,
} from '../../../../functions/normalise/formats/parquet/thrift.ts'
import { ByteSink } from '../../../../functions/normalise/landing/byte-sink.ts'
import { BINARY, createThrift, I32, STRUCT, type Thrift } from '../../../../functions/normalise/landing/thrift.ts'
import { runsOf } from '../../../support/depth.ts'

/** Fields of a struct as the writer of landing files can write them: numbers, bytes, structs, and lists of one of them. */
type Field = number | Uint8Array | Fields | number[] | Uint8Array[] | Fields[]
interface Fields {
  [id: number]: Field
}

const { fields } = fc.letrec<{ fields: Fields }>(tie => {
  const leaf = fc.oneof(fc.integer(), fc.uint8Array({ maxLength: 20 }))
  const few = { maxLength: 4 }
  const field = fc.oneof(
    { weight: 3, arbitrary: leaf },
    tie('fields'),
    fc.array(fc.integer(), { maxLength: 20 }),
    fc.array(fc.uint8Array({ maxLength: 5 }), few),
    fc.array(tie('fields'), few),
  )
  return {
    fields: fc.dictionary(fc.integer({ min: 1, max: 12 }).map(String), field, {
      maxKeys: 5,
      depthIdentifier: 'fields',
    }) as fc.Arbitrary<Fields>,
  }
})

function write(thrift: Thrift, of: Fields): void {
  for (const [key, field] of Object.entries(of)) {
    const id = Number(key)
    if (typeof field === 'number') thrift.long(id, field)
    else if (field instanceof Uint8Array) thrift.bytes(id, field)
    else if (Array.isArray(field)) {
      const [first] = field
      thrift.list(id, first instanceof Uint8Array ? BINARY : typeof first === 'object' ? STRUCT : I32, field.length)
      for (const element of field) {
        if (typeof element === 'number') thrift.intElement(element)
        else if (element instanceof Uint8Array) thrift.bytesElement(element)
        else writeElement(thrift, element)
      }
    } else {
      thrift.struct(id)
      write(thrift, field)
      thrift.end()
    }
  }
}

function writeElement(thrift: Thrift, of: Fields): void {
  thrift.begin()
  write(thrift, of)
  thrift.end()
}

function bytesOf(of: Fields): Uint8Array {
  const thrift = createThrift(new ByteSink())
  writeElement(thrift, of)
  return thrift.sink.bytes().slice()
}

/** The same as the reader gives, with what is wanted of it. */
function read(of: Fields, wanted: Wanted | true): ThriftStruct {
  const wantedOf = (id: number) => (wanted === true ? true : wanted[id])
  return new Map(
    Object.entries(of).flatMap(([key, field]) => {
      const of = wantedOf(Number(key))
      return of === undefined ? [] : [[Number(key), valueOfField(field, of)]]
    }),
  )
}
function valueOfField(field: Field, wanted: Wanted | true): ThriftValue {
  if (typeof field === 'number' || field instanceof Uint8Array) return field
  if (!Array.isArray(field)) return read(field, wanted)
  const only = wanted === true ? undefined : wanted.element
  const elements: Field[] = only === undefined ? field : field.filter((_, at) => at === only)
  return elements.map(element => valueOfField(element, wanted))
}

const { wanted } = fc.letrec<{ wanted: Wanted | true }>(tie => ({
  wanted: fc.oneof(
    { depthIdentifier: 'wanted', maxDepth: 4 },
    fc.constant(true as const),
    fc
      .record({
        fields: fc.dictionary(fc.integer({ min: 1, max: 12 }).map(String), tie('wanted'), { maxKeys: 8 }),
        element: fc.option(fc.nat(3), { nil: undefined }),
      })
      .map(({ fields, element }) => ({ ...fields, element }) as Wanted),
  ),
}))

it('reads of a struct what is wanted, and ends where it ends', () => {
  fc.assert(
    fc.property(fields, wanted, fc.uint8Array({ maxLength: 3 }), (of, wanted, behind) => {
      const bytes = bytesOf(of)
      const { struct, end } = readThriftStruct(Uint8Array.from([...bytes, ...behind]), 0, wanted)
      expect(end).toBe(bytes.length)
      expect(struct).toEqual(read(of, wanted))
    }),
    { seed: 20_170_407, numRuns: runsOf(2000) },
  )
})

it('refuses a struct that is cut, wherever it is and whatever is wanted of it', () => {
  fc.assert(
    fc.property(fields, wanted, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (of, wanted, part) => {
      const bytes = bytesOf(of)
      const cut = bytes.subarray(0, Math.floor(bytes.length * part))
      expect(() => readThriftStruct(cut, 0, wanted)).toThrow(ParquetDamage)
    }),
    { seed: 20_170_407, numRuns: runsOf(2000) },
  )
})

it.each([
  ['nested deeper than any', Uint8Array.from({ length: 60 }, () => 0x1c)],
  ['of a type that there is not', Uint8Array.of(0x1f)],
  ['with a list longer than the file', Uint8Array.of(0x19, 0xf5, 0xff, 0xff, 0xff, 0x0f)],
  ['with a field of a number that is none', Uint8Array.of(0x05, 0xff, 0xff, 0xff, 0x0f, 0, 0)],
])('refuses a struct %s where it passes it by, as where it reads it', (_, bytes) => {
  expect(() => readThriftStruct(bytes, 0)).toThrow(ParquetDamage)
  expect(() => readThriftStruct(bytes, 0, {})).toThrow(ParquetDamage)
})
