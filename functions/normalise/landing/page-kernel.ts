/**
 * Loops over the rows of a group in WebAssembly. One memory of 8.4 MB serves all uploads of a thread, as a column is encoded
 * in one go; small groups are left to the loops of `encoders.ts`, for which nothing is compiled.
 */
import type { SchemaElement } from 'hyparquet'
import { newMultiplier } from '../hash-seed.ts'
import { PAGES_BASE64 } from '../kernel/pages-module.ts'
import { instantiate } from '../kernel/web-assembly.ts'
import type { DictionaryColumn, EncodedColumn, NumberColumn, Pages } from './columns.ts'
import { appendDictionary, encodeDictionary } from './dictionary-pages.ts'
import type { Encoders } from './encoders.ts'
import { appendRun } from './encodings.ts'
import { type Grouped, groupIds, groupTwice, takeDistinct, takePlaces, zeroPlaces } from './groups.ts'
import { encodeNumbers, isDeltaRange, MAX_DISTINCT } from './number-pages.ts'

/** As in `kernel/assembly/pages/memory.ts`. */
const MOST_ROWS = 0x20000
const VALUES = 0x10000
const PRESENT = 0x110000
const INDEXES = 0x290000
const DISTINCT = 0x310000
const LEVELS_OUT = 0x320000
const OUT = 0x340000
const TABLE = 0x440000
const TABLE_ENTRIES = 0x100000
/** Below it compiling and copying cost more than they bring. */
const LEAST_ROWS = 4096

interface Exports {
  memory: { buffer: ArrayBuffer }
  group(rows: number): number
  splitNulls(rows: number): number
  mapCodes(rows: number): void
  indexes(count: number, bitWidth: number): number
  levels(rows: number): number
  takeIntegers(rows: number, nullValue: number, isNullable: number): number
  takeDoubles(rows: number): number
  dictionary(count: number, limit: number, low: number, high: number): number
  deltas(count: number): number
  least: { value: number }
  most: { value: number }
}

type PageKernel = ReturnType<typeof createPageKernel>
let opened: PageKernel | undefined
const [low, high] = [newMultiplier(), newMultiplier()]

function createPageKernel() {
  const exports = instantiate<Exports>(PAGES_BASE64, {})
  const { buffer } = exports.memory
  return {
    ...exports,
    bytes: new Uint8Array(buffer),
    integers: new Int32Array(buffer, VALUES, MOST_ROWS),
    doubles: new Float64Array(buffer, VALUES, MOST_ROWS),
    present: new Float64Array(buffer, PRESENT, MOST_ROWS),
    distinctIds: new Int32Array(buffer, PRESENT, MOST_ROWS),
    places: new Int32Array(buffer, INDEXES, MOST_ROWS),
    distinct: new Float64Array(buffer, DISTINCT, MAX_DISTINCT),
    table: new Int32Array(buffer, TABLE, TABLE_ENTRIES),
  }
}

/** The kernel for a group of so many rows; undefined where it is none for it. */
function kernelFor(rows: number): PageKernel | undefined {
  if (rows < LEAST_ROWS || rows > MOST_ROWS) return undefined
  opened ??= createPageKernel()
  return opened
}

function group(ids: Int32Array, rows: number): Grouped {
  const kernel = kernelFor(rows)
  if (kernel === undefined) return groupIds(ids, rows)
  kernel.integers.set(ids.subarray(0, rows))
  const count = kernel.group(rows)
  if (count < 0) return groupIds(ids, rows)
  if (count === 0) return { distinct: Int32Array.of(ids[0] as number), places: zeroPlaces(rows) }
  const places = takePlaces(rows)
  places.set(kernel.places.subarray(0, rows))
  const distinct = takeDistinct(count)
  distinct.set(kernel.distinctIds.subarray(0, count))
  return { distinct, places }
}

function twice(first: Grouped, second: Grouped): Grouped {
  const rows = first.places.length
  const { distinct, places } = second
  const kernel = distinct.length > 1 && places.length <= TABLE_ENTRIES ? kernelFor(rows) : undefined
  if (kernel === undefined) return groupTwice(first, second)
  kernel.integers.set(first.places)
  kernel.table.set(places)
  kernel.mapCodes(rows)
  const through = takePlaces(rows)
  through.set(kernel.places.subarray(0, rows))
  return { distinct, places: through }
}

function numbers(pages: Pages, element: SchemaElement, column: NumberColumn, rows: number): EncodedColumn {
  const kernel = kernelFor(rows)
  if (kernel === undefined) return encodeNumbers(pages, element, column, rows)
  const { body } = pages
  const count = take(kernel, column, rows)
  const nulls = rows - count
  appendLevels(kernel, pages, element, rows, nulls)
  if (count === 0) return { encoding: 'PLAIN', dictionaryEntries: 0, nulls, min: undefined, max: undefined }
  const [min, max] = [kernel.least.value, kernel.most.value]
  const found = { nulls, min, max }
  const wide = element.type === 'INT64'
  if (min === max) {
    pages.dictionary.appendInteger(min, wide)
    appendIndexes(kernel, pages, count, 1)
    return { encoding: 'RLE_DICTIONARY', dictionaryEntries: 1, ...found }
  }
  const limit = Math.min(MAX_DISTINCT, count >> 2)
  const entries = limit === 0 ? 0 : kernel.dictionary(count, limit, low, high)
  if (entries > 0) {
    for (let at = 0; at < entries; at++) pages.dictionary.appendInteger(kernel.distinct[at] as number, wide)
    appendIndexes(kernel, pages, count, entries)
    return { encoding: 'RLE_DICTIONARY', dictionaryEntries: entries, ...found }
  }
  if (isDeltaRange(min, max)) {
    body.appendBytes(kernel.bytes.subarray(OUT, OUT + kernel.deltas(count)))
    return { encoding: 'DELTA_BINARY_PACKED', dictionaryEntries: 0, ...found }
  }
  for (let i = 0; i < count; i++) body.appendInteger(kernel.present[i] as number, wide)
  return { encoding: 'PLAIN', dictionaryEntries: 0, ...found }
}

function take(kernel: PageKernel, { values, nullValue }: NumberColumn, rows: number): number {
  if (values instanceof Int32Array) {
    kernel.integers.set(values.subarray(0, rows))
    return kernel.takeIntegers(rows, nullValue ?? 0, nullValue === undefined ? 0 : 1)
  }
  kernel.doubles.set(values.subarray(0, rows))
  return kernel.takeDoubles(rows)
}

function dictionary(pages: Pages, element: SchemaElement, column: DictionaryColumn, rows: number): EncodedColumn {
  const { codes, indexOf, dictionary: values } = column
  const entries = values.length
  const kernel = indexOf.length > 1 && indexOf.length <= TABLE_ENTRIES ? kernelFor(rows) : undefined
  if (kernel === undefined || entries === 0) return encodeDictionary(pages, element, column, rows)
  const { min, max } = appendDictionary(pages, element, column)
  const hasNulls = indexOf.includes(-1)
  let count = rows
  // One value needs no indexes.
  if (hasNulls || entries > 1) {
    kernel.integers.set(codes.subarray(0, rows))
    kernel.table.set(indexOf)
    if (hasNulls) count = kernel.splitNulls(rows)
    else kernel.mapCodes(rows)
  }
  appendLevels(kernel, pages, element, rows, rows - count)
  appendIndexes(kernel, pages, count, entries)
  return { encoding: 'RLE_DICTIONARY', dictionaryEntries: entries, nulls: rows - count, min, max }
}

/** As `appendIndexes` has it, of those that the kernel has found. */
function appendIndexes(kernel: PageKernel, { body }: Pages, count: number, entries: number): void {
  const bitWidth = entries <= 1 ? 0 : 32 - Math.clz32(entries - 1)
  body.appendByte(bitWidth)
  if (bitWidth === 0) appendRun(body, 0, count, 0)
  else body.appendBytes(kernel.bytes.subarray(OUT, OUT + kernel.indexes(count, bitWidth)))
}

/** As `appendLevels` has it, of those that the kernel has found. */
function appendLevels(
  kernel: PageKernel,
  { levels }: Pages,
  element: SchemaElement,
  rows: number,
  nulls: number,
): void {
  if (element.repetition_type !== 'OPTIONAL') return
  if (nulls === 0 || nulls === rows) appendRun(levels, nulls === 0 ? 1 : 0, rows, 1)
  else levels.appendBytes(kernel.bytes.subarray(LEVELS_OUT, LEVELS_OUT + kernel.levels(rows)))
}

export const kernelEncoders: Encoders = {
  groupIds: group,
  groupTwice: twice,
  encodeNumbers: numbers,
  encodeDictionary: dictionary,
}
