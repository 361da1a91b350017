import type { SchemaElement } from 'hyparquet'
import { newMultiplier } from '../hash-seed.ts'
import type { EncodedColumn, NumberColumn, Pages } from './columns.ts'
import { appendIndexes, appendLevels } from './dictionary-pages.ts'
import { appendDeltas } from './encodings.ts'

/** Distinct values beyond which a dictionary of numbers no longer pays. */
export const MAX_DISTINCT = 4096
/** Values that lie so close together find their place in the dictionary by a table, others by hashing. */
const MAX_TABLE = 65_536
const MAX_DELTA_RANGE = 2 ** 31
const MAX_DELTA_VALUE = 2 ** 51

/** Values that are not NULL, levels and dictionary indexes of the chunk under way; kept between chunks. */
let present = new Float64Array(0)
let levels = new Int32Array(0)
let indexes = new Int32Array(0)
const table = new Int32Array(MAX_TABLE)
const slots = new Int32Array(MAX_DISTINCT * 2)
/** 13 bits of a hash name one of the slots. */
const SHIFT = 19
const [low, high] = [newMultiplier(), newMultiplier()]

/**
 * Encodes whole numbers: by a dictionary where at most 4,096 distinct values and on average 4 rows each, by deltas where
 * they lie within 2^31, else as they are.
 */
export function encodeNumbers(pages: Pages, element: SchemaElement, column: NumberColumn, rows: number): EncodedColumn {
  if (present.length < rows) {
    present = new Float64Array(rows)
    levels = new Int32Array(rows)
    indexes = new Int32Array(rows)
  }
  const { values, nullValue } = column
  const count = values instanceof Int32Array ? takeIntegers(values, rows, nullValue) : takeDoubles(values, rows)
  const nulls = rows - count
  const wide = element.type === 'INT64'
  appendLevels(pages.levels, element, levels, rows, nulls)
  if (count === 0) return { encoding: 'PLAIN', dictionaryEntries: 0, nulls, min: undefined, max: undefined }
  const { min, max } = extremes(present, count)
  const found = { nulls, min, max }
  const distinct = min === max ? [min] : smallDictionary(min, max, count)
  if (distinct !== undefined) {
    for (const value of distinct) pages.dictionary.appendInteger(value, wide)
    appendIndexes(pages.body, indexes, count, distinct.length)
    return { encoding: 'RLE_DICTIONARY', dictionaryEntries: distinct.length, ...found }
  }
  if (isDeltaRange(min, max)) {
    appendDeltas(pages.body, present, count)
    return { encoding: 'DELTA_BINARY_PACKED', dictionaryEntries: 0, ...found }
  }
  for (let i = 0; i < count; i++) pages.body.appendInteger(present[i] as number, wide)
  return { encoding: 'PLAIN', dictionaryEntries: 0, ...found }
}

/** Whether values between these are written as deltas. */
export const isDeltaRange = (min: number, max: number): boolean =>
  max - min < MAX_DELTA_RANGE && min > -MAX_DELTA_VALUE && max < MAX_DELTA_VALUE

// Two loops and not one over both kinds of array: code that sees one kind is several times as fast.
function takeIntegers(values: Int32Array, rows: number, nullValue: number | undefined): number {
  let count = 0
  for (let i = 0; i < rows; i++) {
    const value = values[i] as number
    const level = value === nullValue ? 0 : 1
    present[count] = value
    levels[i] = level
    count += level
  }
  return count
}

function takeDoubles(values: Float64Array, rows: number): number {
  let count = 0
  for (let i = 0; i < rows; i++) {
    const value = values[i] as number
    const level = Number.isNaN(value) ? 0 : 1
    present[count] = value
    levels[i] = level
    count += level
  }
  return count
}

function extremes(values: Float64Array, count: number): { min: number; max: number } {
  let min = Number.POSITIVE_INFINITY
  let max = Number.NEGATIVE_INFINITY
  for (let i = 0; i < count; i++) {
    const value = values[i] as number
    if (value < min) min = value
    if (value > max) max = value
  }
  return { min, max }
}

/** Fills `indexes` and returns the distinct values in order of appearance; undefined where there are too many. */
function smallDictionary(min: number, max: number, count: number): number[] | undefined {
  const limit = Math.min(MAX_DISTINCT, count >> 2)
  if (limit === 0) return undefined
  return max - min < MAX_TABLE ? byTable(min, max, count, limit) : byHash(count, limit)
}

function byTable(min: number, max: number, count: number, limit: number): number[] | undefined {
  const distinct: number[] = []
  table.fill(0, 0, max - min + 1)
  for (let i = 0; i < count; i++) {
    const value = present[i] as number
    const at = value - min
    let place = table[at] as number
    if (place === 0) {
      if (distinct.length === limit) return undefined
      place = distinct.push(value)
      table[at] = place
    }
    indexes[i] = place - 1
  }
  return distinct
}

function byHash(count: number, limit: number): number[] | undefined {
  const distinct: number[] = []
  slots.fill(0)
  for (let i = 0; i < count; i++) {
    const value = present[i] as number
    let slot = (Math.imul(value | 0, low) + Math.imul((value / 4294967296) | 0, high)) >>> SHIFT
    let place: number
    for (;;) {
      place = slots[slot] as number
      if (place === 0 || distinct[place - 1] === value) break
      slot = (slot + 1) & (MAX_DISTINCT * 2 - 1)
    }
    if (place === 0) {
      if (distinct.length === limit) return undefined
      place = distinct.push(value)
      slots[slot] = place
    }
    indexes[i] = place - 1
  }
  return distinct
}
