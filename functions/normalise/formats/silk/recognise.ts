/** Recognition of rwcut's output: by its titles, or, without them, by lines that can be nothing else. */
import { emptyAddress } from '../../../lib/addresses.ts'
import { bytesOf, decodeText } from '../framing/fields.ts'
import { firstLines } from '../framing/lines.ts'
import { parseSecondsAsMicros } from '../framing/numbers.ts'
import { asUtc } from '../framing/time-zones.ts'
import { baseOf, parseTextAddress } from './addresses.ts'
import { parseFlags } from './flags.ts'
import { parseSilkTime } from './times.ts'
import { defaultColumns, delimitersOf, fieldsOf, parseTitles, type SilkColumns } from './titles.ts'

/** Lines of other tools' talk that may stand before the titles. */
const LOOKED_AT = 8
/** Widest line of the default fields: 39 and 39 digits of addresses, and what columns pad. */
const LONGEST_DEFAULT = 400
/** Start and duration printed in whole seconds add up to the end within this, in microseconds. */
const SECONDS_ROUNDED = 1_000_000

/**
 * Columns of a line without titles in rwcut's default order; undefined where it may be anything else. Sure are twelve
 * fields of their kinds, of which the start and the duration add up to the end.
 */
export function untitledColumns(buffer: Uint8Array, start: number, end: number): SilkColumns | undefined {
  if (end - start > LONGEST_DEFAULT) return undefined
  const text = decodeText(buffer, start, end)
  for (const delimiter of delimitersOf(text)) {
    const fields = fieldsOf(text, delimiter)
    const closed = fields.length === 13 && fields[12] === ''
    if ((closed || fields.length === 12) && isDefaultRecord(fields))
      return defaultColumns(delimiter.charCodeAt(0), closed)
  }
  return undefined
}

function isDefaultRecord(fields: readonly string[]): boolean {
  const [
    sIP = '',
    dIP = '',
    sPort,
    dPort,
    protocol,
    packets,
    bytes,
    flags = '',
    sTime = '',
    duration = '',
    eTime = '',
  ] = fields
  const isWhole = (text: string | undefined, max: number) => /^\d{1,16}$/.test(text ?? '') && Number(text) <= max
  if (!isAddress(sIP) || !isAddress(dIP) || !isWhole(sPort, 65_535) || !isWhole(dPort, 65_535)) return false
  if (!isWhole(protocol, 255) || !isWhole(packets, 2 ** 53) || !isWhole(bytes, 2 ** 53)) return false
  const flagBytes = bytesOf(flags)
  if (parseFlags(flagBytes, 0, flagBytes.length) < -1) return false
  const times = [bytesOf(sTime), bytesOf(eTime)] as const
  const [from, to] = times.map(time => parseSilkTime(time, 0, time.length, asUtc))
  const lasting = parseSecondsAsMicros(bytesOf(duration), 0, duration.length)
  const gap = Math.abs((from ?? Number.NaN) + lasting - (to ?? Number.NaN))
  return duration.includes('.') ? gap === 0 : gap <= SECONDS_ROUNDED
}

function isAddress(text: string): boolean {
  const bytes = bytesOf(text)
  return parseTextAddress(bytes, 0, bytes.length, emptyAddress()) || baseOf(bytes, 0, bytes.length) !== undefined
}

/** Recognises by the first lines: one has rwcut's titles, or the first is a record of its default fields. */
export function recogniseRwcut(head: Uint8Array, complete: boolean): boolean {
  let first = true
  for (const { start, end } of firstLines(head, complete, LOOKED_AT)) {
    if (parseTitles(head, start, end) !== undefined) return true
    if (first && untitledColumns(head, start, end) !== undefined) return true
    first = false
  }
  return false
}
