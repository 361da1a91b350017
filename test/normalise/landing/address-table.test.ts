import { expect, it } from 'vitest'
import { type Address, formatAddress } from '../../../functions/lib/addresses.ts'
import type { AddressFacts, Enricher } from '../../../functions/normalise/enrich/enricher.ts'
import { createAddressTable } from '../../../functions/normalise/landing/address-table.ts'

const facts: AddressFacts = {
  country: 'ZZ',
  countrySource: 'none',
  asn: null,
  asName: null,
  kind: 'unknown',
  institution: null,
  service: null,
  serviceEvidence: null,
  excludedAs: '',
  special: false,
}
let asked = 0
const enricher: Enricher = {
  version: 'made up',
  networks: [],
  watched: () => -1,
  address: ({ w3 }) => {
    asked++
    return { ...facts, special: w3 % 2 === 1 }
  },
  name: () => ({ service: null, institution: null, institutionKind: null }),
  portService: () => null,
  listedPort: () => false,
}
const ipv4 = (w3: number): Address => ({ family: 4, w0: 0, w1: 0, w2: 0, w3 })
/** Some share all but one word with an IPv4 address or with each other. */
const ipv6 = (i: number): Address => ({ family: 6, w0: i % 3, w1: i % 7, w2: 0, w3: i })

it('gives every address one id, whatever it grows to, and its text back', () => {
  const table = createAddressTable(enricher)
  const addresses = Array.from({ length: 30_000 }, (_, i) => (i % 3 === 0 ? ipv6(i) : ipv4((i * 2_654_435_761) >>> 0)))
  const ids = addresses.map(address => table.id(address))
  expect(new Set(ids).size).toBe(addresses.length)
  expect(table.size).toBe(addresses.length)
  expect(addresses.map(address => table.id(address))).toEqual(ids)
  expect(ids.map(id => table.text(id))).toEqual(addresses.map(formatAddress))
})

it('asks the enricher once for an address', () => {
  const table = createAddressTable(enricher)
  asked = 0
  const [odd, even] = [table.id(ipv4(7)), table.id(ipv4(0xffff_fffe))]
  for (let i = 0; i < 3; i++) {
    expect([table.isSpecial(odd), table.isSpecial(even)]).toEqual([true, false])
    expect(table.facts(odd).special).toBe(true)
  }
  expect(asked).toBe(2)
})

it('forgets everything when cleared', () => {
  const table = createAddressTable(enricher)
  expect(table.isSpecial(table.id(ipv4(1)))).toBe(true)
  table.clear()
  expect(table.size).toBe(0)
  const id = table.id(ipv4(2))
  expect([id, table.text(id), table.isSpecial(id)]).toEqual([0, '0.0.0.2', false])
})
