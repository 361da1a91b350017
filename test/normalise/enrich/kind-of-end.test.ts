import { describe, expect, it } from 'vitest'
import { kindOfEnd } from '../../../functions/normalise/enrich/kind-of-end.ts'

const university = { institutionKind: 'education' } as const
const shop = { institutionKind: null }

describe('the kind of a remote end', () => {
  it.each([
    ['a rule on the name of the AS', { kind: 'telecom', kindBy: 'name' }],
    ["the user's list of operators", { kind: 'government', kindBy: 'operator' }],
    ['nothing', { kind: 'unknown', kindBy: 'none' }],
    ['a list that says who carries it', { kind: 'cdn', kindBy: 'list' }],
    ['a list that says anycast', { kind: 'anycast', kindBy: 'list' }],
  ] as const)('is the domain of an institution before %s', (_, address) => {
    expect(kindOfEnd(address, university)).toEqual({ kind: 'education', kindBy: 'domain' })
  })

  it('is that of a published list which says whose the addresses are before the domain', () => {
    const ministry = { kind: 'government', kindBy: 'list' } as const
    expect(kindOfEnd(ministry, university)).toMatchObject(ministry)
  })

  it.each([null, shop])('is that of the address where the name says none: %j', name => {
    expect(kindOfEnd({ kind: 'cloud', kindBy: 'list' }, name)).toMatchObject({ kind: 'cloud', kindBy: 'list' })
    expect(kindOfEnd({ kind: 'unknown', kindBy: 'none' }, name)).toMatchObject({ kind: 'unknown', kindBy: 'none' })
  })
})
