import { describe, expect, it } from 'vitest'
import { type Address, formatAddress } from '../../../functions/lib/addresses.ts'
import type { Enricher } from '../../../functions/normalise/enrich/enricher.ts'
import { createAddressTable } from '../../../functions/normalise/landing/address-table.ts'

let asked = 0
const enricher: Pick<Enricher, 'isSpecial'> = {
  isSpecial({ w3 }) {
    asked++
    return w3 % 2 === 1
  },
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
    expect([table.address(odd), table.address(even)]).toMatchObject([{ family: 4 }, { w3: 0xffff_fffe }])
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

describe('addresses that were chosen to fall together', () => {
  const COUNT = 40_000
  const ODD = 0x9e37_79b1
  /** What times ODD is 1 in 32 bits: five steps of Newton's method. */
  let inverse = ODD
  for (let step = 0; step < 5; step++) inverse = Math.imul(inverse, 2 - Math.imul(ODD, inverse))

  /** All alike under multiplications by known numbers that are combined by exclusive or, whatever is done with the result. */
  const chosen6 = Array.from({ length: COUNT }, (_, w2) => {
    const w3 = Math.imul(Math.imul(w2, 0x85eb_ca6b) ^ 0x1234_5678, inverse) >>> 0
    return { ...ipv6(0), w2, w3 }
  })
  /** Alike in their lowest 15 bits once the highest 17 of the product are folded over them. */
  const chosen4 = Array.from({ length: COUNT }, (_, high) =>
    ipv4(Math.imul((high << 15) | (0x2a5a ^ (high & 0x7fff)), inverse) >>> 0),
  )
  const others6 = Array.from({ length: COUNT }, (_, i) => ({ ...ipv6(0), w2: i, w3: Math.imul(i, 0x27d4_eb2f) >>> 0 }))
  const others4 = Array.from({ length: COUNT }, (_, i) => ipv4(Math.imul(i, 0x27d4_eb2f) >>> 0))

  /** The fastest of some rounds: what else the machine does counts little. */
  function millisecondsOf(addresses: readonly Address[]): number {
    let least = Number.POSITIVE_INFINITY
    for (let round = 0; round < 3; round++) {
      const table = createAddressTable(enricher)
      const began = performance.now()
      for (const address of addresses) table.id(address)
      least = Math.min(least, performance.now() - began)
    }
    return least
  }

  it.each([
    ['IPv6', chosen6, others6],
    ['IPv4', chosen4, others4],
  ])('cost no more than others: %s', (_, chosen, others) => {
    // Compared one by one they would take over 1,000 times as long.
    expect(millisecondsOf(chosen)).toBeLessThan(20 * millisecondsOf(others) + 20)
  })
})
