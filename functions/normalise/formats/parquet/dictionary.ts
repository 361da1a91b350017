/** The distinct values of a column chunk, which its pages name by number. */
import { decimalOfBytes, readNumber, valueWidth } from './numbers.ts'
import { BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY, type ParquetColumn } from './schema.ts'
import { ParquetDamage } from './thrift.ts'

/** What an entry takes beside its bytes. */
export const ENTRY_BYTES = 16

export interface Dictionary {
  /** Of a column of numbers. */
  numbers: Float64Array
  /** Of a column of texts: entry i is bytes [starts[i], ends[i]). */
  buffer: Uint8Array
  starts: Int32Array
  ends: Int32Array
  /** The entries that were asked for as text. */
  texts: (string | undefined)[]
}

/** Reads `values` entries of a decompressed page. Throws ParquetDamage where they do not fit. */
export function readDictionary(column: ParquetColumn, page: Uint8Array, values: number): Dictionary {
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength)
  const isBytes = column.type === BYTE_ARRAY || column.type === FIXED_LEN_BYTE_ARRAY
  const width = valueWidth(column)
  // A value without a width of its own has a length before it.
  if (values * (width || 4) > page.length) throw new ParquetDamage('a dictionary beyond its page')
  const numbers = new Float64Array(isBytes && column.scale === undefined ? 0 : values)
  const starts = new Int32Array(values)
  const ends = new Int32Array(values)
  let place = 0
  for (let i = 0; i < values; i++) {
    let length = width
    if (length === 0) {
      length = uint32(page, place)
      place += 4
      if (length > page.length - place) throw new ParquetDamage('a text beyond its page')
    }
    starts[i] = place
    ends[i] = place + length
    if (!isBytes) numbers[i] = readNumber(view, place, column)
    else if (column.scale !== undefined) numbers[i] = decimalOfBytes(page, place, place + length, column.scale)
    place += length
  }
  return { numbers, buffer: page, starts, ends, texts: [] }
}

/** The little-endian number of four bytes. Throws ParquetDamage where they are not there. */
export function uint32(bytes: Uint8Array, at: number): number {
  if (at + 4 > bytes.length) throw new ParquetDamage('a length beyond its page')
  return (
    ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)) >>> 0
  )
}
