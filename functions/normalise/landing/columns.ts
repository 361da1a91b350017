/** What the encoders of pages take and give: columns as typed arrays, and the parts of a chunk. */
import type { Encoding } from 'hyparquet'
import type { ByteSink } from './byte-sink.ts'

/**
 * Row → code → value: `indexOf[codes[row]]` is an index into `dictionary`, -1 is NULL. Every code of `indexOf` occurs in
 * some row, and every entry of the dictionary is some code's.
 */
export interface DictionaryColumn {
  kind: 'dictionary'
  codes: Int32Array
  indexOf: Int32Array
  dictionary: ArrayLike<string | number>
  /** Where its numbers stand for texts, as of addresses: none need be made on the way. */
  texts?: TextEntries
}

/** Texts that numbers stand for. */
export interface TextEntries {
  text(number: number): string
  /** Appends the texts of these as entries of a dictionary. */
  append(sink: ByteSink, numbers: ArrayLike<number>): void
}

/** Whole numbers; NaN, or `nullValue` in an Int32Array, is NULL. Written as INT32 or INT64 by the schema's element. */
export interface NumberColumn {
  kind: 'number'
  values: Float64Array | Int32Array
  nullValue?: number
}

export type ColumnData = DictionaryColumn | NumberColumn

/** A column, or what makes it when it is to be written: it holds until the next one is made, which takes the same memory. */
export type ColumnSource = ColumnData | (() => ColumnData)

/** What an encoder leaves in the pages and says of them. */
export interface EncodedColumn {
  encoding: Encoding
  /** Entries of the dictionary page; there is none for other encodings than RLE_DICTIONARY. */
  dictionaryEntries: number
  nulls: number
  /** Statistics, where there are values and they are numbers. */
  min: number | undefined
  max: number | undefined
}

/** The parts of a chunk before compression. One set serves all chunks: a chunk is encoded and written in one go. */
export interface Pages {
  levels: ByteSink
  body: ByteSink
  dictionary: ByteSink
}
