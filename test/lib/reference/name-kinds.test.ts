import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kindRuleOf, kinds } from '../../../functions/lib/reference/lists/kinds.ts'
import { parseList } from '../../../functions/lib/reference/lists/list-rows.ts'
import {
  checkNameKinds,
  encodeNameKinds,
  hashOfRules,
  nameKindsKeyOf,
  openNameKinds,
} from '../../../functions/lib/reference/name-kinds.ts'
import { shippedTexts } from '../../support/catalogue-texts.ts'
import { runsOf } from '../../support/depth.ts'

const seed = 20_170_405
const bytes = (text: string) => new TextEncoder().encode(text)
const rules = parseList(kinds, shippedTexts().kinds)
const systems = [
  'University of Somewhere',
  'Ministry of Finance',
  'Cloudflare, Inc.',
  'Nobody Knows',
  '"Telekom" LLC',
  'AS64500 - Research Institute of Physics',
].map((name, at) => ({ asn: at + 1, name }))
const key = nameKindsKeyOf('0123456789abcdef', 'fedcba9876543210')
const encoded = encodeNameKinds(key, rules, systems)
const of = { systems: systems.length, rules: rules.length }

describe('what rules on names say of systems', () => {
  it('is what they say when they are asked', () => {
    const places = openNameKinds(key, encoded, of)
    expect([...places].map(place => rules[place - 1])).toEqual(systems.map(({ name }) => kindRuleOf(rules, name)))
    expect(new Set(places).size).toBeGreaterThan(4)
  })

  it('tells who waits of each system that was asked', () => {
    const told: number[] = []
    encodeNameKinds(key, rules, systems, new Map(), count => told.push(count))
    expect(told).toEqual(Array(systems.length).fill(systems.length))
  })

  it('is read wherever the bytes lie in their buffer', () => {
    for (const shift of [1, 2, 3, 4]) {
      const held = new Uint8Array(encoded.length + shift)
      held.set(encoded, shift)
      expect(openNameKinds(key, held.subarray(shift), of)).toEqual(openNameKinds(key, encoded, of))
    }
  })

  it('is refused, by its key, where any of its bytes is another, or it lies under another key', () => {
    fc.assert(
      fc.property(fc.nat({ max: encoded.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const damaged = encoded.slice()
        damaged[at] = (damaged[at] ?? 0) ^ change
        expect(() => checkNameKinds(key, damaged)).toThrow(`${key}: expected what was worked out under this name`)
      }),
      { seed, numRuns: runsOf(300) },
    )
    fc.assert(
      fc.property(fc.nat({ max: encoded.length - 1 }), length => {
        expect(() => openNameKinds(key, encoded.subarray(0, length), of)).toThrow(key)
      }),
      { seed, numRuns: runsOf(100) },
    )
    expect(() => checkNameKinds(nameKindsKeyOf('0123456789abcdef', '0000000000000000'), encoded)).toThrow('delete it')
  })

  it('is refused where it is of more systems or rules', () => {
    expect(() => openNameKinds(key, encoded, { ...of, systems: 7 })).toThrow('on 7 systems, found')
    expect(() => openNameKinds(key, encoded, { ...of, rules: 1 })).toThrow('expected 1 rules')
  })

  it('has a name of its own for other rules, shipped or own', () => {
    const names = [
      hashOfRules(bytes('a'), undefined),
      hashOfRules(bytes('b'), undefined),
      hashOfRules(bytes('a'), bytes('')),
      hashOfRules(bytes('a'), bytes('b')),
      hashOfRules(bytes('ab'), bytes('')),
    ]
    expect(new Set(names).size).toBe(names.length)
  })

  it('stays what it is while its version does: raise ASKED_AS with what rules say of names', () => {
    const few = parseList(kinds, SMALL)
    const made = encodeNameKinds(key, few, [...systems, { asn: 9, name: 'OOO "Ministry-Net" GmbH' }])
    expect(createHash('sha256').update(made).digest('hex').slice(0, 16)).toBe('09c9e961dee95995')
  })
})

const SMALL = `kind,excluded_as,words,unless,why,example_asn
education,,universit(y|ies),hospital,x,1
government,,ministry|^telekom,,x,2
research,,research institutes?|^research,,x,3
`
