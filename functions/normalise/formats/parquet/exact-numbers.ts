/** Whole numbers and decimals of Parquet columns to their last digit, for what is shown: those that are counted are `number`s. */
import { BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY, type ParquetColumn } from './schema.ts'

/** Bytes of the longest number that is told to its last digit, and as many digits: a decimal of 76 digits has 32. */
const MOST_BYTES = 128
const MOST_DIGITS = 308
/** Below it every decimal of a `number` comes back as it was: 15 digits do. */
const SURE_DECIMALS = 10n ** 15n

/**
 * The whole number that stands in bytes [start, end): of decimals in bytes big-endian and signed, of others little-endian.
 * Undefined of bytes that are too many.
 */
export function wholeOfBytes(bytes: Uint8Array, start: number, end: number, column: ParquetColumn): bigint | undefined {
  const length = end - start
  if (length > MOST_BYTES) return undefined
  const isBigEndian = column.type === BYTE_ARRAY || column.type === FIXED_LEN_BYTE_ARRAY
  let whole = 0n
  for (let i = 0; i < length; i++) whole = whole * 256n + BigInt(bytes[isBigEndian ? start + i : end - 1 - i] ?? 0)
  return column.isUnsigned ? whole : BigInt.asIntN(8 * length, whole)
}

/** A whole number with its point set, as a number where that keeps every digit (up to 2^53), else as text. */
export function exactNumber(whole: bigint, scale = 0): number | string | undefined {
  if (scale < 0 || scale > MOST_DIGITS) return undefined
  const magnitude = whole < 0n ? -whole : whole
  const isSure = scale === 0 ? magnitude <= Number.MAX_SAFE_INTEGER : magnitude < SURE_DECIMALS
  if (isSure) return Number(whole) / 10 ** scale
  const digits = String(magnitude).padStart(scale + 1, '0')
  const point = digits.length - scale
  return `${whole < 0n ? '-' : ''}${digits.slice(0, point)}${scale === 0 ? '' : `.${digits.slice(point)}`}`
}

/** The lowest `width` bytes of a whole number. */
export function littleEndian(whole: bigint, width: number): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigInt64(0, whole, true)
  return bytes.subarray(0, width)
}
