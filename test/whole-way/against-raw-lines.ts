/** What the study's report counts, worked out from its raw log lines and nothing of the product. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import {
  ANTIVIRUS,
  type Destination,
  FALSE_FRIENDS,
  GAMES,
  OTHERS,
  STREAMING,
} from '../../infra/local/study/address-book.ts'
import { numberOf } from '../../infra/local/study/connections.ts'
import { INTENDED } from '../../infra/local/study/intended.ts'
import { type RawContact, type RawNetwork, useContacts, vpcRecords, zeekRecords } from '../support/raw-contacts.ts'
import { rowsOf, type Told } from './against-truth.ts'

const STAR: RawNetwork = { name: 'Star JV', contains: address => /^175\.45\.17[6-9]\./.test(address) }
const NETCOM: RawNetwork = { name: 'China Netcom', contains: address => address.startsWith('210.52.109.') }
const SATGATE: RawNetwork = { name: 'SatGate', contains: address => address.startsWith('77.94.35.') }

/** Lines that the study spoiled: each has one of these. */
const SPOILED = /\tC(bad|cut)\t| 1\.2\.3/

/** Blocks by the catalogue's name of the service. */
const BLOCKS: Record<string, readonly Pick<Destination, 'base' | 'size'>[]> = {
  Netflix: STREAMING.filter(({ label }) => label === 'netflix'),
  Twitch: STREAMING.filter(({ label }) => label === 'twitch'),
  Steam: GAMES.filter(({ label }) => label === 'valve'),
  Blizzard: GAMES.filter(({ label }) => label === 'blizzard'),
  'Riot Games': GAMES.filter(({ label }) => label === 'riot'),
  Roblox: GAMES.filter(({ label }) => label === 'roblox'),
  Meta: OTHERS.filter(({ label }) => label === 'facebook'),
  Avast: [ANTIVIRUS],
  Bitcoin: [FALSE_FRIENDS.coinPeers],
}

/** All contacts of use without names and times, of the report's window. Copies and the gateway's second view are left out. */
function contactsBelow(uploads: string): RawContact[] {
  const keys = readdirSync(uploads, { recursive: true, encoding: 'utf8' })
    .filter(key => key.endsWith('.gz') && !/copy-of|\/again\//.test(key))
    .sort()
  const lines = (part: RegExp) =>
    keys
      .filter(key => part.test(key))
      .flatMap(key =>
        gunzipSync(readFileSync(join(uploads, key)))
          .toString()
          .split('\n'),
      )
      .filter(line => !SPOILED.test(line))
      .join('\n')
  const records = [
    ...zeekRecords(lines(/^pyongyang/), STAR),
    ...zeekRecords(lines(/^laboratory/), NETCOM),
    ...vpcRecords(lines(/eni-0c60/), NETCOM),
    ...vpcRecords(lines(/eni-0d60/), SATGATE),
  ]
  const fromMs = Date.parse(INTENDED.firstDay) - INTENDED.offsetMs
  const toMs = Date.parse(INTENDED.lastDay) + 86_400_000 - INTENDED.offsetMs
  return useContacts(records).filter(
    ({ slot, port }) => port !== 53 && port !== 123 && slot * 900_000 >= fromMs && slot * 900_000 < toMs,
  )
}

/** Declares the tests; `told` and the folder of uploads are asked when they run. */
export function declareRawLines(told: () => Told & { uploads: string }): void {
  let contacts: RawContact[] | undefined
  const all = () => {
    contacts ??= contactsBelow(told().uploads)
    return contacts
  }

  it('activity: contacts of every local day and of every network', () => {
    const count = (keyOf: (contact: RawContact) => string) => {
      const counts: Record<string, number> = {}
      for (const contact of all()) counts[keyOf(contact)] = (counts[keyOf(contact)] ?? 0) + 1
      return counts
    }
    const activity = told().section('activity')
    const days = rowsOf(activity, 'activity').map(({ day, contacts: own }) => [day, own])
    expect(Object.fromEntries(days)).toEqual(
      count(({ slot }) => new Date(slot * 900_000 + INTENDED.offsetMs).toISOString().slice(0, 10)),
    )
    const networks = rowsOf(activity, 'networks').map(({ network, contacts: own }) => [network, own])
    expect(Object.fromEntries(networks)).toEqual(count(({ network }) => network))
  })

  it('services: contacts and days of every service whose addresses are known', () => {
    const rows = rowsOf(told().section('services'), 'services')
    for (const [service, blocks] of Object.entries(BLOCKS)) {
      const own = all().filter(({ remote }) =>
        blocks.some(({ base, size }) => numberOf(remote) >= numberOf(base) && numberOf(remote) < numberOf(base) + size),
      )
      const days = new Set(own.map(({ slot }) => Math.floor((slot * 900_000 + INTENDED.offsetMs) / 86_400_000))).size
      expect(
        rows.find(row => row.service === service),
        service,
      ).toMatchObject({ contacts: own.length, days })
    }
  })

  it('onsets: contacts of every day with what began', () => {
    const blocks = BLOCKS.Bitcoin ?? []
    const [{ base, size } = { base: '', size: 0 }] = blocks
    const own = all().filter(
      ({ remote }) => numberOf(remote) >= numberOf(base) && numberOf(remote) < numberOf(base) + size,
    )
    const days: Record<string, number> = {}
    for (const { slot } of own) {
      const day = new Date(slot * 900_000 + INTENDED.offsetMs).toISOString().slice(0, 10)
      days[day] = (days[day] ?? 0) + 1
    }
    const found = rowsOf(told().section('onsets'), 'days').filter(
      ({ what, contacts: count }) => what === 'Bitcoin' && count !== 0,
    )
    expect(Object.fromEntries(found.map(({ day, contacts: count }) => [day, count]))).toEqual(days)
  })
}
