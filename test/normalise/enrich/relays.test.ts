import { describe, expect, it } from 'vitest'
import { type Address, parseAddress } from '../../../functions/lib/addresses.ts'
import { parseCatalogue } from '../../../functions/lib/reference/catalogue.ts'
import type { Relay } from '../../../functions/lib/reference/lists/relays.ts'
import { createRelayLookup, type DayRelays } from '../../../functions/normalise/enrich/relays.ts'
import { createAddressTable } from '../../../functions/normalise/landing/address-table.ts'
import type { DictionaryColumn } from '../../../functions/normalise/landing/columns.ts'
import { groupIds } from '../../../functions/normalise/landing/groups.ts'
import { createKnownRelays, withRelays } from '../../../functions/normalise/landing/relay-columns.ts'
import { shippedTexts } from '../../support/catalogue-texts.ts'

const dayOf = (dt: string) => Date.parse(`${dt}T00:00:00Z`) / 86_400_000
const at = (text: string): Address => parseAddress(text) ?? { family: 0, w0: 0, w1: 0, w2: 0, w3: 0 }
const relay = (address: string, port: number, validFrom: string, validTo: string): Relay => ({
  address,
  port,
  network: 'Tor',
  validFrom,
  validTo,
})

const relaysOn = createRelayLookup([
  relay('192.0.2.1', 9001, '2016-12-19', '2017-05-16'),
  relay('192.0.2.2', 443, '2017-05-16', '2018-01-08'),
  relay('2001:db8::1', 9001, '2017-05-16', '2018-01-08'),
  relay('192.0.2.9', 9001, '2024-01-01', ''),
])

describe('relays', () => {
  it.each([
    ['before any list', '192.0.2.1', 9001, '2016-12-18', undefined],
    ['on the first day of a list', '192.0.2.1', 9001, '2016-12-19', 'Tor'],
    ['on the last day of a list', '192.0.2.1', 9001, '2017-05-15', 'Tor'],
    ['when the next list has it no more', '192.0.2.1', 9001, '2017-05-16', null],
    ['by the next list', '192.0.2.2', 443, '2017-05-16', 'Tor'],
    ['by another port of the address', '192.0.2.2', 80, '2017-05-16', null],
    ['of IPv6', '2001:db8::1', 9001, '2017-06-01', 'Tor'],
    ['after the last day of a list', '192.0.2.2', 443, '2018-01-08', undefined],
    ['of a list that is valid still', '192.0.2.9', 9001, '2030-01-01', 'Tor'],
  ])('are told %s', (_, address, port, dt, network) => {
    expect(relaysOn(dayOf(dt))?.network(at(address), port)).toBe(network)
  })

  it('hold the addresses of both families that a list has on that day', () => {
    const held = ['192.0.2.2', '192.0.2.1', '2001:db8::1', '2001:db8::2', '2001:db9::', '::'].filter(address =>
      relaysOn(dayOf('2017-06-01'))?.holds(at(address)),
    )
    expect(held).toEqual(['192.0.2.2', '2001:db8::1'])
  })

  it('are not asked about on a day without a list: nothing can be told', () => {
    expect(relaysOn(dayOf('2020-01-01'))).toBe(undefined)
  })
})

describe('the shipped relays', () => {
  const { relays: shipped } = parseCatalogue(shippedTexts())
  const shippedOn = createRelayLookup(shipped)
  const countOn = (dt: string) =>
    shipped.filter(({ validFrom, validTo }) => dt >= validFrom && (validTo === '' || dt < validTo)).length

  it.each([
    ['before the first list', '2016-11-02', undefined],
    ['an authority by the release of that day', '2016-11-03', 'Tor'],
    ['an authority months later', '2017-07-03', 'Tor'],
    ['after the last list', '2020-07-23', undefined],
  ])('say %s', (_, dt, network) => {
    expect(shippedOn(dayOf(dt))?.network(at('128.31.0.39'), 9101)).toBe(network)
  })

  it('are as many on a day as the lists of the releases have: mirrors and authorities, ports of each address', () => {
    // grep -c in stem 1.5.4 and 1.6.0: 81 and 151 mirrors of two ports, 21 and 52 of which have an IPv6 port; nine authorities.
    expect([countOn('2016-11-03'), countOn('2017-07-03')]).toEqual([2 * 81 + 21 + 18, 2 * 151 + 52 + 18])
  })
})

/** Texts of a column, row by row; every code and every entry must have a row. */
function textsOf({ codes, indexOf, dictionary }: DictionaryColumn): (string | null)[] {
  expect([...new Set(codes)].sort()).toEqual([...indexOf.keys()])
  expect([...new Set([...indexOf].filter(index => index >= 0))].sort()).toEqual([...Array.from(dictionary).keys()])
  return [...codes].map(code => (indexOf[code] === -1 ? null : String(dictionary[indexOf[code] ?? -1])))
}

describe('the columns of a group of rows', () => {
  const addresses = createAddressTable({ isSpecial: () => false })
  const tables = { addresses, knownRelays: createKnownRelays(addresses) }
  const ids = ['192.0.2.2', '198.51.100.7', '192.0.2.2', '192.0.2.2', '192.0.2.2'].map(text => addresses.id(at(text)))
  const remote = groupIds(Int32Array.from(ids), ids.length)
  const columns = {
    service_by_address: {
      kind: 'dictionary' as const,
      codes: remote.places,
      indexOf: Int32Array.of(-1, 0),
      dictionary: ['Chat'],
    },
    address_evidence: {
      kind: 'dictionary' as const,
      codes: remote.places,
      indexOf: Int32Array.of(-1, 0),
      dictionary: ['asn'],
    },
  }
  const rows = { protocols: Int32Array.of(6, 6, 17, 6, 6), ports: Int32Array.of(443, 443, 443, 80, 443), rows: 5 }

  it('name a relay by address, port and protocol, and leave the other rows', () => {
    const made = withRelays(columns, remote, relaysOn(dayOf('2017-06-01')), tables, rows)
    expect(textsOf(made.service_by_address)).toEqual(['Tor', 'Chat', null, null, 'Tor'])
    expect(textsOf(made.address_evidence)).toEqual(['relay', 'asn', null, null, 'relay'])
  })

  it('are what they were where no row is with a relay, and on a day without a list', () => {
    expect(withRelays(columns, remote, relaysOn(dayOf('2017-01-01')), tables, rows)).toBe(columns)
    expect(withRelays(columns, remote, undefined, tables, rows)).toBe(columns)
  })

  it('name it too where every row is with the relay', () => {
    const alone = groupIds(Int32Array.of(ids[0] ?? 0, ids[0] ?? 0), 2)
    const single = { kind: 'dictionary' as const, codes: alone.places, indexOf: Int32Array.of(-1), dictionary: [] }
    const made = withRelays(
      { service_by_address: single, address_evidence: single },
      alone,
      relaysOn(dayOf('2017-06-01')),
      tables,
      { protocols: Int32Array.of(6, 6), ports: Int32Array.of(443, 443), rows: 2 },
    )
    expect(textsOf(made.service_by_address)).toEqual(['Tor', 'Tor'])
  })

  it('ask an address once for days of the same lists, anew for others, and where ids begin anew', () => {
    const asked: string[] = []
    const listed = (network: string, ...held: string[]): DayRelays => {
      const bits = held.map(text => at(text).w3)
      const holdsIpv4 = (of: number) => {
        asked.push(`${network} ${of === at('192.0.2.2').w3 ? 'relay' : 'other'}`)
        return bits.includes(of)
      }
      return { holds: () => false, holdsIpv4, network: () => network }
    }
    const [first, second] = [listed('one', '192.0.2.2'), listed('two', '198.51.100.7')]
    const again = createAddressTable({ isSpecial: () => false })
    const knownRelays = createKnownRelays(again)
    const columnOf = (relays: DayRelays, ...texts: string[]) => {
      const group = groupIds(Int32Array.from(texts.map(text => again.id(at(text)))), texts.length)
      const none = {
        kind: 'dictionary' as const,
        codes: group.places,
        indexOf: group.distinct.map(() => -1),
        dictionary: [],
      }
      const tcp = {
        protocols: Int32Array.from(texts, () => 6),
        ports: Int32Array.from(texts, () => 443),
        rows: texts.length,
      }
      const ends = { service_by_address: none, address_evidence: none }
      return textsOf(withRelays(ends, group, relays, { addresses: again, knownRelays }, tcp).service_by_address)
    }
    expect(columnOf(first, '192.0.2.2', '198.51.100.7')).toEqual(['one', null])
    expect(columnOf(first, '198.51.100.7', '192.0.2.2')).toEqual([null, 'one'])
    expect(columnOf(second, '192.0.2.2', '198.51.100.7')).toEqual([null, 'two'])
    expect(asked.sort()).toEqual(['one other', 'one relay', 'two other', 'two relay'])
    again.clear()
    knownRelays.clear()
    expect(columnOf(second, '198.51.100.7', '192.0.2.2')).toEqual(['two', null])
  })
})
