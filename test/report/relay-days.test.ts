import { describe, expect, it } from 'vitest'
import type { Relay } from '../../functions/lib/reference/lists/relays.ts'
import { relayDays } from '../../functions/report/relay-days.ts'

const relay = (address: string, validFrom: string, validTo: string, own: Partial<Relay> = {}): Relay => ({
  address,
  port: 9001,
  network: 'Tor',
  validFrom,
  validTo,
  ...own,
})

describe('days of relays', () => {
  it('hold the lists that are valid then, the last day exclusive, an open end for ever', () => {
    const listed = [
      relay('192.0.2.1', '2017-05-01', '2017-05-03'),
      relay('192.0.2.2', '2017-05-02', ''),
      relay('192.0.2.3', '2017-05-01', '2017-05-03', { network: 'a VPN provider' }),
    ]
    expect(relayDays(listed, ['2017-04-30', '2017-05-01', '2017-05-02', '2017-05-03'])).toEqual([
      { dt: '2017-04-30', listed: [] },
      {
        dt: '2017-05-01',
        listed: [
          { network: 'Tor', addresses: 1 },
          { network: 'a VPN provider', addresses: 1 },
        ],
      },
      {
        dt: '2017-05-02',
        listed: [
          { network: 'Tor', addresses: 2 },
          { network: 'a VPN provider', addresses: 1 },
        ],
      },
      { dt: '2017-05-03', listed: [{ network: 'Tor', addresses: 1 }] },
    ])
  })

  it('count an address with two ports once', () => {
    const twice = [9001, 9030].map(port => relay('192.0.2.1', '2017-05-01', '', { port }))
    expect(relayDays(twice, ['2017-05-01'])).toEqual([{ dt: '2017-05-01', listed: [{ network: 'Tor', addresses: 1 }] }])
  })

  it('of a set that is no longer stored are not known', () => {
    expect(relayDays(undefined, ['2017-05-01'])).toEqual([{ dt: '2017-05-01', listed: null }])
  })
})
