import { type Address, parseAddressBytes } from '../../../lib/addresses.ts'
import type { RejectReason } from '../../rejects.ts'
import type { RecordSink } from '../format.ts'
import { bytesEqual, foundText, splitFields, splitQuotedFields } from './fields.ts'
import { parseWhole } from './numbers.ts'

/** What `FieldRow.whole` returns for a field without a word, and for one that is no whole number in range. */
export const UNSET = -1
export const BAD = -2

const SPACE = 32

/**
 * The fields of one delimited line after another, read in place by column. Columns are 0-based; −1 stands for a column
 * that the header does not name, and reads as unset. One instance serves all lines of an upload.
 */
export class FieldRow {
  buffer: Uint8Array = new Uint8Array(0)
  private starts = new Int32Array(0)
  private ends = new Int32Array(0)
  private names: readonly string[] = []
  private separator: Uint8Array
  private unset: Uint8Array
  /** The only byte of `unset`; -1 where it has several. */
  private unsetByte = -1
  /** Whether an empty field is unset as well. */
  private orEmpty = false
  /** Whether names are those of keys, whose places say nothing. */
  private ofKeys = false
  /** Whether a field that begins with a digit may be unset. */
  private unsetIsDigits = false
  private readonly sink: RecordSink

  /** `separator` between fields; `unset`: the bytes of a field without a word. */
  constructor(sink: RecordSink, separator: Uint8Array, unset: Uint8Array) {
    this.sink = sink
    this.separator = separator
    this.unset = unset
    this.setMarks(separator, unset)
  }

  /** `separator` between fields and the bytes of a field without a word, from the next line on. */
  setMarks(separator: Uint8Array, unset: Uint8Array): void {
    this.separator = separator
    this.unset = unset
    const first = unset[0] ?? 0
    this.unsetByte = unset.length === 1 ? first : -1
    this.unsetIsDigits = first >= 48 && first <= 57
  }

  /** From the next line on fields may be empty, for no word. */
  allowEmpty(): void {
    this.orEmpty = true
  }

  /** Names of the columns, from the next line on. */
  setColumns(names: readonly string[]): void {
    this.names = names
    this.starts = new Int32Array(names.length)
    this.ends = new Int32Array(names.length)
  }

  /** Splits a line; returns its number of fields. Fields may be read only where it equals the number of columns. */
  split(buffer: Uint8Array, start: number, end: number): number {
    this.buffer = buffer
    return splitFields(buffer, start, end, this.separator, this.starts, this.ends)
  }

  /** The same of CSV: a field in quotes is what is within them (RFC 4180), where quotes in it stay doubled. */
  splitQuoted(buffer: Uint8Array, start: number, end: number): number {
    this.buffer = buffer
    return splitQuotedFields(buffer, start, end, this.separator, this.starts, this.ends)
  }

  /** Fields that stand anywhere in `buffer` and are no line: their places go with `places`, two a column. */
  setFields(buffer: Uint8Array, places: Int32Array): void {
    this.buffer = buffer
    this.ofKeys = true
    for (let column = 0; column < this.starts.length; column++) {
      this.starts[column] = places[2 * column] ?? 0
      this.ends[column] = places[2 * column + 1] ?? 0
    }
  }

  startOf(column: number): number {
    return this.starts[column] ?? 0
  }

  endOf(column: number): number {
    return this.ends[column] ?? 0
  }

  /** Leaves out the spaces around a field of this line. */
  trim(column: number): void {
    if (column < 0) return
    let start = this.starts[column] ?? 0
    let end = this.ends[column] ?? 0
    while (start < end && this.buffer[start] === SPACE) start++
    while (end > start && this.buffer[end - 1] === SPACE) end--
    this.starts[column] = start
    this.ends[column] = end
  }

  isSet(column: number): boolean {
    if (column < 0) return false
    const start = this.starts[column] ?? 0
    const end = this.ends[column] ?? 0
    if (this.orEmpty && start === end) return false
    if (this.unsetByte >= 0) return end - start !== 1 || this.buffer[start] !== this.unsetByte
    return !bytesEqual(this.buffer, start, end, this.unset)
  }

  /** Whole number of at most `max`, UNSET or BAD. */
  whole(column: number, max: number): number {
    if (column < 0) return UNSET
    const start = this.starts[column] ?? 0
    const end = this.ends[column] ?? 0
    const first = this.buffer[start] ?? 0
    const isNumber = first >= 48 && first <= 57 && start < end && !this.unsetIsDigits
    if (!isNumber && !this.isSet(column)) return UNSET
    const value = parseWhole(this.buffer, start, end)
    return value < 0 || value > max ? BAD : value
  }

  /** Reads an address; false where there is none. */
  address(column: number, into: Address): boolean {
    return column >= 0 && parseAddressBytes(this.buffer, this.starts[column] ?? 0, this.ends[column] ?? 0, into)
  }

  equals(column: number, expected: Uint8Array): boolean {
    return column >= 0 && bytesEqual(this.buffer, this.starts[column] ?? 0, this.ends[column] ?? 0, expected)
  }

  /** Rejects the line for this field: `missing_field` where it has no word, else `reason`. Returns false. */
  refuse(reason: RejectReason, column: number, name: string): false {
    if (column < 0) {
      this.sink.reject('missing_field', name, 'no such column in the header')
    } else {
      const found = foundText(this.buffer, this.startOf(column), this.endOf(column))
      const title = this.names[column] ?? name
      const where = this.ofKeys ? title : `field ${column + 1} (${title})`
      this.sink.reject(this.isSet(column) ? reason : 'missing_field', where, found)
    }
    return false
  }
}
