/**
 * The values of one column in one row group, a row at a time and in place: no object and no string per row. Why not
 * hyparquet's decoder: it makes a string of each text, takes counts and run lengths as the page claims them (a run of
 * five bytes makes an array of 2^31 elements), and a process that runs out of memory takes other uploads with it.
 */
import { decompressPage } from './codecs.ts'
import { ParquetDeltas, readLengths } from './deltas.ts'
import { BYTE_ARRAY, INT32, type ParquetColumn } from './footer.ts'
import {
  DELTA_BINARY_PACKED,
  DELTA_BYTE_ARRAY,
  DELTA_LENGTH_BYTE_ARRAY,
  type PageHeader,
  PLAIN,
  PLAIN_DICTIONARY,
  RLE_DICTIONARY,
  readPageHeader,
} from './page.ts'
import { ParquetRuns } from './runs.ts'
import { ParquetDamage } from './thrift.ts'

/** Decompressed bytes that the columns of a row group may hold at once. */
export interface PageBudget {
  bytes: number
}

/** What an entry of a dictionary takes beside its bytes. */
const ENTRY_BYTES = 16

interface Dictionary {
  numbers: Float64Array
  buffer: Uint8Array
  starts: Int32Array
  ends: Int32Array
}

export class ColumnCursor {
  /** Whether the row has a value; then `number` of a number column, or bytes [start, end) of `buffer`. */
  isSet = false
  number = 0
  buffer: Uint8Array = new Uint8Array(0)
  start = 0
  end = 0

  private readonly column: ParquetColumn
  private readonly codec: number
  private readonly chunk: Uint8Array
  private readonly budget: PageBudget
  private at = 0
  private reserved = 0
  private left = 0
  private levels: ParquetRuns | undefined
  private dictionary: Dictionary | undefined
  private indexes: ParquetRuns | undefined
  private deltas: ParquetDeltas | undefined
  private page: Uint8Array = new Uint8Array(0)
  private view: DataView = new DataView(new ArrayBuffer(0))
  private place = 0
  /** Lengths of delta-encoded texts: of the whole text or of its end, and how much it shares with the one before. */
  private lengths: Int32Array | undefined
  private prefixes: Int32Array | undefined
  private nth = 0

  /** `chunk`: all bytes of the column in this row group. */
  constructor(column: ParquetColumn, codec: number, chunk: Uint8Array, budget: PageBudget) {
    this.column = column
    this.codec = codec
    this.chunk = chunk
    this.budget = budget
  }

  /** Goes to the next row. Throws ParquetDamage where it cannot be read. */
  next(): void {
    while (this.left === 0) this.openPage()
    this.left--
    this.isSet = this.levels === undefined || this.levels.next() === 1
    if (!this.isSet) return
    if (this.indexes !== undefined) this.takeEntry(this.indexes.next())
    else if (this.column.type === BYTE_ARRAY) this.takeText()
    else this.takeNumber()
  }

  private openPage(): void {
    if (this.at >= this.chunk.length) throw new ParquetDamage('fewer values than rows')
    const header = readPageHeader(this.chunk, this.at)
    this.at = header.end
    if (header.kind === 'other') return
    if (header.kind === 'dictionary') {
      if (this.dictionary !== undefined) throw new ParquetDamage('two dictionaries')
      this.reserve(header.size + header.values * ENTRY_BYTES)
      this.dictionary = this.readDictionary(header)
      return
    }
    this.budget.bytes += this.reserved
    this.reserved = 0
    this.reserve(header.size)
    this.reserved = header.size
    this.left = header.values
    if (this.left > 0) this.openValues(header)
  }

  private reserve(bytes: number): void {
    this.budget.bytes -= bytes
    if (this.budget.bytes < 0) throw new ParquetDamage('pages that are larger together than the limit')
  }

  private openValues(header: PageHeader): void {
    const { optional } = this.column
    let body = this.chunk.subarray(header.start, header.end)
    let levels: Uint8Array = new Uint8Array(0)
    if (header.kind === 'data-v2') {
      const before = header.repetitionBytes + header.definitionBytes
      if (optional) levels = body.subarray(header.repetitionBytes, before)
      const values = body.subarray(before)
      body = decompressPage(header.compressed ? this.codec : 0, values, header.size - before)
    } else {
      body = decompressPage(this.codec, body, header.size)
      if (optional) {
        const length = uint32(body, 0)
        if (length > body.length - 4) throw new ParquetDamage('levels beyond their page')
        levels = body.subarray(4, 4 + length)
        body = body.subarray(4 + length)
      }
    }
    this.levels = levels.length > 0 ? new ParquetRuns(levels, 0, levels.length, 1) : undefined
    this.page = body
    this.view = new DataView(body.buffer, body.byteOffset, body.byteLength)
    this.place = 0
    this.indexes = undefined
    this.deltas = undefined
    this.lengths = undefined
    this.prefixes = undefined
    this.nth = 0
    this.openEncoding(header, levels)
  }

  private openEncoding(header: PageHeader, levels: Uint8Array): void {
    const isText = this.column.type === BYTE_ARRAY
    if (header.encoding === PLAIN_DICTIONARY || header.encoding === RLE_DICTIONARY) {
      // A page of nulls alone may have no body.
      this.indexes = new ParquetRuns(this.page, Math.min(1, this.page.length), this.page.length, this.page[0] ?? 0)
    } else if (header.encoding === DELTA_BINARY_PACKED && !isText) {
      this.deltas = new ParquetDeltas(this.page, 0)
    } else if (header.encoding === DELTA_LENGTH_BYTE_ARRAY && isText) {
      this.openLengths(0, setValues(header.values, levels))
    } else if (header.encoding === DELTA_BYTE_ARRAY && isText) {
      const count = setValues(header.values, levels)
      const { lengths, end } = readLengths(this.page, 0, count)
      this.prefixes = lengths
      this.openLengths(end, count)
    } else if (header.encoding !== PLAIN) {
      throw new ParquetDamage(`encoding ${header.encoding}, which is not read`)
    }
  }

  private openLengths(start: number, count: number): void {
    const { lengths, end } = readLengths(this.page, start, count)
    this.lengths = lengths
    this.place = end
  }

  private takeEntry(index: number): void {
    const dictionary = this.dictionary
    if (dictionary === undefined || index >= dictionary.ends.length) {
      throw new ParquetDamage(`dictionary entry ${index}, which is not there`)
    }
    this.number = dictionary.numbers[index] ?? 0
    this.buffer = dictionary.buffer
    this.start = dictionary.starts[index] ?? 0
    this.end = dictionary.ends[index] ?? 0
  }

  private takeText(): void {
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
    const length = uint32(this.page, this.place)
    this.place += 4
    return length
  }

  private takeNumber(): void {
    if (this.deltas !== undefined) {
      const value = this.deltas.next()
      this.number = this.column.type === INT32 ? Number(BigInt.asIntN(32, value)) : Number(value)
      return
    }
    const size = this.column.type === INT32 ? 4 : 8
    if (size > this.page.length - this.place) throw new ParquetDamage('numbers beyond their page')
    this.number = readNumber(this.view, this.place, size)
    this.place += size
  }

  private readDictionary(header: PageHeader): Dictionary {
    const page = decompressPage(this.codec, this.chunk.subarray(header.start, header.end), header.size)
    const view = new DataView(page.buffer, page.byteOffset, page.byteLength)
    const isText = this.column.type === BYTE_ARRAY
    const size = this.column.type === INT32 || isText ? 4 : 8
    if (header.values * size > page.length) throw new ParquetDamage('a dictionary beyond its page')
    const numbers = new Float64Array(isText ? 0 : header.values)
    const starts = new Int32Array(header.values)
    const ends = new Int32Array(header.values)
    let place = 0
    for (let i = 0; i < header.values; i++) {
      if (isText) {
        const length = uint32(page, place)
        place += 4
        if (length > page.length - place) throw new ParquetDamage('a text beyond its page')
        starts[i] = place
        ends[i] = place + length
        place += length
      } else {
        numbers[i] = readNumber(view, place, size)
        place += size
      }
    }
    return { numbers, buffer: page, starts, ends }
  }
}

/** Little-endian whole number of 4 or 8 bytes; beyond 2^53 inexact. */
function readNumber(view: DataView, at: number, size: number): number {
  return size === 4 ? view.getInt32(at, true) : view.getInt32(at + 4, true) * 4_294_967_296 + view.getUint32(at, true)
}

function uint32(bytes: Uint8Array, at: number): number {
  if (at + 4 > bytes.length) throw new ParquetDamage('a length beyond its page')
  return (
    ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)) >>> 0
  )
}

/** Values that are not null. */
function setValues(values: number, levels: Uint8Array): number {
  if (levels.length === 0) return values
  const runs = new ParquetRuns(levels, 0, levels.length, 1)
  let count = 0
  for (let i = 0; i < values; i++) count += runs.next() === 1 ? 1 : 0
  return count
}
