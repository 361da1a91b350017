import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAddress } from '../../../functions/lib/addresses.ts'
import { parsePrefix } from '../../../functions/lib/networks.ts'
import { createPrefixTable } from '../../../functions/normalise/enrich/prefix-table.ts'
import { createPublishedTable } from '../../../functions/normalise/enrich/published-table.ts'

const row = (prefix: string, operator: string) => ({ prefix, operator, kind: 'cloud' })

function at(table: ReturnType<typeof createPublishedTable>, text: string): string | undefined {
  const address = parseAddress(text)
  return address === undefined ? undefined : table(address)?.operator
}

describe('published prefixes', () => {
  it('give an address to the first row that holds it, whatever their widths', () => {
    const table = createPublishedTable([
      row('20.0.0.0/16', 'own'),
      row('20.0.1.0/24', 'inside'),
      row('20.0.0.0/8', 'around'),
      row('2600:1::/32', 'six'),
      row('2600::/16', 'around six'),
    ])
    expect(at(table, '20.0.1.1')).toBe('own')
    expect(at(table, '20.1.0.0')).toBe('around')
    expect(at(table, '20.255.255.255')).toBe('around')
    expect([at(table, '21.0.0.0'), at(table, '19.255.255.255')]).toEqual([undefined, undefined])
    expect([at(table, '2600:1::1'), at(table, '2600:2::1'), at(table, '2601::')]).toEqual([
      'six',
      'around six',
      undefined,
    ])
  })

  it('are one table for all that share the list', () => {
    const rows = [row('20.0.0.0/16', 'own')]
    expect(createPublishedTable(rows)).toBe(createPublishedTable(rows))
    expect(createPublishedTable([...rows])).not.toBe(createPublishedTable(rows))
  })

  it('hold the first and the last address of the space', () => {
    const table = createPublishedTable([row('0.0.0.0/1', 'low'), row('128.0.0.0/1', 'high'), row('::/0', 'six')])
    expect(['0.0.0.0', '127.255.255.255', '128.0.0.0', '255.255.255.255'].map(text => at(table, text))).toEqual([
      'low',
      'low',
      'high',
      'high',
    ])
    expect([at(table, '::'), at(table, 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff')]).toEqual(['six', 'six'])
  })

  it('are none where there is no row', () => {
    expect(at(createPublishedTable([]), '20.0.0.1')).toBeUndefined()
  })

  it('answer as asking every row in turn does', () => {
    const prefix = fc
      .tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 20, max: 32 }))
      .map(([last, length]) => parsePrefix(`20.0.${last >> 4}.${last}/${length}`)?.canonical ?? '')
    fc.assert(
      fc.property(fc.array(prefix, { maxLength: 12 }), fc.integer({ min: 0, max: 4095 }), (prefixes, low) => {
        const rows = prefixes.map((text, index) => row(text, String(index)))
        const address = parseAddress(`20.0.${low >> 8}.${low & 255}`)
        if (address === undefined) throw new Error('expected an address')
        const first = rows.find(({ prefix }) => createPrefixTable([[prefix, true]]).first(address))
        expect(createPublishedTable(rows)(address)?.operator).toBe(first?.operator)
      }),
    )
  })
})
