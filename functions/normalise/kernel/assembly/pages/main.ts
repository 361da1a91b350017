/** The loops over rows that pages of a row group take: groups, dictionaries, levels, runs, bit packing, deltas. */
import { hybrid } from './hybrid'
import {
  DISTINCT,
  INDEXES,
  LEVELS,
  LEVELS_OUT,
  MOST_DISTINCT,
  OUT,
  PRESENT,
  SLOTS,
  TABLE,
  TABLE_ENTRIES,
  VALUES,
} from './memory'

export { deltas } from './deltas'

/** Of the present values. */
export let least: f64 = 0
export let most: f64 = 0

const MOST_RANGE: f64 = 65_536
const SLOT_MASK: u32 = 2 * MOST_DISTINCT - 1

/**
 * Groups ids, which are not below −1, by value: places into INDEXES, distinct ids in order of appearance into PRESENT. Returns
 * their number; 0 where all are the same, −1 where they lie too far apart.
 */
export function group(rows: i32): i32 {
  const end = VALUES + ((<usize>rows) << 2)
  const begin = load<i32>(VALUES)
  let highest = -1
  let isSame = true
  for (let at = VALUES; at < end; at += 4) {
    const id = load<i32>(at)
    highest = max(highest, id)
    if (id !== begin) isSame = false
  }
  if (isSame) return 0
  if (highest >= rows * 16 + 65_536 || highest + 2 > TABLE_ENTRIES) return -1
  memory.fill(TABLE, 0, (<usize>(highest + 2)) << 2)
  let count = 0
  for (let at = VALUES, into = INDEXES; at < end; at += 4, into += 4) {
    const id = load<i32>(at)
    const slot = TABLE + ((<usize>(id + 1)) << 2)
    let place = load<i32>(slot)
    if (place === 0) {
      store<i32>(PRESENT + ((<usize>count) << 2), id)
      place = ++count
      store<i32>(slot, place)
    }
    store<i32>(into, place - 1)
  }
  return count
}

/** Indexes of codes whose meaning lies in TABLE, −1 of which is NULL: those of rows with a value, and levels. Returns their number. */
export function splitNulls(rows: i32): i32 {
  let count = 0
  for (let i = 0; i < rows; i++) {
    const index = load<i32>(TABLE + ((<usize>load<u32>(VALUES + ((<usize>i) << 2))) << 2))
    store<i32>(INDEXES + ((<usize>count) << 2), index)
    const level = i32(index >= 0)
    store<i32>(LEVELS + ((<usize>i) << 2), level)
    count += level
  }
  return count
}

/** The same where no code is NULL. */
export function mapCodes(rows: i32): void {
  for (let at = <usize>0; at < (<usize>rows) << 2; at += 4) {
    store<i32>(INDEXES + at, load<i32>(TABLE + ((<usize>load<u32>(VALUES + at)) << 2)))
  }
}

/** Bytes of the hybrid of the indexes, and of the levels. */
export function indexes(count: i32, bitWidth: i32): i32 {
  return <i32>(hybrid(INDEXES, count, bitWidth, OUT) - OUT)
}

export function levels(rows: i32): i32 {
  return <i32>(hybrid(LEVELS, rows, 1, LEVELS_OUT) - LEVELS_OUT)
}

/** Takes 32-bit numbers that are not `nullValue`, or all, and their extremes; returns how many. */
export function takeIntegers(rows: i32, nullValue: i32, isNullable: i32): i32 {
  let count = 0
  let low = i32.MAX_VALUE
  let high = i32.MIN_VALUE
  for (let i = 0; i < rows; i++) {
    const value = load<i32>(VALUES + ((<usize>i) << 2))
    const level = i32(isNullable === 0 || value !== nullValue)
    store<f64>(PRESENT + ((<usize>count) << 3), <f64>value)
    store<i32>(LEVELS + ((<usize>i) << 2), level)
    low = select(min(low, value), low, level)
    high = select(max(high, value), high, level)
    count += level
  }
  least = <f64>low
  most = <f64>high
  return count
}

/** Takes doubles that are not NaN. */
export function takeDoubles(rows: i32): i32 {
  let count = 0
  for (let i = 0; i < rows; i++) {
    const value = load<f64>(VALUES + ((<usize>i) << 3))
    // Only NaN is not.
    const level = i32(value <= Infinity)
    store<f64>(PRESENT + ((<usize>count) << 3), value)
    store<i32>(LEVELS + ((<usize>i) << 2), level)
    count += level
  }
  least = Infinity
  most = -Infinity
  for (let at = PRESENT; at < PRESENT + ((<usize>count) << 3); at += 8) {
    const value = load<f64>(at)
    least = min(least, value)
    most = max(most, value)
  }
  return count
}

/**
 * Fills the indexes of present values into DISTINCT, where values stand in order of appearance. Returns how many there are, 0
 * where they are more than `limit`. `low`, `high`: odd numbers that nobody can foresee, for hashing.
 */
export function dictionary(count: i32, limit: i32, low: i32, high: i32): i32 {
  return most - least < MOST_RANGE ? byTable(count, limit) : byHash(count, limit, low, high)
}

function byTable(count: i32, limit: i32): i32 {
  const from = least
  memory.fill(TABLE, 0, (<usize>(most - least) + 1) << 2)
  let distinct = 0
  for (let i = 0; i < count; i++) {
    const value = load<f64>(PRESENT + ((<usize>i) << 3))
    const slot = TABLE + ((<usize>(<i32>(value - from))) << 2)
    let place = load<i32>(slot)
    if (place === 0) {
      if (distinct === limit) return 0
      store<f64>(DISTINCT + ((<usize>distinct) << 3), value)
      place = ++distinct
      store<i32>(slot, place)
    }
    store<i32>(INDEXES + ((<usize>i) << 2), place - 1)
  }
  return distinct
}

function byHash(count: i32, limit: i32, low: i32, high: i32): i32 {
  memory.fill(SLOTS, 0, 8 * <usize>MOST_DISTINCT)
  let distinct = 0
  for (let i = 0; i < count; i++) {
    const value = load<f64>(PRESENT + ((<usize>i) << 3))
    const whole = <i64>value
    let slot = <u32>(<i32>whole * low + <i32>(whole >> 32) * high) >>> 19
    let place = 0
    while (true) {
      place = load<i32>(SLOTS + ((<usize>slot) << 2))
      if (place === 0 || load<f64>(DISTINCT + ((<usize>(place - 1)) << 3)) === value) break
      slot = (slot + 1) & SLOT_MASK
    }
    if (place === 0) {
      if (distinct === limit) return 0
      store<f64>(DISTINCT + ((<usize>distinct) << 3), value)
      place = ++distinct
      store<i32>(SLOTS + ((<usize>slot) << 2), place)
    }
    store<i32>(INDEXES + ((<usize>i) << 2), place - 1)
  }
  return distinct
}
