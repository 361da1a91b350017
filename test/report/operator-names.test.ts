import { expect, it } from 'vitest'
import type { ObjectStore } from '../../functions/lib/ports.ts'
import { hashOfRanges, rangesKeyOf } from '../../functions/lib/reference/edition-ranges.ts'
import { encodeRanges } from '../../functions/lib/reference/ranges.ts'
import { createOperatorNames } from '../../functions/report/operator-names.ts'
import { contactsWith, keyLabel } from '../../functions/report/sections/onsets/words.ts'
import { editionsOfDay } from '../support/report-world.ts'

/** A lake of these objects. */
const holding = (objects: Record<string, Uint8Array>): Pick<ObjectStore, 'get'> => ({
  async get(key) {
    const bytes = objects[key]
    return bytes === undefined ? undefined : { bytes, head: { key, size: bytes.length, etag: '1', modifiedMs: 0 } }
  },
})

const bytes = encodeRanges([{ first: 1, last: 2, value: 0 }], [], [{ asn: 24_940, name: 'Hetzner Online GmbH' }])
const [country, asn] = editionsOfDay('2017-05-01')

it('systems are called as in the data that placed the contacts, read once', async () => {
  if (country === undefined || asn === undefined) throw new Error('expected two editions')
  const ranges = hashOfRanges(bytes)
  const lake = holding({ [rangesKeyOf(ranges)]: bytes })
  const days = [{ dt: '2017-05-02', contacts: 1, editions: { country: [country], asn: [{ ...asn, ranges }] } }]
  const names = createOperatorNames(lake, [...days, { dt: '2017-05-03', contacts: 1, editions: undefined }])
  expect(await names()).toEqual(new Map([[24_940, 'Hetzner Online GmbH']]))
  expect(await names()).toBe(await names())
})

it('systems have no names where the data are not stored', async () => {
  if (country === undefined || asn === undefined) throw new Error('expected two editions')
  const days = [{ dt: '2017-05-02', contacts: 1, editions: { country: [country], asn: [asn] } }]
  expect(await createOperatorNames(holding({}), days)()).toEqual(new Map())
  expect(await createOperatorNames(holding({}), [])()).toEqual(new Map())
})

it('a system is said by its name, a long one shortened, else by its number', () => {
  const system = { kind: 'system', name: '24940' } as const
  expect(contactsWith({ ...system, operator: 'Hetzner Online GmbH' })).toBe(
    'contacts with the network Hetzner Online GmbH (AS24940)',
  )
  expect(keyLabel({ ...system, operator: 'The Society of a Very Long Name' })).toBe('The Society of a (AS24940)')
  expect(contactsWith(system)).toBe('contacts with the network AS24940')
})
