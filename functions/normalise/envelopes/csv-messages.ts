/** CSV (RFC 4180) with a column of log lines, as the consoles of CloudWatch Logs and of Logs Insights export it. */
import { MAX_UNIT_BYTES, type UnitSink } from '../formats/format.ts'
import type { ContainerReader } from './container.ts'
import type { LineBatch } from './line-batch.ts'

const LF = 10
const CR = 13
const QUOTE = 34
const COMMA = 44
const nothing = new Uint8Array(0)
/** Of Logs Insights, and of the list of events. */
const COLUMNS = ['@message', 'message']

/** The place (0-based) of the column of log lines in a header line; −1 where it has none. */
export function messageColumn(header: string): number {
  const names = header
    .replace(/^\ufeff/, '')
    .split(',')
    .map(name => name.trim().replace(/^"(.*)"$/, '$1'))
  return names.findIndex(name => COLUMNS.includes(name))
}

/**
 * Puts the field `column` of each row behind the first, which is the header, into `lines`. A row without it is refused as
 * `bad_envelope`; blank ones are none. Of a field no more than one byte more than any unit is held.
 */
export function readCsvMessages(lines: LineBatch, sink: UnitSink, column: number): ContainerReader {
  const held = Buffer.allocUnsafe(MAX_UNIT_BYTES + 1)
  let length = 0
  let row = 0
  let field = 0
  /** Whether nothing of the field, and of the row, came so far; whether its field came. */
  let atStart = true
  let isBlank = true
  let isMet = false
  let inQuotes = false
  /** A quote within quotes: it ends them, or it is the first of two that stand for one. */
  let afterQuote = false

  function keep(byte: number): void {
    if (field === column && length < held.length) held[length++] = byte
  }

  function endField(): void {
    if (field === column && row > 0 && !isBlank) {
      isMet = true
      lines.add(held, 0, length, 'row', row)
    }
    field++
    length = 0
    atStart = true
  }

  function endRow(): void {
    endField()
    if (row > 0 && !isBlank && !isMet) {
      sink.frame(lines.count + 1, nothing, 0, 0)
      sink.reject('bad_envelope', `row ${row}`, `${field} of at least ${column + 1} columns`)
    }
    if (!isBlank) row++
    field = 0
    isBlank = true
    isMet = false
  }

  function take(byte: number): void {
    if (afterQuote) {
      afterQuote = false
      if (byte === QUOTE) {
        keep(QUOTE)
        return
      }
      inQuotes = false
    }
    if (inQuotes) {
      if (byte === QUOTE) afterQuote = true
      else keep(byte)
    } else if (byte === LF) endRow()
    else if (byte !== CR) {
      isBlank = false
      if (byte === COMMA) endField()
      else {
        if (byte === QUOTE && atStart) inQuotes = true
        else keep(byte)
        atStart = false
      }
    }
  }

  return {
    push(chunk) {
      for (let i = 0; i < chunk.length; i++) take(chunk[i] ?? 0)
    },
    end(cut) {
      if (!cut) {
        endRow()
      } else if (!isBlank) {
        sink.frame(lines.count + 1, held, 0, Math.min(length, MAX_UNIT_BYTES))
        sink.reject('cut_off', `row ${row}`, `${length} bytes of a row without an end`)
      }
    },
  }
}
