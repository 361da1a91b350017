/**
 * Facts of addresses, as a pair of editions says them, as small codes: a column's dictionary is made of codes, without
 * looking a text up per address. An address is looked up once in each pair, and what no edition changes once at all; facts
 * that many addresses share are coded once for all of them and all pairs.
 */
import type { AddressFacts, Enricher, Placing } from '../enrich/enricher.ts'
import type { AddressTable } from './address-table.ts'
import { doubled } from './doubled.ts'
import { createEncodedTexts, type EncodedTexts } from './encoded-texts.ts'
import { takePlaces } from './groups.ts'

/** The facts that stand in columns of their own. */
const FACTS = {
  country: (facts: AddressFacts) => facts.country,
  countrySource: (facts: AddressFacts) => facts.countrySource,
  asn: (facts: AddressFacts) => facts.asn,
  asName: (facts: AddressFacts) => facts.asName,
  kind: (facts: AddressFacts) => facts.kind,
  kindBy: (facts: AddressFacts) => facts.kindBy,
  institution: (facts: AddressFacts) => facts.institution,
  institutionCountry: (facts: AddressFacts) => (facts.institution === null ? null : facts.country),
  service: (facts: AddressFacts) => facts.service,
  excludedAs: (facts: AddressFacts) => facts.excludedAs,
  serviceEvidence: (facts: AddressFacts) => (facts.service === null ? null : facts.serviceEvidence),
}
export type FactName = keyof typeof FACTS
const names: readonly FactName[] = [
  'country',
  'countrySource',
  'asn',
  'asName',
  'kind',
  'kindBy',
  'institution',
  'institutionCountry',
  'service',
  'excludedAs',
  'serviceEvidence',
]

/** Codes of a row of facts, a cache line: the columns of a group of rows are made one after another from the same rows. */
const ROW_BITS = 4

/** The code of a fact, by number of facts; 0 is NULL. */
export const codeOf = (codes: Int32Array, column: number, number: number): number =>
  codes[(number << ROW_BITS) + column] as number

/** Addresses that all pairs of editions together have room for; 4 bytes each. */
const MOST_ROOM = 16_000_000
const UNASKED = -1

export interface CodedFact {
  /** Codes of all facts, in rows by number of facts, of which this one's stand in a column; 0 is NULL. */
  codes: Int32Array
  column: number
  /** By code; index 0 is not used. */
  values: readonly (string | number)[]
  /** The same where they are texts. */
  texts: EncodedTexts | undefined
}

/** What a pair of editions says of some addresses. */
export interface AddressCodes {
  /** The number of its facts for each of the addresses, in their order. */
  facts: Int32Array
  of(name: FactName): CodedFact
}

export interface PlacedCodes {
  /** Codes of these addresses by what a pair of editions says; to be used before the next call. */
  by(placing: Placing, ids: ArrayLike<number>): AddressCodes
  /** Forgets the addresses, whose ids begin anew. */
  clear(): void
}

/**
 * Codes for each pair of editions. Beyond `mostRoom` those of the pair that was asked for longest ago are forgotten: days of
 * many editions in turns cost time, not memory.
 */
export function createPlacedCodes(
  addresses: AddressTable,
  enricher: Pick<Enricher, 'traits'>,
  mostRoom = MOST_ROOM,
): PlacedCodes {
  let coded = createFactCodes()
  let traits = new Int32Array(0)
  /** Numbers of facts by address id, by the number of the pair, in order of when they were asked for last. */
  const known = new Map<number, Int32Array<ArrayBuffer>>()

  const roomy = (numbers: Int32Array<ArrayBuffer> | undefined): Int32Array<ArrayBuffer> => {
    if (numbers !== undefined && numbers.length >= addresses.size) return numbers
    const larger = new Int32Array(Math.max(1024, addresses.size * 2)).fill(UNASKED)
    if (numbers !== undefined) larger.set(numbers)
    return larger
  }

  function forgetBeyondRoom(kept: number): void {
    let room = 0
    for (const { length } of known.values()) room += length
    for (const [id, { length }] of known) {
      if (room <= mostRoom || id === kept) break
      known.delete(id)
      room -= length
    }
  }

  /** Asks for those addresses of which nothing is known yet. */
  function ask(placing: Placing, numbers: Int32Array, ids: ArrayLike<number>, facts: Int32Array): void {
    for (let place = 0; place < facts.length; place++) {
      if (facts[place] !== UNASKED) continue
      const id = ids[place] as number
      const address = addresses.address(id)
      if (traits[id] === UNASKED) traits[id] = enricher.traits(address)
      const number = coded.number(placing.address(address, traits[id]))
      numbers[id] = number
      facts[place] = number
    }
  }

  return {
    by(placing, ids) {
      traits = roomy(traits)
      const numbers = roomy(known.get(placing.id))
      known.delete(placing.id)
      known.set(placing.id, numbers)
      const facts = takePlaces(ids.length)
      if (gather(numbers, ids, facts) === UNASKED) ask(placing, numbers, ids, facts)
      forgetBeyondRoom(placing.id)
      return { facts, of: coded.of }
    },
    clear() {
      traits.fill(UNASKED)
      for (const numbers of known.values()) numbers.fill(UNASKED)
      // Facts are of pairs that may be closed by now: those opened anew bring others.
      coded = createFactCodes()
    },
  }
}

/**
 * Takes the numbers of ids, and returns the least of them, or 0. A function of its own, which its loop ends: what stood behind it
 * would be met too rarely to be compiled, and had each call fall out of compiled code.
 */
function gather(numbers: Int32Array, ids: ArrayLike<number>, into: Int32Array): number {
  let least = 0
  for (let place = 0; place < into.length; place++) {
    const number = numbers[ids[place] as number] as number
    into[place] = number
    if (number < least) least = number
  }
  return least
}

/** Code 0 is not used. */
function emptyFirst(): EncodedTexts {
  const texts = createEncodedTexts()
  texts.add('')
  return texts
}

/** Distinct facts as numbers, and for each fact by its number the code of its value. */
function createFactCodes() {
  const numbers = new Map<AddressFacts, number>()
  let codes = new Int32Array(64 << ROW_BITS)
  const columns = names.map((name, at) => ({
    name,
    at,
    valueOf: FACTS[name],
    values: [''] as (string | number)[],
    texts: name === 'asn' ? undefined : emptyFirst(),
    codeOf: new Map<string | number, number>(),
  }))
  const byName = new Map(columns.map(column => [column.name, column]))

  return {
    number(facts: AddressFacts): number {
      const known = numbers.get(facts)
      if (known !== undefined) return known
      const number = numbers.size
      numbers.set(facts, number)
      if (number << ROW_BITS === codes.length) codes = doubled(codes)
      for (const column of columns) {
        const value = column.valueOf(facts)
        if (value === null) continue
        let code = column.codeOf.get(value)
        if (code === undefined) {
          code = column.values.push(value) - 1
          column.texts?.add(String(value))
          column.codeOf.set(value, code)
        }
        codes[(number << ROW_BITS) + column.at] = code
      }
      return number
    },
    of(name: FactName): CodedFact {
      const column = byName.get(name)
      if (column === undefined) throw new Error(`fact expected one of ${names.join(', ')}, got ${name}`)
      const { at, values, texts } = column
      return { codes, column: at, values, texts }
    },
  }
}
