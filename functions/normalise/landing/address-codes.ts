/** Facts of addresses as small codes: a column's dictionary is made of codes, without looking a text up per address. */
import type { AddressFacts } from '../enrich/enricher.ts'
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
  'service',
  'excludedAs',
  'serviceEvidence',
]

export interface CodedFact {
  /** By address id; 0 is NULL. */
  codes: Int32Array
  /** By code; index 0 is not used. */
  values: readonly (string | number)[]
  /** Undefined where no address had the value so far. */
  codeOf: ReadonlyMap<string | number, number>
}

export interface AddressCodes {
  /** Works out the codes of these addresses. To be called before `of`. */
  load(ids: readonly number[]): void
  of(name: FactName): CodedFact
  /** Forgets the addresses, whose ids begin anew; codes stay. */
  clear(): void
}

export function createAddressCodes(addresses: AddressTable): AddressCodes {
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
    load(ids) {
      if (addresses.size > loaded.length) grow()
      for (const id of ids) {
        if (loaded[id] === 1) continue
        loaded[id] = 1
        const known = addresses.facts(id)
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
    clear() {
      loaded.fill(0)
    },
  }
}
