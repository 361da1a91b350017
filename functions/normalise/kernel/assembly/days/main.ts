/**
 * Rows of many days while they wait: a row lies in one place, of a block of its day, since of each day so few come at a time
 * that its columns would lie all over the memory. What many rows have alike (networks, protocol, flags, exporter and such) stands
 * once, by a number, so that a row takes half as much. The columns are written out: loops over them took twice as long.
 */
import {
  ALIKE,
  ALIKE_BYTES,
  ALIKES,
  DAYS,
  DOUBLES,
  DOUBLES_BYTES,
  FACTORS,
  FOURS,
  GATHERED_DOUBLES,
  GATHERED_DOUBLES_BYTES,
  GATHERED_INTEGERS,
  GATHERED_INTEGERS_BYTES,
  HASHES,
  INTEGERS,
  INTEGERS_BYTES,
  LIMITS,
  MOST_ALIKES,
  MOST_ROWS,
  NEXT,
  ROW_BYTES,
  SLOT_BITS,
  SLOTS,
} from './memory'

const SLOT_MASK: u32 = (1 << SLOT_BITS) - 1
const NONE: u32 = 0xffffffff

/** Sets of what rows have alike. */
export let alikes: u32 = 0

/** Whether a row was met with a set for which there is no room. */
export let isFull = false

/** Forgets all sets; no row may have one. */
export function forget(): void {
  memory.fill(SLOTS, 0, 4 << SLOT_BITS)
  alikes = 0
  isFull = false
}

/** Hashes what rows have alike, four at a time; behind the last of a column is room for three more. */
export function hash(from: usize, to: usize): void {
  for (let row = from; row < to; row += 4) {
    const at = INTEGERS + (row << 2)
    let sum = weighed(at, 0)
    sum = i32x4.add(sum, weighed(at + 1 * INTEGERS_BYTES, 1))
    sum = i32x4.add(sum, weighed(at + 2 * INTEGERS_BYTES, 2))
    sum = i32x4.add(sum, weighed(at + 3 * INTEGERS_BYTES, 3))
    sum = i32x4.add(sum, weighed(at + 4 * INTEGERS_BYTES, 4))
    sum = i32x4.add(sum, weighed(at + 5 * INTEGERS_BYTES, 5))
    sum = i32x4.add(sum, weighed(at + 6 * INTEGERS_BYTES, 6))
    sum = i32x4.add(sum, weighed(at + 7 * INTEGERS_BYTES, 7))
    sum = i32x4.add(sum, weighed(at + 8 * INTEGERS_BYTES, 8))
    sum = i32x4.add(sum, weighed(at + 9 * INTEGERS_BYTES, 9))
    sum = i32x4.add(sum, weighed(at + 10 * INTEGERS_BYTES, 10))
    sum = i32x4.add(sum, weighed(at + 11 * INTEGERS_BYTES, 11))
    sum = i32x4.add(sum, weighed(at + 12 * INTEGERS_BYTES, 12))
    sum = i32x4.add(sum, weighed(at + 13 * INTEGERS_BYTES, 13))
    sum = i32x4.add(sum, weighed(at + 14 * INTEGERS_BYTES, 14))
    sum = i32x4.add(sum, weighed(at + 15 * INTEGERS_BYTES, 15))
    sum = i32x4.add(sum, weighed(at + 16 * INTEGERS_BYTES, 16))
    sum = i32x4.add(sum, weighed(at + 17 * INTEGERS_BYTES, 17))
    sum = i32x4.add(sum, weighed(at + 18 * INTEGERS_BYTES, 18))
    v128.store(HASHES + (row << 2), sum)
  }
}

function weighed(at: usize, column: usize): v128 {
  return i32x4.mul(v128.load(at, 4 * INTEGERS_BYTES), v128.load32_splat(FACTORS + (column << 2)))
}

/** The number of the set of a row that was hashed; NONE where there is no room for it. */
function alikeOf(row: usize): u32 {
  const at = INTEGERS + (row << 2)
  let slot = load<u32>(HASHES + (row << 2)) >>> (32 - SLOT_BITS)
  while (true) {
    const number = load<u32>(SLOTS + ((<usize>slot) << 2))
    if (number === 0) return added(slot, at)
    if (isSet(ALIKES + <usize>(number - 1) * ALIKE_BYTES, at)) return number - 1
    slot = (slot + 1) & SLOT_MASK
  }
}

function isSet(alike: usize, at: usize): bool {
  let differing = load<u32>(at, 4 * INTEGERS_BYTES) ^ load<u32>(alike)
  differing |= load<u32>(at, 5 * INTEGERS_BYTES) ^ load<u32>(alike, 1 * 4)
  differing |= load<u32>(at, 6 * INTEGERS_BYTES) ^ load<u32>(alike, 2 * 4)
  differing |= load<u32>(at, 7 * INTEGERS_BYTES) ^ load<u32>(alike, 3 * 4)
  differing |= load<u32>(at, 8 * INTEGERS_BYTES) ^ load<u32>(alike, 4 * 4)
  differing |= load<u32>(at, 9 * INTEGERS_BYTES) ^ load<u32>(alike, 5 * 4)
  differing |= load<u32>(at, 10 * INTEGERS_BYTES) ^ load<u32>(alike, 6 * 4)
  differing |= load<u32>(at, 11 * INTEGERS_BYTES) ^ load<u32>(alike, 7 * 4)
  differing |= load<u32>(at, 12 * INTEGERS_BYTES) ^ load<u32>(alike, 8 * 4)
  differing |= load<u32>(at, 13 * INTEGERS_BYTES) ^ load<u32>(alike, 9 * 4)
  differing |= load<u32>(at, 14 * INTEGERS_BYTES) ^ load<u32>(alike, 10 * 4)
  differing |= load<u32>(at, 15 * INTEGERS_BYTES) ^ load<u32>(alike, 11 * 4)
  differing |= load<u32>(at, 16 * INTEGERS_BYTES) ^ load<u32>(alike, 12 * 4)
  differing |= load<u32>(at, 17 * INTEGERS_BYTES) ^ load<u32>(alike, 13 * 4)
  differing |= load<u32>(at, 18 * INTEGERS_BYTES) ^ load<u32>(alike, 14 * 4)
  differing |= load<u32>(at, 19 * INTEGERS_BYTES) ^ load<u32>(alike, 15 * 4)
  differing |= load<u32>(at, 20 * INTEGERS_BYTES) ^ load<u32>(alike, 16 * 4)
  differing |= load<u32>(at, 21 * INTEGERS_BYTES) ^ load<u32>(alike, 17 * 4)
  differing |= load<u32>(at, 22 * INTEGERS_BYTES) ^ load<u32>(alike, 18 * 4)
  return differing === 0
}

function added(slot: u32, at: usize): u32 {
  if (alikes === MOST_ALIKES) {
    isFull = true
    return NONE
  }
  const alike = ALIKES + <usize>alikes * ALIKE_BYTES
  store<u32>(alike, load<u32>(at, 4 * INTEGERS_BYTES), 0 * 4)
  store<u32>(alike, load<u32>(at, 5 * INTEGERS_BYTES), 1 * 4)
  store<u32>(alike, load<u32>(at, 6 * INTEGERS_BYTES), 2 * 4)
  store<u32>(alike, load<u32>(at, 7 * INTEGERS_BYTES), 3 * 4)
  store<u32>(alike, load<u32>(at, 8 * INTEGERS_BYTES), 4 * 4)
  store<u32>(alike, load<u32>(at, 9 * INTEGERS_BYTES), 5 * 4)
  store<u32>(alike, load<u32>(at, 10 * INTEGERS_BYTES), 6 * 4)
  store<u32>(alike, load<u32>(at, 11 * INTEGERS_BYTES), 7 * 4)
  store<u32>(alike, load<u32>(at, 12 * INTEGERS_BYTES), 8 * 4)
  store<u32>(alike, load<u32>(at, 13 * INTEGERS_BYTES), 9 * 4)
  store<u32>(alike, load<u32>(at, 14 * INTEGERS_BYTES), 10 * 4)
  store<u32>(alike, load<u32>(at, 15 * INTEGERS_BYTES), 11 * 4)
  store<u32>(alike, load<u32>(at, 16 * INTEGERS_BYTES), 12 * 4)
  store<u32>(alike, load<u32>(at, 17 * INTEGERS_BYTES), 13 * 4)
  store<u32>(alike, load<u32>(at, 18 * INTEGERS_BYTES), 14 * 4)
  store<u32>(alike, load<u32>(at, 19 * INTEGERS_BYTES), 15 * 4)
  store<u32>(alike, load<u32>(at, 20 * INTEGERS_BYTES), 16 * 4)
  store<u32>(alike, load<u32>(at, 21 * INTEGERS_BYTES), 17 * 4)
  store<u32>(alike, load<u32>(at, 22 * INTEGERS_BYTES), 18 * 4)
  store<u32>(SLOTS + ((<usize>slot) << 2), ++alikes)
  return alikes - 1
}

function keep(place: usize, row: usize, alike: u32): void {
  const doubles = DOUBLES + (row << 3)
  const integers = INTEGERS + (row << 2)
  store<f64>(place, load<f64>(doubles, 0 * DOUBLES_BYTES), 0 * 8)
  store<f64>(place, load<f64>(doubles, 1 * DOUBLES_BYTES), 1 * 8)
  store<f64>(place, load<f64>(doubles, 2 * DOUBLES_BYTES), 2 * 8)
  store<f64>(place, load<f64>(doubles, 3 * DOUBLES_BYTES), 3 * 8)
  store<f64>(place, load<f64>(doubles, 4 * DOUBLES_BYTES), 4 * 8)
  store<f64>(place, load<f64>(doubles, 5 * DOUBLES_BYTES), 5 * 8)
  store<f64>(place, load<f64>(doubles, 6 * DOUBLES_BYTES), 6 * 8)
  store<u32>(place, load<u32>(integers, 0 * INTEGERS_BYTES), FOURS + 0 * 4)
  store<u32>(place, load<u32>(integers, 1 * INTEGERS_BYTES), FOURS + 1 * 4)
  store<u32>(place, load<u32>(integers, 2 * INTEGERS_BYTES), FOURS + 2 * 4)
  store<u32>(place, load<u32>(integers, 3 * INTEGERS_BYTES), FOURS + 3 * 4)
  store<u32>(place, alike, ALIKE)
}

/** Writes the row that stands behind those of the batch to a place; false where there is no room for its set. */
export function put(place: usize): bool {
  hash(MOST_ROWS, MOST_ROWS + 1)
  const alike = alikeOf(MOST_ROWS)
  if (alike === NONE) return false
  keep(place, MOST_ROWS, alike)
  return true
}

/** Scatters rows of the batch from `from` on; returns the first whose day's block is full or whose set has no room, or `to`. */
export function scatter(from: usize, to: usize): usize {
  for (let row = from; row < to; row++) {
    const next = NEXT + ((<usize>load<u32>(DAYS + (row << 2))) << 2)
    const place: usize = load<u32>(next)
    if (place === <usize>load<u32>(next, LIMITS - NEXT)) return row
    const alike = alikeOf(row)
    if (alike === NONE) return row
    keep(place, row, alike)
    store<u32>(next, <u32>(place + ROW_BYTES))
  }
  return to
}

/** Turns rows of a block to columns, from row `into` of those that were gathered on. */
export function gather(block: usize, rows: usize, into: usize): void {
  const end = block + rows * ROW_BYTES
  let doubles = GATHERED_DOUBLES + (into << 3)
  let integers = GATHERED_INTEGERS + (into << 2)
  for (let row = block; row < end; row += ROW_BYTES, doubles += 8, integers += 4) {
    const alike = ALIKES + <usize>load<u32>(row, ALIKE) * ALIKE_BYTES
    store<f64>(doubles, load<f64>(row, 0 * 8), 0 * GATHERED_DOUBLES_BYTES)
    store<f64>(doubles, load<f64>(row, 1 * 8), 1 * GATHERED_DOUBLES_BYTES)
    store<f64>(doubles, load<f64>(row, 2 * 8), 2 * GATHERED_DOUBLES_BYTES)
    store<f64>(doubles, load<f64>(row, 3 * 8), 3 * GATHERED_DOUBLES_BYTES)
    store<f64>(doubles, load<f64>(row, 4 * 8), 4 * GATHERED_DOUBLES_BYTES)
    store<f64>(doubles, load<f64>(row, 5 * 8), 5 * GATHERED_DOUBLES_BYTES)
    store<f64>(doubles, load<f64>(row, 6 * 8), 6 * GATHERED_DOUBLES_BYTES)
    store<u32>(integers, load<u32>(row, FOURS + 0 * 4), 0 * GATHERED_INTEGERS_BYTES)
    store<u32>(integers, load<u32>(row, FOURS + 1 * 4), 1 * GATHERED_INTEGERS_BYTES)
    store<u32>(integers, load<u32>(row, FOURS + 2 * 4), 2 * GATHERED_INTEGERS_BYTES)
    store<u32>(integers, load<u32>(row, FOURS + 3 * 4), 3 * GATHERED_INTEGERS_BYTES)
    store<u32>(integers, load<u32>(alike, 0 * 4), 4 * GATHERED_INTEGERS_BYTES)
    store<u32>(integers, load<u32>(alike, 1 * 4), 5 * GATHERED_INTEGERS_BYTES)
    store<u32>(integers, load<u32>(alike, 2 * 4), 6 * GATHERED_INTEGERS_BYTES)
    store<u32>(integers, load<u32>(alike, 3 * 4), 7 * GATHERED_INTEGERS_BYTES)
    store<u32>(integers, load<u32>(alike, 4 * 4), 8 * GATHERED_INTEGERS_BYTES)
    store<u32>(integers, load<u32>(alike, 5 * 4), 9 * GATHERED_INTEGERS_BYTES)
    store<u32>(integers, load<u32>(alike, 6 * 4), 10 * GATHERED_INTEGERS_BYTES)
    store<u32>(integers, load<u32>(alike, 7 * 4), 11 * GATHERED_INTEGERS_BYTES)
    store<u32>(integers, load<u32>(alike, 8 * 4), 12 * GATHERED_INTEGERS_BYTES)
    store<u32>(integers, load<u32>(alike, 9 * 4), 13 * GATHERED_INTEGERS_BYTES)
    store<u32>(integers, load<u32>(alike, 10 * 4), 14 * GATHERED_INTEGERS_BYTES)
    store<u32>(integers, load<u32>(alike, 11 * 4), 15 * GATHERED_INTEGERS_BYTES)
    store<u32>(integers, load<u32>(alike, 12 * 4), 16 * GATHERED_INTEGERS_BYTES)
    store<u32>(integers, load<u32>(alike, 13 * 4), 17 * GATHERED_INTEGERS_BYTES)
    store<u32>(integers, load<u32>(alike, 14 * 4), 18 * GATHERED_INTEGERS_BYTES)
    store<u32>(integers, load<u32>(alike, 15 * 4), 19 * GATHERED_INTEGERS_BYTES)
    store<u32>(integers, load<u32>(alike, 16 * 4), 20 * GATHERED_INTEGERS_BYTES)
    store<u32>(integers, load<u32>(alike, 17 * 4), 21 * GATHERED_INTEGERS_BYTES)
    store<u32>(integers, load<u32>(alike, 18 * 4), 22 * GATHERED_INTEGERS_BYTES)
  }
}
