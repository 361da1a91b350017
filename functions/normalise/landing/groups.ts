/** Rows grouped by a column of ids, so that what depends on the id alone is worked out once for each. */
import { newHashSeed } from '../hash-seed.ts'

export interface Grouped {
  /** Distinct ids in order of first appearance; they and the places hold until `reusePlaces`. */
  distinct: Int32Array
  /** Each row's place in `distinct`. */
  places: Int32Array
}

/** Arrays of a row group's length that columns stand in until they are written; taken anew for each group. */
const pool: Int32Array[] = []
let taken = 0
let zeros = new Int32Array(0)
let table = new Int32Array(0)
/** Pairs can be chosen by who writes the file, and so their places in a Map. */
const offset = newHashSeed() >>> 1

/** How many arrays are given out. */
export const placesTaken = (): number => taken

/** Arrays beyond so many may be given out again: what stands in them has been written. */
export function reusePlaces(kept = 0): void {
  taken = kept
}

/** `rows` numbers of any value, until `reusePlaces`. */
export function takePlaces(rows: number): Int32Array {
  let array = pool[taken]
  if (array === undefined || array.length < rows) {
    // A power of two: groups of about as many rows follow.
    array = new Int32Array(2 ** Math.max(10, Math.ceil(Math.log2(rows))))
    pool[taken] = array
  }
  taken++
  return array.length === rows ? array : array.subarray(0, rows)
}

/** `count` numbers of any value, as above: of few distinct ids, as most columns have, none are kept. */
export function takeDistinct(count: number): Int32Array {
  return count > 1024 ? takePlaces(count) : new Int32Array(count)
}

/** `rows` zeros, not to be written. */
export function zeroPlaces(rows: number): Int32Array {
  if (zeros.length < rows) zeros = new Int32Array(rows)
  return zeros.subarray(0, rows)
}

/** Groups the first `rows` ids, which are not below -1. */
export function groupIds(ids: Int32Array, rows: number): Grouped {
  let highest = -1
  let same = true
  const first = ids[0] as number
  for (let i = 0; i < rows; i++) {
    const id = ids[i] as number
    if (id > highest) highest = id
    if (id !== first) same = false
  }
  if (same) return { distinct: Int32Array.of(first).subarray(0, rows), places: zeroPlaces(rows) }
  const places = takePlaces(rows)
  // A small group over a large table: a map costs less than clearing the table's width.
  if (highest < rows * 16 + 65_536) return groupByTable(ids, places, highest)
  return { distinct: Int32Array.from(groupByMap(row => ids[row] as number, places)), places }
}

/** Groups by what the ids of a group are grouped to in turn: rows of the first, distinct ids of the second. */
export function groupTwice({ places }: Grouped, second: Grouped): Grouped {
  if (second.distinct.length === 1) return { distinct: second.distinct, places: zeroPlaces(places.length) }
  const through = takePlaces(places.length)
  for (let i = 0; i < through.length; i++) through[i] = second.places[places[i] as number] as number
  return { distinct: second.distinct, places: through }
}

function groupByTable(ids: Int32Array, places: Int32Array, highest: number): Grouped {
  const distinct = takeDistinct(Math.min(places.length, highest + 2))
  let count = 0
  if (table.length < highest + 2) table = new Int32Array((highest + 2) * 2)
  const placeOf = table.fill(0, 0, highest + 2)
  for (let i = 0; i < places.length; i++) {
    const id = ids[i] as number
    let place = placeOf[id + 1] as number
    if (place === 0) {
      distinct[count] = id
      place = ++count
      placeOf[id + 1] = place
    }
    places[i] = place - 1
  }
  return { distinct: distinct.subarray(0, count), places }
}

/** Fills the places, and returns the distinct ids, which may be above 32 bits. */
function groupByMap(idOf: (row: number) => number, places: Int32Array): number[] {
  const distinct: number[] = []
  const placeOf = new Map<number, number>()
  for (let i = 0; i < places.length; i++) {
    const id = idOf(i)
    const key = id + offset
    let place = placeOf.get(key)
    if (place === undefined) {
      place = distinct.push(id) - 1
      placeOf.set(key, place)
    }
    places[i] = place
  }
  return distinct
}

export interface Pairs {
  /** Distinct pairs in order of first appearance. */
  distinct: ArrayLike<number>
  places: Int32Array
  /** Places in the first and in the second group of a pair in `distinct`. */
  first(pair: number): number
  second(pair: number): number
}

/** Groups rows by the pair of their places in two groups. */
export function groupPairs(a: Grouped, b: Grouped): Pairs {
  const width = b.distinct.length
  const parts = { first: (pair: number) => Math.floor(pair / width), second: (pair: number) => pair % width }
  const rows = a.places.length
  if (width === 1) return { distinct: a.distinct.map((_, place) => place), places: a.places, ...parts }
  const places = takePlaces(rows)
  if (a.distinct.length * width < rows * 16 + 65_536) {
    const ids = takePlaces(rows)
    for (let i = 0; i < rows; i++) ids[i] = (a.places[i] as number) * width + (b.places[i] as number)
    return { ...groupByTable(ids, places, a.distinct.length * width), ...parts }
  }
  const distinct = groupByMap(row => (a.places[row] as number) * width + (b.places[row] as number), places)
  return { distinct, places, ...parts }
}
