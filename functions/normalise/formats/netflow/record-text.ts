/** A record as a text that its owner can read. */
import { emptyAddress, formatAddress, readIpv4, readIpv6 } from '../../../lib/addresses.ts'
import { elementName, elementOf, PLACE_4, PLACE_6 } from './elements.ts'
import { type Template, VARIABLE } from './template.ts'
import { readWhole } from './values.ts'

/** Fields that are shown, and bytes of a value. */
const MOST_FIELDS = 256
const MOST_BYTES = 64

/**
 * The fields of the record at `start` as JSON, by the names of their elements, or their numbers: whole numbers,
 * addresses, else hexadecimal digits. Up to where it goes beyond `end`.
 */
export function recordText(template: Template, bytes: Buffer, start: number, end: number): string {
  const shown: Record<string, unknown> = { template: template.id }
  let at = start
  for (const field of template.fields().slice(0, MOST_FIELDS)) {
    let { length } = field
    if (length === VARIABLE) {
      if (at >= end) break
      length = bytes[at++] ?? 0
      if (length === 255 && end - at >= 2) {
        length = bytes.readUInt16BE(at)
        at += 2
      }
    }
    if (at + length > end) break
    const isScope = field.isScope && template.version === 9
    const name = isScope ? `scope ${field.id}` : elementName(field.enterprise, field.id)
    const reading = isScope ? undefined : elementOf(field.enterprise, field.id)?.reading
    if (length > 0) shown[name] ??= shownValue(bytes, at, length, reading)
    at += length
  }
  return JSON.stringify(shown)
}

function shownValue(bytes: Buffer, at: number, length: number, reading: number | undefined): string | number {
  if (reading === PLACE_4 || reading === PLACE_6) {
    const address = emptyAddress()
    if (length === 16) readIpv6(bytes, at, address)
    else readIpv4(bytes, at, address)
    return formatAddress(address)
  }
  if (length <= 4) return readWhole(bytes, at, length)
  if (length === 8 || (length < 8 && reading !== undefined))
    return String(bytes.subarray(at, at + length).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n))
  return hexText(bytes, at, at + length)
}

/** The first bytes of [start, end) as hexadecimal digits. */
export const hexText = (bytes: Buffer, start: number, end: number): string =>
  bytes.subarray(start, Math.min(end, start + MOST_BYTES)).toString('hex')
