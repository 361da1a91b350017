/**
 * The values of one column in one row group, a row at a time and in place: no object and no string per row. Why not
 * hyparquet's decoder: it makes a string of each text, takes counts and run lengths as the page claims them (a run of
 * five bytes makes an array of 2^31 elements), and a process that runs out of memory takes other uploads with it. One
 * subject in one file: where in the pages of a column a row stands, which all of its encodings share.
 */
import { type PageCodec, UNCOMPRESSED } from './codecs.ts'
import { ParquetDeltas, readLengths } from './deltas.ts'
import { type Dictionary, ENTRY_BYTES, readDictionary, uint32 } from './dictionary.ts'
import { littleEndian, wholeOfBytes } from './exact-numbers.ts'
import { countSet, levelsOf, partsOfPage, partsOfPageV2 } from './levels.ts'
import { decimalOfBytes, numberOfSum, readNumber, valueWidth } from './numbers.ts'
import {
  BYTE_STREAM_SPLIT,
  DELTA_BINARY_PACKED,
  DELTA_BYTE_ARRAY,
  DELTA_LENGTH_BYTE_ARRAY,
  encodingName,
  type PageHeader,
  PLAIN,
  PLAIN_DICTIONARY,
  RLE,
  RLE_DICTIONARY,
  readPageHeader,
} from './page.ts'
import { ParquetRuns } from './runs.ts'
import { BOOLEAN, BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY, INT32, INT64, type ParquetColumn, typeOf } from './schema.ts'
import { ParquetDamage } from './thrift.ts'

/** What the columns of a row group may take together. */
export interface PageBudget {
  /** Decompressed bytes that are held at once. */
  bytes: number
  /** Values of lists, of which a row may have any number. */
  listValues: number
}

/** Bytes of a value that are made a string: more than any name that is kept. */
const TEXT_BYTES = 1024

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

export class ColumnCursor {
  /**
   * Whether the row has a value (of a list: whether its first one is there); then `number` of a column of numbers (times as
   * epoch ms, booleans as 0 and 1, decimals with their fraction), or bytes [start, end) of `buffer`.
   */
  isSet = false
  number = 0
  buffer: Uint8Array = new Uint8Array(0)
  start = 0
  end = 0

  private readonly column: ParquetColumn
  private readonly isBytes: boolean
  private readonly codec: PageCodec
  private readonly chunk: Uint8Array
  private readonly budget: PageBudget
  private at = 0
  private reserved = 0
  private left = 0
  private repetitions: ParquetRuns | undefined
  private definitions: ParquetRuns | undefined
  /** Of a list: the level of the value that comes, where it was looked at. */
  private nextRepetition: number | undefined
  private dictionary: Dictionary | undefined
  /** The entry of the dictionary that the value is; below 0 where it is none. */
  private entry = -1
  private indexes: ParquetRuns | undefined
  private deltas: ParquetDeltas | undefined
  private page: Uint8Array = new Uint8Array(0)
  private view: DataView = new DataView(new ArrayBuffer(0))
  private place = 0
  /** Lengths of delta-encoded texts: of the whole text or of its end, and how much it shares with the one before. */
  private lengths: Int32Array | undefined
  private prefixes: Int32Array | undefined
  private nth = 0
  private encoding = PLAIN

  /** `chunk`: all bytes of the column in this row group. */
  constructor(column: ParquetColumn, codec: PageCodec, chunk: Uint8Array, budget: PageBudget) {
    this.column = column
    this.isBytes = column.type === BYTE_ARRAY || column.type === FIXED_LEN_BYTE_ARRAY
    this.codec = codec
    this.chunk = chunk
    this.budget = budget
  }

  /** Goes to the next row. Throws ParquetDamage, with the column, where it cannot be read. */
  next(): void {
    try {
      if (this.column.maxRepetition === 0) this.nextValue()
      else this.nextList()
    } catch (error) {
      if (!(error instanceof ParquetDamage)) throw error
      const how = `${encodingName(this.encoding)}, ${this.codec.name}`
      throw new ParquetDamage(`${error.message}, in column ${this.column.name} (${how})`)
    }
  }

  /** Passes by at most so many rows, as far as a run says that they have the value of this one; returns how many. */
  passAlike(most: number): number {
    if (this.indexes === undefined || this.definitions !== undefined || this.column.maxRepetition > 0) return 0
    const count = this.indexes.passAlike(Math.min(this.left, most))
    this.left -= count
    return count
  }

  /** The value as text, of which the first 1,024 bytes count; made once of an entry of the dictionary. */
  text(): string {
    const texts = this.entry < 0 ? undefined : this.dictionary?.texts
    const made = texts?.[this.entry]
    if (made !== undefined) return made
    const text = decoder.decode(this.buffer.subarray(this.start, Math.min(this.end, this.start + TEXT_BYTES)))
    if (texts !== undefined) texts[this.entry] = text
    return text
  }

  /** The whole number that the value is, to its last digit; of a decimal without its point. Undefined of one that is too long. */
  whole(): bigint | undefined {
    if (this.column.maxRepetition === 0) this.showBytes()
    return wholeOfBytes(this.buffer, this.start, this.end, this.column)
  }

  /** Has `buffer` show the bytes of a number, as it does those of texts and of a dictionary's entries. */
  private showBytes(): void {
    if (this.isBytes || this.entry >= 0 || this.column.type === BOOLEAN) return
    const width = valueWidth(this.column)
    this.buffer = this.deltas === undefined ? this.page : littleEndian(this.deltas.last, width)
    this.end = this.deltas === undefined ? this.place : width
    this.start = this.end - width
  }

  private nextValue(): void {
    while (this.left === 0) this.openPage()
    this.left--
    this.isSet = this.definitions === undefined || this.definitions.next() === this.column.maxDefinition
    if (!this.isSet) return
    if (this.indexes !== undefined) this.takeEntry(this.indexes.next())
    else if (this.isBytes) this.takeBytes()
    else this.takeNumber()
  }

  /** Takes the first value of the row's list, and passes the others by. */
  private nextList(): void {
    const level = this.nextRepetition ?? this.takeRepetition()
    if (level === undefined) throw new ParquetDamage('fewer values than rows')
    if (level > 0) throw new ParquetDamage('a list that goes on before it began')
    this.nextValue()
    if (this.isSet) this.showBytes()
    this.nextRepetition = this.takeRepetition()
    if (this.nextRepetition === undefined || this.nextRepetition === 0) return
    const { isSet, number, buffer, start, end, entry } = this
    while (this.nextRepetition !== undefined && this.nextRepetition > 0) {
      this.nextValue()
      this.nextRepetition = this.takeRepetition()
    }
    Object.assign(this, { isSet, number, buffer, start, end, entry })
  }

  /** The level of the value that comes; undefined where none does. */
  private takeRepetition(): number | undefined {
    while (this.left === 0) {
      if (this.at >= this.chunk.length) return undefined
      this.openPage()
    }
    return this.repetitions?.next() ?? 0
  }

  private openPage(): void {
    if (this.at >= this.chunk.length) throw new ParquetDamage('fewer values than rows')
    const header = readPageHeader(this.chunk, this.at)
    this.at = header.end
    if (header.kind === 'other') return
    if (header.kind === 'dictionary') {
      if (this.dictionary !== undefined) throw new ParquetDamage('two dictionaries')
      this.reserve(header.size + header.values * ENTRY_BYTES)
      const page = this.codec.decompress(this.chunk.subarray(header.start, header.end), header.size)
      this.dictionary = readDictionary(this.column, page, header.values)
      return
    }
    this.budget.bytes += this.reserved
    this.reserved = 0
    this.reserve(header.size)
    this.reserved = header.size
    if (this.column.maxRepetition > 0) this.budget.listValues -= header.values
    if (this.budget.listValues < 0) throw new ParquetDamage('lists of more values than a file of its size holds')
    this.left = header.values
    if (this.left > 0) this.openValues(header)
  }

  private reserve(bytes: number): void {
    this.budget.bytes -= bytes
    if (this.budget.bytes < 0) throw new ParquetDamage('pages that are larger together than the limit')
  }

  private openValues(header: PageHeader): void {
    const { maxDefinition, maxRepetition } = this.column
    const { repetitions, definitions, values } = this.partsOf(header)
    this.repetitions = levelsOf(repetitions, maxRepetition)
    this.definitions = levelsOf(definitions, maxDefinition)
    this.page = values
    this.view = new DataView(values.buffer, values.byteOffset, values.byteLength)
    this.place = 0
    this.entry = -1
    this.indexes = undefined
    this.deltas = undefined
    this.lengths = undefined
    this.prefixes = undefined
    this.nth = 0
    this.encoding = header.encoding
    this.openEncoding(header.encoding, () => countSet(header.values, definitions, maxDefinition))
  }

  private partsOf(header: PageHeader) {
    const body = this.chunk.subarray(header.start, header.end)
    if (header.kind !== 'data-v2') return partsOfPage(this.codec.decompress(body, header.size), this.column)
    const parts = partsOfPageV2(body, header, this.column)
    const size = header.size - (body.length - parts.values.length)
    const { decompress } = header.compressed ? this.codec : UNCOMPRESSED
    return { ...parts, values: decompress(parts.values, size) }
  }

  /** `count`: how many values of the page are there. */
  private openEncoding(encoding: number, count: () => number): void {
    const hasLengths = this.column.type === BYTE_ARRAY
    const isBoolean = this.column.type === BOOLEAN
    const isWhole = this.column.type === INT32 || this.column.type === INT64
    if (encoding === PLAIN_DICTIONARY || encoding === RLE_DICTIONARY) {
      // A page of nulls alone may have no body.
      this.indexes = new ParquetRuns(this.page, Math.min(1, this.page.length), this.page.length, this.page[0] ?? 0)
    } else if (encoding === DELTA_BINARY_PACKED && isWhole) {
      // A page of nulls alone may have none here either.
      if (this.page.length > 0) this.deltas = new ParquetDeltas(this.page, 0)
    } else if (encoding === DELTA_LENGTH_BYTE_ARRAY && hasLengths) {
      this.openLengths(0, count())
    } else if (encoding === DELTA_BYTE_ARRAY && this.isBytes) {
      const set = count()
      const { lengths, end } = readLengths(this.page, 0, set)
      this.prefixes = lengths
      this.openLengths(end, set)
    } else if (encoding === RLE && isBoolean) {
      this.openBooleans()
    } else if (encoding === BYTE_STREAM_SPLIT && !isBoolean && !hasLengths) {
      this.joinStreams(valueWidth(this.column))
    } else if (encoding !== PLAIN) {
      throw new ParquetDamage(
        `values of ${typeOf(this.column)} in an encoding that is not read (write the file with PLAIN or RLE_DICTIONARY)`,
      )
    }
  }

  /** The first bytes of all values, then the second ones, and so on: put together as plain encoding has them. */
  private joinStreams(width: number): void {
    const streams = this.page
    const count = streams.length / width
    if (!Number.isInteger(count)) throw new ParquetDamage(`streams of ${streams.length} bytes for values of ${width}`)
    this.reserve(streams.length)
    this.reserved += streams.length
    const joined = new Uint8Array(streams.length)
    for (let stream = 0, from = 0; stream < width; stream++)
      for (let at = stream; at < joined.length; at += width) joined[at] = streams[from++] ?? 0
    this.page = joined
    this.view = new DataView(joined.buffer)
  }

  private openLengths(start: number, count: number): void {
    const { lengths, end } = readLengths(this.page, start, count)
    this.lengths = lengths
    this.place = end
  }
  /** Runs of one bit, after their length. */
  private openBooleans(): void {
    const length = this.page.length === 0 ? 0 : uint32(this.page, 0)
    if (length > this.page.length - 4 && length > 0) throw new ParquetDamage('booleans beyond their page')
    this.indexes = new ParquetRuns(this.page, Math.min(4, this.page.length), Math.min(4, this.page.length) + length, 1)
  }

  private takeEntry(index: number): void {
    if (this.column.type === BOOLEAN) {
      this.number = index
      return
    }
    const dictionary = this.dictionary
    if (dictionary === undefined || index >= dictionary.ends.length) {
      throw new ParquetDamage(`dictionary entry ${index}, which is not there`)
    }
    this.entry = index
    this.number = dictionary.numbers[index] ?? 0
    this.buffer = dictionary.buffer
    this.start = dictionary.starts[index] ?? 0
    this.end = dictionary.ends[index] ?? 0
  }

  private takeBytes(): void {
    const nth = this.nth++
    const length = this.lengths === undefined ? this.takeLength() : (this.lengths[nth] ?? 0)
    if (length > this.page.length - this.place) throw new ParquetDamage('a text beyond its page')
    const shared = this.prefixes?.[nth] ?? 0
    if (shared > 0) {
      this.takeShared(shared, length)
    } else {
      this.buffer = this.page
      this.start = this.place
      this.end = this.place + length
    }
    this.place += length
    const { scale } = this.column
    if (scale !== undefined) this.number = decimalOfBytes(this.buffer, this.start, this.end, scale)
  }

  /** A text that begins as the one before. Made anew only while it is short: a chain of them must not grow. */
  private takeShared(shared: number, length: number): void {
    if (shared > this.end - this.start || shared + length > 65_536) throw new ParquetDamage('a text that is too long')
    const text = new Uint8Array(shared + length)
    text.set(this.buffer.subarray(this.start, this.start + shared))
    text.set(this.page.subarray(this.place, this.place + length), shared)
    this.buffer = text
    this.start = 0
    this.end = text.length
  }

  private takeLength(): number {
    const width = valueWidth(this.column)
    if (width > 0) return width
    const length = uint32(this.page, this.place)
    this.place += 4
    return length
  }

  private takeNumber(): void {
    if (this.deltas !== undefined) {
      this.number = numberOfSum(this.deltas.next(), this.column)
    } else if (this.column.type === BOOLEAN) {
      const nth = this.nth++
      const bits = this.page[nth >>> 3]
      if (bits === undefined) throw new ParquetDamage('booleans beyond their page')
      this.number = (bits >>> (nth & 7)) & 1
    } else {
      const width = valueWidth(this.column)
      if (width > this.page.length - this.place) throw new ParquetDamage('numbers beyond their page')
      this.number = readNumber(this.view, this.place, this.column)
      this.place += width
    }
  }
}
