import { describe, expect, it } from 'vitest'
import { daysFrom, reportsOf, type World, type WorldContact } from '../../../support/report-world.ts'

const DAYS = daysFrom('2017-05-01', 7)

/** Ten contacts a day of each address: with games, and, of the first alone, with updates. */
const worldOf = (addresses: readonly string[]): World => ({
  networks: 'cidr,name,time_zone\n10.1.0.0/16,watched,UTC\n',
  contacts: DAYS.flatMap(day =>
    addresses.flatMap((local, at): WorldContact[] => [
      { slot: `${day}T10:00Z`, local, times: 10, category: 'Game', service: 'Steam', evidence: 'asn' },
      ...(at === 0
        ? [{ slot: `${day}T11:00Z`, local, times: 10, category: 'SoftwareUpdate', service: 'Ubuntu', evidence: 'asn' }]
        : []),
    ]),
  ),
  logged: { from: DAYS[0] ?? '', to: DAYS.at(-1) ?? '' },
})
const sentencesOf = async (addresses: readonly string[]) =>
  (await reportsOf('categories')(worldOf(addresses))).section('categories').findings.map(({ sentence }) => sentence)

describe('a category that rests on one local address', () => {
  it('is told where there are others', async () => {
    const sentences = await sentencesOf(['10.1.0.1', '10.1.0.2', '10.1.0.3'])
    expect(sentences.filter(sentence => sentence.includes('from one device'))).toHaveLength(1)
    expect(sentences.join()).toMatch(/no single device made more than/)
  })

  it('is no finding where there is one: everything is of it', async () => {
    const sentences = await sentencesOf(['10.1.0.1'])
    expect(sentences.length).toBeGreaterThan(0)
    expect(sentences.join()).not.toMatch(/one device|single device/i)
  })
})
