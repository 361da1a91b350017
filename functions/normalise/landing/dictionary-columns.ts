/** Columns with a dictionary, made from groups of rows. */

import { type CodedFact, codeOf } from './address-codes.ts'
import type { DictionaryColumn, TextEntries } from './columns.ts'
import { type Grouped, takePlaces, zeroPlaces } from './groups.ts'

/** Distinct texts in order of appearance; null is -1. */
function createDictionary() {
  const texts: string[] = []
  const indexes = new Map<string, number>()
  return {
    texts,
    index(text: string | null): number {
      if (text === null) return -1
      let index = indexes.get(text)
      if (index === undefined) {
        index = texts.push(text) - 1
        indexes.set(text, index)
      }
      return index
    },
  }
}

/** What rows are grouped by, of 32 bits or more. */
interface GroupedBy {
  distinct: ArrayLike<number>
  places: Int32Array
}

/** The text of each distinct id; ids may share one. */
export function spreadTexts(grouped: GroupedBy, textOf: (id: number) => string | null): DictionaryColumn {
  const dictionary = createDictionary()
  const indexOf = new Int32Array(grouped.distinct.length)
  for (let place = 0; place < indexOf.length; place++) {
    indexOf[place] = dictionary.index(textOf(grouped.distinct[place] as number))
  }
  return { kind: 'dictionary', codes: grouped.places, indexOf, dictionary: dictionary.texts }
}

/** The text of each distinct id, where no two ids have the same. */
export function spreadUnique(grouped: GroupedBy, textOf: (id: number) => string | null): DictionaryColumn {
  const dictionary: string[] = []
  const indexOf = new Int32Array(grouped.distinct.length)
  for (let place = 0; place < indexOf.length; place++) {
    const text = textOf(grouped.distinct[place] as number)
    indexOf[place] = text === null ? -1 : dictionary.push(text) - 1
  }
  return { kind: 'dictionary', codes: grouped.places, indexOf, dictionary }
}

/** The address of each distinct id. */
export function spreadAddresses(grouped: Grouped, addresses: TextEntries): DictionaryColumn {
  const { distinct, places } = grouped
  const indexOf = takePlaces(distinct.length)
  for (let place = 0; place < indexOf.length; place++) indexOf[place] = place
  return { kind: 'dictionary', codes: places, indexOf, dictionary: distinct, texts: addresses }
}

/** Places of the codes of a fact in the dictionary under way, + 1; 0 between two columns. */
let placeOf = new Int32Array(0)

/** A fact of rows that are grouped by numbers of facts. */
export function spreadFact(grouped: Grouped, fact: CodedFact): DictionaryColumn {
  const { values, texts } = fact
  const indexOf = takePlaces(grouped.distinct.length)
  const found = takePlaces(Math.min(indexOf.length, values.length))
  if (placeOf.length < values.length) placeOf = new Int32Array(2 * values.length)
  const count = indexCodes(grouped.distinct, fact, indexOf, found)
  for (let at = 0; at < count; at++) placeOf[found[at] as number] = 0
  const column = { kind: 'dictionary' as const, codes: grouped.places, indexOf }
  if (texts !== undefined) return { ...column, dictionary: found.subarray(0, count), texts }
  const dictionary = new Float64Array(count)
  for (let at = 0; at < count; at++) dictionary[at] = values[found[at] as number] as number
  return { ...column, dictionary }
}

/** Numbers the codes of a fact in order of appearance, fills indexes and the codes found, and returns how many these are. */
function indexCodes(distinct: Int32Array, fact: CodedFact, indexOf: Int32Array, found: Int32Array): number {
  const places = placeOf
  const { codes, column } = fact
  let count = 0
  for (let place = 0; place < distinct.length; place++) {
    const code = codeOf(codes, column, distinct[place] as number)
    let at = -1
    if (code > 0) {
      at = (places[code] as number) - 1
      if (at < 0) {
        found[count] = code
        at = count++
        places[code] = count
      }
    }
    indexOf[place] = at
  }
  return count
}

/** One text, or NULL, in every row. */
export function constantText(rows: number, text: string | null): DictionaryColumn {
  const codes = zeroPlaces(rows)
  if (text === null) return { kind: 'dictionary', codes, indexOf: Int32Array.of(-1), dictionary: [] }
  return { kind: 'dictionary', codes, indexOf: new Int32Array(1), dictionary: [text] }
}
