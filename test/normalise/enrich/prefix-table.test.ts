import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Address, formatAddress } from '../../../functions/lib/addresses.ts'
import { parsePrefix } from '../../../functions/lib/networks.ts'
import { createPrefixTable } from '../../../functions/normalise/enrich/prefix-table.ts'
import { runsOf } from '../../support/depth.ts'

const bitsOf = ({ family, w0, w1, w2, w3 }: Address): string =>
  (family === 4 ? [w3] : [w0, w1, w2, w3]).map(word => word.toString(2).padStart(32, '0')).join('')

/** Words that are often the same or beside each other, so that prefixes lie in each other. */
const word = fc.oneof(
  fc.constantFrom(0, 1, 2, 0x8000_0000, 0xffff_ffff, 0xffff_fffe, 0x2001_0db8),
  fc.integer({ min: 0, max: 0xffff_ffff }),
)
const ipv6 = fc
  .tuple(word, word, word, word)
  // What is mapped is no address of IPv6.
  .map(([w0, w1, w2, w3]): Address => ({ family: 6, w0, w1, w2: w0 === 0 && w1 === 0 ? w2 & 1 : w2, w3 }))
const ipv4 = word.map((w3): Address => ({ family: 4, w0: 0, w1: 0, w2: 0, w3 }))
const prefix = fc.oneof(
  fc.tuple(ipv6, fc.oneof(fc.constantFrom(0, 1, 32, 33, 64, 96, 127, 128), fc.integer({ min: 0, max: 128 }))),
  fc.tuple(ipv4, fc.oneof(fc.constantFrom(0, 1, 31, 32), fc.integer({ min: 0, max: 32 }))),
)

it('answers as asking every prefix in turn does, the longest first', () => {
  fc.assert(
    fc.property(fc.array(prefix, { maxLength: 20 }), fc.array(fc.oneof(ipv4, ipv6)), (prefixes, others) => {
      const rows = prefixes.map(
        ([address, length], value) => [`${formatAddress(address)}/${length}`, { value, length, address }] as const,
      )
      const table = createPrefixTable(rows)
      // Around the edges of each: its first address and those named.
      const edges = rows.flatMap(([text]) => parsePrefix(text)?.address ?? [])
      for (const address of [...prefixes.map(([named]) => named), ...edges, ...others]) {
        const expected = rows
          .map(([, row]) => row)
          .filter(row => row.address.family === address.family)
          .filter(row => bitsOf(row.address).slice(0, row.length) === bitsOf(address).slice(0, row.length))
          .sort((a, b) => b.length - a.length)
        expect([...table.matches(address)]).toEqual(expected)
        expect(table.first(address)).toBe(expected[0])
      }
    }),
    { seed: 20_170_404, numRuns: runsOf(500) },
  )
})
