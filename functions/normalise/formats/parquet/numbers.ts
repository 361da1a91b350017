/** Numbers of Parquet columns as JavaScript has them; times as epoch milliseconds. */
import {
  BYTE_ARRAY,
  DOUBLE,
  FIXED_LEN_BYTE_ARRAY,
  FLOAT,
  INT32,
  INT64,
  INT96,
  type ParquetColumn,
  typeOf,
} from './schema.ts'
import { ParquetDamage } from './thrift.ts'

const JULIAN_1970 = 2_440_588
const DAY_MS = 86_400_000
const TWO_32 = 4_294_967_296
/** Bytes of a value of fixed length: that of a hash, twice; a decimal of 76 digits has 32. */
const LONGEST_FIXED = 128

/** Bytes that a value of the column takes where all take as many; 0 where each has its own length. Throws ParquetDamage. */
export function valueWidth(column: ParquetColumn): number {
  const { type, typeLength = 0 } = column
  if (type === INT32 || type === FLOAT) return 4
  if (type === INT64 || type === DOUBLE) return 8
  if (type === INT96) return 12
  if (type === BYTE_ARRAY) return 0
  if (type === FIXED_LEN_BYTE_ARRAY && typeLength > 0 && typeLength <= LONGEST_FIXED) return typeLength
  throw new ParquetDamage(`values of ${typeLength} bytes of ${typeOf(column)}, which are not read`)
}

/** The little-endian number at a place; beyond 2^53 inexact. Times are floored to milliseconds. */
export function readNumber(view: DataView, at: number, column: ParquetColumn): number {
  const number = readUnscaled(view, at, column)
  return column.scale === undefined ? number : number / 10 ** column.scale
}

/** The decimal that stands in bytes [start, end): a whole number, big-endian and signed; beyond 2^53 inexact. */
export function decimalOfBytes(bytes: Uint8Array, start: number, end: number, scale: number): number {
  const isNegative = (bytes[start] ?? 0) >= 128
  let magnitude = 0
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0
    magnitude = magnitude * 256 + (isNegative ? 255 - byte : byte)
  }
  return (isNegative ? -magnitude - 1 : magnitude) / 10 ** scale
}

function readUnscaled(view: DataView, at: number, column: ParquetColumn): number {
  switch (column.type) {
    case INT32:
      return column.isUnsigned ? view.getUint32(at, true) : view.getInt32(at, true)
    case FLOAT:
      return view.getFloat32(at, true)
    case DOUBLE:
      return view.getFloat64(at, true)
    case INT96:
      return (view.getUint32(at + 8, true) - JULIAN_1970) * DAY_MS + flooredMs(view, at, 1_000_000)
    default: {
      if (column.perMs !== undefined) return flooredMs(view, at, column.perMs)
      const high = column.isUnsigned ? view.getUint32(at + 4, true) : view.getInt32(at + 4, true)
      return high * TWO_32 + view.getUint32(at, true)
    }
  }
}

/** Floor of the signed 64-bit number at a place by `perMs`, exact: the number itself may be beyond 2^53. */
function flooredMs(view: DataView, at: number, perMs: number): number {
  const high = view.getInt32(at + 4, true)
  const whole = Math.floor(high / perMs)
  return whole * TWO_32 + Math.floor(((high - whole * perMs) * TWO_32 + view.getUint32(at, true)) / perMs)
}

/** The same of a number that was put together of differences. */
export function numberOfSum(sum: bigint, { type, perMs, isUnsigned, scale }: ParquetColumn): number {
  const bits = type === INT32 ? 32 : 64
  const value = isUnsigned ? BigInt.asUintN(bits, sum) : BigInt.asIntN(bits, sum)
  if (perMs === undefined) return Number(value) / 10 ** (scale ?? 0)
  const unit = BigInt(perMs)
  return Number((value - (((value % unit) + unit) % unit)) / unit)
}
