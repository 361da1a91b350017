/** The loops of the kernel and those of the script: the same pages, byte for byte. */
import fc from 'fast-check'
import type { SchemaElement } from 'hyparquet'
import { expect, it } from 'vitest'
import { ByteSink } from '../../../functions/normalise/landing/byte-sink.ts'
import type { ColumnData } from '../../../functions/normalise/landing/columns.ts'
import { type Encoders, scriptEncoders } from '../../../functions/normalise/landing/encoders.ts'
import { reusePlaces } from '../../../functions/normalise/landing/groups.ts'
import { kernelEncoders } from '../../../functions/normalise/landing/page-kernel.ts'
import { runsOf } from '../../support/depth.ts'
import { seededRandom } from '../../support/random.ts'

const seed = 20_170_403

function encoded(
  { encodeDictionary, encodeNumbers }: Encoders,
  element: SchemaElement,
  column: ColumnData,
  rows: number,
) {
  const pages = { levels: new ByteSink(), body: new ByteSink(), dictionary: new ByteSink() }
  const found =
    column.kind === 'dictionary'
      ? encodeDictionary(pages, element, column, rows)
      : encodeNumbers(pages, element, column, rows)
  const bytes = Object.values(pages).map(sink => Buffer.from(sink.bytes()).toString('latin1'))
  return { found, bytes }
}

const elements = fc.record({
  type: fc.constantFrom('INT32' as const, 'INT64' as const),
  repetition_type: fc.constantFrom('OPTIONAL' as const, 'REQUIRED' as const),
})
const rowCounts = fc.oneof(fc.integer({ min: 4090, max: 9000 }), fc.constantFrom(4095, 4096, 100_000, 131_072, 131_073))
const shapes = fc.record({
  rows: rowCounts,
  random: fc.integer({ min: 1, max: 2 ** 31 - 2 }),
  from: fc.constantFrom(0, 0, -1, -70_000, 1_491_004_800_000, -(2 ** 50), 2 ** 52),
  /** Values lie from `from` up to so much more. */
  width: fc.constantFrom(0, 1, 2, 9, 300, 4094, 4096, 65_535, 65_536, 2 ** 20, 2 ** 31 - 2, 2 ** 31, 2 ** 45),
  /** Steps between values that occur. */
  step: fc.constantFrom(1, 1, 7, 1000, 2 ** 33),
  inOrder: fc.boolean(),
  /** How long a value mostly stays. */
  stay: fc.constantFrom(1, 1, 3, 8, 100, 1_000_000),
  nulls: fc.constantFrom(0, 0, 0.01, 0.5, 0.99, 1),
})

type Shape = typeof shapes extends fc.Arbitrary<infer T> ? T : never

/** Whole numbers of a shape, NaN for NULL. */
function valuesOf(shape: Shape): number[] {
  const { rows, random, from, width, step, inOrder, stay, nulls } = shape
  const next = seededRandom(random).uniform
  const values: number[] = []
  let value = from
  for (let i = 0; i < rows; i++) {
    if (next() * stay < 1) {
      const place = inOrder ? i / rows : next()
      value = from + Math.floor((place * (width + 1)) / step) * step
    }
    values.push(next() < nulls ? Number.NaN : value)
  }
  return values
}

it('encodes numbers alike, whatever they are', () => {
  fc.assert(
    fc.property(elements, shapes, fc.boolean(), (element, shape, isNarrow) => {
      const values = valuesOf(shape)
      const column: ColumnData = isNarrow
        ? {
            kind: 'number',
            values: Int32Array.from(values, value => (Number.isNaN(value) ? -1 : value)),
            nullValue: -1,
          }
        : { kind: 'number', values: Float64Array.from(values) }
      const of = { name: 'column', ...element }
      expect(encoded(kernelEncoders, of, column, shape.rows)).toEqual(encoded(scriptEncoders, of, column, shape.rows))
    }),
    { seed, numRuns: runsOf(600) },
  )
}, 120_000)

it('encodes numbers alike of which none is NULL', () => {
  const values = Int32Array.from({ length: 5000 }, (_, at) => (at % 50) - 1)
  const column: ColumnData = { kind: 'number', values }
  const of = { name: 'part', type: 'INT32', repetition_type: 'REQUIRED' } as const
  expect(encoded(kernelEncoders, of, column, 5000)).toEqual(encoded(scriptEncoders, of, column, 5000))
})

it('groups ids and encodes their dictionaries alike, whatever they are', () => {
  fc.assert(
    fc.property(elements, shapes, fc.integer({ min: 0, max: 3 }), (element, shape, nullEvery) => {
      reusePlaces()
      const { rows } = shape
      const ids = Int32Array.from(valuesOf({ ...shape, from: -1, step: shape.step % 4096 }), value =>
        Number.isNaN(value) ? 0 : Math.min(value, 3_000_000),
      )
      const grouped = kernelEncoders.groupIds(ids, rows)
      expect(grouped).toEqual(scriptEncoders.groupIds(ids, rows))
      const dictionary: number[] = []
      const indexOf = Int32Array.from(grouped.distinct, (id, at) =>
        nullEvery > 0 && at % nullEvery === 0 ? -1 : dictionary.push(id) - 1,
      )
      const column: ColumnData = { kind: 'dictionary', codes: grouped.places, indexOf, dictionary }
      const of = { name: 'column', ...element }
      expect(encoded(kernelEncoders, of, column, rows)).toEqual(encoded(scriptEncoders, of, column, rows))
    }),
    { seed, numRuns: runsOf(600) },
  )
}, 120_000)
