/** Ranges on their way to their compiled form: columns of whole numbers that grow, not an object a range. */
import { encodeColumns } from '../../../functions/lib/reference/ranges.ts'
import type { RangeLabel, RefusePlace } from './labels.ts'

/**
 * The most ranges that are compiled: a function holds 12 bytes of each of IPv4, 20 of IPv6, for every edition that places
 * its uploads. The largest list that was seen has 0.7 million.
 */
const MOST_RANGES = 4_000_000
/** Labels are opened as objects. Of some 120,000 autonomous systems each has one. */
const MOST_LABELS = 400_000

export interface RangeBuilder {
  /** Adds a range, both ends included, behind all that were added of its family. */
  ipv4(first: number, last: number, value: number): void
  /**
   * The same by the upper and lower half of the first 64 bits. A 64-bit network that was added before keeps what it was
   * added as: several lines may share it, and the one that holds its lowest address comes first.
   */
  ipv6(firstHigh: number, firstLow: number, lastHigh: number, lastLow: number, value: number): void
  /** Number of a label; that of the first with its key. */
  label(label: RangeLabel): number
  /** Ranges so far; neighbours of one label are one. */
  readonly ranges: number
  encode(): Uint8Array
}

/** Throws what `refuse` makes where ranges or labels become more than a function can hold. */
export function createRangeBuilder(refuse: RefusePlace): RangeBuilder {
  const v4 = columns(3)
  const v6 = columns(5)
  const labels: unknown[] = []
  const indexes = new Map<string, number>()
  let last4 = -1
  let value4 = -1
  let last6High = -1
  let last6Low = -1
  let value6 = -1
  function count() {
    if (v4.length + v6.length < MOST_RANGES) return
    throw refuse(
      `at most ${MOST_RANGES.toLocaleString('en')} ranges after neighbours of one label are joined`,
      'one more; leave out what is finer than countries or operators need',
    )
  }
  return {
    ipv4(first, last, value) {
      if (first <= last4)
        throw refuse('ranges in ascending order that do not overlap', 'one before the end of the last')
      if (value === value4 && last4 + 1 === first) v4.change(1, last)
      else {
        count()
        v4.push(first, last, value)
      }
      last4 = last
      value4 = value
    },
    ipv6(firstHigh, firstLow, lastHigh, lastLow, value) {
      let high = firstHigh
      let low = firstLow
      if (high < last6High || (high === last6High && low < last6Low))
        throw refuse('ranges in ascending order that do not overlap', 'one before the end of the last')
      if (high === last6High && low === last6Low) {
        low = last6Low === 0xffff_ffff ? 0 : last6Low + 1
        high = last6Low === 0xffff_ffff ? last6High + 1 : last6High
        if (high > lastHigh || (high === lastHigh && low > lastLow)) return
      }
      if (value === value6 && follows(last6High, last6Low, high, low)) {
        v6.change(2, lastHigh)
        v6.change(3, lastLow)
      } else {
        count()
        v6.push(high, low, lastHigh, lastLow, value)
      }
      last6High = lastHigh
      last6Low = lastLow
      value6 = value
    },
    label({ key, label }) {
      const known = indexes.get(key)
      if (known !== undefined) return known
      if (labels.length >= MOST_LABELS)
        throw refuse(`at most ${MOST_LABELS.toLocaleString('en')} different labels`, `one more, ${JSON.stringify(key)}`)
      indexes.set(key, labels.length)
      return labels.push(label) - 1
    },
    get ranges() {
      return v4.length + v6.length
    },
    encode: () => encodeColumns({ ipv4: v4.taken(), ipv6: v6.taken() }, labels),
  }
}

const follows = (high: number, low: number, nextHigh: number, nextLow: number): boolean =>
  low === 0xffff_ffff ? nextHigh === high + 1 && nextLow === 0 : nextHigh === high && nextLow === low + 1

/** Columns that double when they are full. */
function columns(width: number) {
  let length = 0
  let arrays = Array.from({ length: width }, () => new Uint32Array(4096))
  return {
    get length() {
      return length
    },
    push(...row: number[]) {
      if (length === arrays[0]?.length) {
        arrays = arrays.map(array => {
          const wider = new Uint32Array(length * 2)
          wider.set(array)
          return wider
        })
      }
      for (let column = 0; column < width; column++) (arrays[column] as Uint32Array)[length] = row[column] as number
      length++
    },
    /** Changes a cell of the last row. */
    change(column: number, value: number) {
      ;(arrays[column] as Uint32Array)[length - 1] = value
    },
    taken: () => arrays.map(array => array.subarray(0, length)),
  }
}
