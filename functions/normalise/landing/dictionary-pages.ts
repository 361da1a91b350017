import type { SchemaElement } from 'hyparquet'
import type { ByteSink } from './byte-sink.ts'
import type { DictionaryColumn, EncodedColumn, Pages } from './columns.ts'
import { appendRleBitPacked, appendRun } from './encodings.ts'

/** Rows' values and levels on their way; a row group's worth, kept between chunks. */
let indexes = new Int32Array(0)
let levels = new Int32Array(0)

/** Encodes a column whose dictionary is known. */
export function encodeDictionary(
  pages: Pages,
  element: SchemaElement,
  column: DictionaryColumn,
  rows: number,
): EncodedColumn {
  const { dictionary, indexOf } = column
  const entries = dictionary.length
  const { min, max } = appendDictionary(pages, element, column)
  const nulls = indexOf.includes(-1) ? (entries === 0 ? rows : splitNulls(column, rows)) : 0
  const count = rows - nulls
  if (nulls === 0 && entries > 1) mapCodes(column, rows)
  appendLevels(pages.levels, element, levels, rows, nulls)
  appendIndexes(pages.body, indexes, count, entries)
  return { encoding: 'RLE_DICTIONARY', dictionaryEntries: entries, nulls, min, max }
}

/** Appends the values, and returns the extremes of those that are numbers. */
export function appendDictionary(
  pages: Pages,
  element: SchemaElement,
  { dictionary, texts }: DictionaryColumn,
): Pick<EncodedColumn, 'min' | 'max'> {
  if (texts !== undefined) texts.append(pages.dictionary, dictionary as ArrayLike<number>)
  else if (typeof dictionary[0] === 'number') {
    const values = dictionary as ArrayLike<number>
    appendNumbers(pages.dictionary, values, element.type === 'INT64')
    return { min: leastOf(values), max: mostOf(values) }
  } else appendTexts(pages.dictionary, dictionary as ArrayLike<string>)
  return { min: undefined, max: undefined }
}

// A loop for each kind of values, as in `number-pages.ts`, which ends its function, as in `day-totals.ts`.
function appendTexts(sink: ByteSink, values: ArrayLike<string>): void {
  for (let at = 0; at < values.length; at++) sink.appendText(values[at] as string)
}

function appendNumbers(sink: ByteSink, values: ArrayLike<number>, isWide: boolean): void {
  for (let at = 0; at < values.length; at++) sink.appendInteger(values[at] as number, isWide)
}

function leastOf(values: ArrayLike<number>): number {
  let least = Number.POSITIVE_INFINITY
  for (let at = 0; at < values.length; at++) least = Math.min(least, values[at] as number)
  return least
}

function mostOf(values: ArrayLike<number>): number {
  let most = Number.NEGATIVE_INFINITY
  for (let at = 0; at < values.length; at++) most = Math.max(most, values[at] as number)
  return most
}

function room(rows: number): void {
  if (indexes.length >= rows) return
  indexes = new Int32Array(rows)
  levels = new Int32Array(rows)
}

function mapCodes({ codes, indexOf }: DictionaryColumn, rows: number): void {
  room(rows)
  const into = indexes
  for (let i = 0; i < rows; i++) into[i] = indexOf[codes[i] as number] as number
}

/** Fills indexes with those of the rows that have a value, and levels; returns the number of NULLs. */
function splitNulls({ codes, indexOf }: DictionaryColumn, rows: number): number {
  room(rows)
  const [into, present] = [indexes, levels]
  let count = 0
  for (let i = 0; i < rows; i++) {
    const index = indexOf[codes[i] as number] as number
    // Written always, kept only where there is a value: a branch that cannot be foreseen costs more.
    into[count] = index
    const level = index >= 0 ? 1 : 0
    present[i] = level
    count += level
  }
  return rows - count
}

/** Dictionary indexes with their bit width; `entries` 1 or 0 needs no indexes. */
export function appendIndexes(body: ByteSink, of: Int32Array, count: number, entries: number): void {
  const bitWidth = entries <= 1 ? 0 : 32 - Math.clz32(entries - 1)
  body.appendByte(bitWidth)
  if (bitWidth === 0) appendRun(body, 0, count, 0)
  else appendRleBitPacked(body, of, count, bitWidth)
}

/** Definition levels of a flat optional column, 0 or 1 a row; a required column has none. `of` is read where they differ. */
export function appendLevels(
  sink: ByteSink,
  element: SchemaElement,
  of: Int32Array,
  rows: number,
  nulls: number,
): void {
  if (element.repetition_type !== 'OPTIONAL') return
  if (nulls === 0 || nulls === rows) appendRun(sink, nulls === 0 ? 1 : 0, rows, 1)
  else appendRleBitPacked(sink, of, rows, 1)
}
