import { describe, expect, it } from 'vitest'
import type { Address } from '../../../functions/lib/addresses.ts'
import type { AddressFacts, Placing } from '../../../functions/normalise/enrich/enricher.ts'
import { type AddressCodes, codeOf, createPlacedCodes } from '../../../functions/normalise/landing/address-codes.ts'
import { createAddressTable } from '../../../functions/normalise/landing/address-table.ts'

const ipv4 = (w3: number): Address => ({ family: 4, w0: 0, w1: 0, w2: 0, w3 })

/** Pairs of editions in which an address is registered in a country named after both. */
function placings(count: number) {
  const asked: string[] = []
  const made = Array.from({ length: count }, (_, id): Placing => {
    const address = ({ w3 }: Address): AddressFacts => {
      asked.push(`${w3} by ${id}`)
      const nothing = { asn: null, asName: null, kind: 'unknown', kindBy: 'none', institution: null } as const
      return {
        country: `${w3} in ${id}`,
        countrySource: 'registry',
        ...nothing,
        service: null,
        serviceEvidence: null,
        excludedAs: '',
      }
    }
    return { id, address }
  })
  return { made, asked }
}

const traits = { traits: () => 0 }

function table(count: number) {
  const addresses = createAddressTable({ isSpecial: () => false })
  const ids = Array.from({ length: count }, (_, i) => addresses.id(ipv4(i + 1)))
  return { addresses, ids }
}

const countriesOf = (by: AddressCodes) => {
  const { codes, column, values } = by.of('country')
  return Array.from(by.facts, number => values[codeOf(codes, column, number)])
}

describe('facts of addresses', () => {
  it('are those of the pair of editions that is asked for, looked up once in each', () => {
    const { addresses, ids } = table(2)
    const { made, asked } = placings(2)
    const codes = createPlacedCodes(addresses, traits)
    const countries = (placing: Placing) => countriesOf(codes.by(placing, ids))
    for (let turn = 0; turn < 3; turn++) {
      expect(countries(made[0] as Placing)).toEqual(['1 in 0', '2 in 0'])
      expect(countries(made[1] as Placing)).toEqual(['1 in 1', '2 in 1'])
    }
    expect(asked.sort()).toEqual(['1 by 0', '1 by 1', '2 by 0', '2 by 1'])
  })

  it('are asked what no edition changes once for each address, and coded once where they are the same object', () => {
    const { addresses, ids } = table(3)
    const asked: number[] = []
    const same = placings(1).made[0]?.address(ipv4(1)) as AddressFacts
    const given: (number | undefined)[] = []
    const made = [0, 1].map(
      (id): Placing => ({
        id,
        address: (_, number) => {
          given.push(number)
          return same
        },
      }),
    )
    const codes = createPlacedCodes(addresses, { traits: ({ w3 }) => asked.push(w3) + 6 })
    for (const placing of made) expect([...codes.by(placing, ids).facts]).toEqual([0, 0, 0])
    expect(asked).toEqual([1, 2, 3])
    expect(given).toEqual([7, 8, 9, 7, 8, 9])
  })

  it('of forty pairs in turns are forgotten beyond the room for them, and right when they come again', () => {
    const { addresses, ids } = table(10)
    const { made, asked } = placings(40)
    const codes = createPlacedCodes(addresses, traits, 8 * 1024)
    for (let turn = 0; turn < 2; turn++) {
      for (const placing of made) {
        expect(countriesOf(codes.by(placing, ids))).toEqual(ids.map(id => `${id + 1} in ${placing.id}`))
      }
    }
    // Of the second turn none was left: there is room for seven or eight of forty.
    expect(asked).toHaveLength(2 * 40 * ids.length)
    const before = asked.length
    codes.by(made[39] as Placing, ids)
    codes.by(made[36] as Placing, ids)
    expect(asked).toHaveLength(before)
  })

  it('begin anew when the addresses are cleared', () => {
    const { addresses, ids } = table(1)
    const { made } = placings(1)
    const codes = createPlacedCodes(addresses, traits)
    codes.by(made[0] as Placing, ids)
    addresses.clear()
    codes.clear()
    const id = addresses.id(ipv4(7))
    expect(countriesOf(codes.by(made[0] as Placing, [id]))).toEqual(['7 in 0'])
  })
})
