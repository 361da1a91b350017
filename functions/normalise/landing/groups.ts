/** Rows grouped by a column of ids, so that what depends on the id alone is worked out once for each. */
import { newHashSeed } from '../hash-seed.ts'

export interface Grouped {
  /** Distinct ids in order of first appearance. */
  distinct: number[]
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

/** The arrays given out since the last call may be given out again: what stands in them has been written. */
export function reusePlaces(): void {
  taken = 0
}

/** `rows` numbers of any value, until `reusePlaces`. */
export function takePlaces(rows: number): Int32Array {
  let array = pool[taken]
  if (array === undefined || array.length < rows) {
    array = new Int32Array(Math.max(rows, 1024))
    pool[taken] = array
  }
  taken++
  return array.length === rows ? array : array.subarray(0, rows)
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
  if (same) return { distinct: rows === 0 ? [] : [first], places: zeroPlaces(rows) }
  const places = takePlaces(rows)
  // A small group over a large table: a map costs less than clearing the table's width.
  return highest < rows * 16 + 65_536 ? groupByTable(ids, places, highest) : groupByMap(id => ids[id] as number, places)
}

function groupByTable(ids: Int32Array, places: Int32Array, highest: number): Grouped {
  const distinct: number[] = []
  if (table.length < highest + 2) table = new Int32Array((highest + 2) * 2)
  const placeOf = table.fill(0, 0, highest + 2)
  for (let i = 0; i < places.length; i++) {
    const id = ids[i] as number
    let place = placeOf[id + 1] as number
    if (place === 0) {
      place = distinct.push(id)
      placeOf[id + 1] = place
    }
    places[i] = place - 1
  }
  return { distinct, places }
}

function groupByMap(idOf: (row: number) => number, places: Int32Array): Grouped {
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
  return { distinct, places }
}

export interface Pairs extends Grouped {
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
  return { ...groupByMap(row => (a.places[row] as number) * width + (b.places[row] as number), places), ...parts }
}
