/**
 * Facts of addresses, as a pair of editions says them, as small codes: a column's dictionary is made of codes, without
 * looking a text up per address. An address is looked up once in each pair.
 */
import type { AddressFacts, Placing } from '../enrich/enricher.ts'
import type { AddressTable } from './address-table.ts'

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

/** Addresses that all pairs of editions together have room for; 40 bytes each. */
const MOST_ROOM = 2_000_000

export interface CodedFact {
  /** By address id; 0 is NULL. */
  codes: Int32Array
  /** By code; index 0 is not used. */
  values: readonly (string | number)[]
  /** Undefined where no address had the value so far. */
  codeOf: ReadonlyMap<string | number, number>
}

export interface AddressCodes {
  of(name: FactName): CodedFact
}

export interface PlacedCodes {
  /** Codes by what a pair of editions says, with these addresses loaded; to be used before the next call. */
  by(placing: Placing, ids: readonly number[]): AddressCodes
  /** Forgets the addresses, whose ids begin anew; codes stay. */
  clear(): void
}

/**
 * Codes for each pair of editions. Beyond `mostRoom` those of the pair that was asked for longest ago are forgotten: days of
 * many editions in turns cost time, not memory.
 */
export function createPlacedCodes(addresses: AddressTable, mostRoom = MOST_ROOM): PlacedCodes {
  /** By the number of the pair, in order of when they were asked for last. */
  const known = new Map<number, ClearableCodes>()
  return {
    by(placing, ids) {
      const codes = known.get(placing.id) ?? createAddressCodes(addresses)
      known.delete(placing.id)
      known.set(placing.id, codes)
      codes.load(ids, placing)
      let room = 0
      for (const { room: own } of known.values()) room += own
      for (const [id, { room: own }] of known) {
        if (room <= mostRoom || id === placing.id) break
        known.delete(id)
        room -= own
      }
      return codes
    },
    clear() {
      for (const codes of known.values()) codes.clear()
    },
  }
}

interface ClearableCodes extends AddressCodes {
  /** Works out the codes of these addresses. The placing is not kept: it may be closed between two calls. */
  load(ids: readonly number[], placing: Placing): void
  /** Ids that it has room for. */
  readonly room: number
  clear(): void
}

function createAddressCodes(addresses: AddressTable): ClearableCodes {
  let loaded = new Uint8Array(0)
  const facts = names.map(name => ({
    name,
    valueOf: FACTS[name],
    codes: new Int32Array(0),
    values: [''] as (string | number)[],
    codeOf: new Map<string | number, number>(),
  }))
  const byName = new Map(facts.map(fact => [fact.name, fact]))

  function grow(): void {
    const size = Math.max(1024, addresses.size * 2)
    const more = new Uint8Array(size)
    more.set(loaded)
    loaded = more
    for (const fact of facts) {
      const codes = new Int32Array(size)
      codes.set(fact.codes)
      fact.codes = codes
    }
  }

  return {
    load(ids, placing) {
      if (addresses.size > loaded.length) grow()
      for (const id of ids) {
        if (loaded[id] === 1) continue
        loaded[id] = 1
        const known = placing.address(addresses.address(id))
        for (const fact of facts) {
          const value = fact.valueOf(known)
          let code = value === null ? 0 : fact.codeOf.get(value)
          if (code === undefined && value !== null) {
            code = fact.values.push(value) - 1
            fact.codeOf.set(value, code)
          }
          fact.codes[id] = code ?? 0
        }
      }
    },
    of(name) {
      const fact = byName.get(name)
      if (fact === undefined) throw new Error(`fact expected one of ${names.join(', ')}, got ${name}`)
      return fact
    },
    get room() {
      return loaded.length
    },
    clear() {
      loaded.fill(0)
    },
  }
}
