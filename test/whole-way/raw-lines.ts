/** The study's raw log lines, read by plain splits: its contacts, and what its address book says of their other ends. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import {
  ANTIVIRUS,
  type Destination,
  FALSE_FRIENDS,
  GAMES,
  OTHERS,
  RELAYS,
  SATELLITE_PHONES,
  STREAMING,
} from '../../infra/local/study/address-book.ts'
import { numberOf } from '../../infra/local/study/connections.ts'
import { INTENDED } from '../../infra/local/study/intended.ts'
import {
  contactsOf,
  type RawContact,
  type RawNetwork,
  type RawRecord,
  vpcRecords,
  zeekRecords,
} from '../support/raw-contacts.ts'

const STAR: RawNetwork = { name: 'Star JV', contains: address => /^175\.45\.17[6-9]\./.test(address) }
const NETCOM: RawNetwork = { name: 'China Netcom', contains: address => address.startsWith('210.52.109.') }
const SATGATE: RawNetwork = { name: 'SatGate', contains: address => address.startsWith('77.94.35.') }
export const NETWORKS = [STAR, NETCOM, SATGATE]

/** Lines that the study spoiled: each has one of these. */
const SPOILED = /\tC(bad|cut)\t| 1\.2\.3/
const SLOT_MS = 900_000

export type Block = Pick<Destination, 'base' | 'size'>

/** Blocks by the catalogue's name of the service. */
export const SERVICES: Record<string, readonly Block[]> = {
  Netflix: STREAMING.filter(({ label }) => label === 'netflix'),
  Twitch: STREAMING.filter(({ label }) => label === 'twitch'),
  Steam: GAMES.filter(({ label }) => label === 'valve'),
  Blizzard: GAMES.filter(({ label }) => label === 'blizzard'),
  'Riot Games': GAMES.filter(({ label }) => label === 'riot'),
  Roblox: GAMES.filter(({ label }) => label === 'roblox'),
  Meta: OTHERS.filter(({ label }) => label === 'facebook'),
  Avast: [ANTIVIRUS],
  Bitcoin: [FALSE_FRIENDS.coinPeers],
  Iridium: [SATELLITE_PHONES],
  Tor: RELAYS,
}

/** Blocks by the report's name of the category. */
export const CATEGORIES: Record<string, readonly Block[]> = Object.fromEntries(
  (
    [
      ['game', 'games'],
      ['streaming', 'video streaming'],
      ['social', 'social networks'],
      ['shopping', 'shopping'],
      ['update', 'software and virus protection updates'],
      ['security', 'security vendors'],
    ] as const
  ).map(([mine, theirs]) => [
    theirs,
    [...GAMES, ...STREAMING, ...OTHERS, ANTIVIRUS].filter(({ category }) => category === mine),
  ]),
)

export interface RawLines {
  /** External contacts of the report's window of which it is clear who began, ICMP apart. */
  contacts: RawContact[]
  /** The same of ICMP echoes, all begun inside and answered. */
  echoes: Pick<RawContact, 'network' | 'slot' | 'remote'>[]
  records: RawRecord[]
  /** Lines that say anything of a flow, of all files that count, with the UTC time of its begin. */
  lines: number
}

const isUpload = (key: string): boolean => key.endsWith('.gz') && !/copy-of|\/again\//.test(key)

/** Copies are left out; so are, of contacts, lines of the gateway's second view. */
export function readRawLines(uploads: string): RawLines {
  const keys = readdirSync(uploads, { recursive: true, encoding: 'utf8' }).filter(isUpload).sort()
  const linesOf = (part: RegExp) =>
    keys
      .filter(key => part.test(key))
      .flatMap(key =>
        gunzipSync(readFileSync(join(uploads, key)))
          .toString()
          .split('\n'),
      )
      .filter(line => !SPOILED.test(line))
  const [pyongyang, laboratory] = [linesOf(/^pyongyang/), linesOf(/^laboratory/)]
  const [netcom, satgate, gateway] = [linesOf(/eni-0c60/), linesOf(/eni-0d60/), linesOf(/eni-0e70/)]
  const records = [
    ...zeekRecords(pyongyang.join('\n'), STAR),
    ...zeekRecords(laboratory.join('\n'), NETCOM),
    ...vpcRecords(netcom.join('\n'), NETCOM),
    ...vpcRecords(satgate.join('\n'), SATGATE),
  ].filter(({ remote }) => isExternal(remote))
  const isInWindow = ({ slot }: { slot: number }) => slot * SLOT_MS >= FROM_MS && slot * SLOT_MS < TO_MS
  return {
    records,
    contacts: contactsOf(records).filter(isInWindow),
    echoes: echoesOf(pyongyang).filter(isInWindow),
    lines: [pyongyang, laboratory, netcom, satgate, gateway].flat().filter(isLineOfWindow).length,
  }
}

const FROM_MS = Date.parse(INTENDED.firstDay) - INTENDED.offsetMs
const TO_MS = Date.parse(INTENDED.lastDay) + 86_400_000 - INTENDED.offsetMs

/** A record that began in the report's window. */
export const isOfWindow = ({ startMs }: Pick<RawRecord, 'startMs'>): boolean => startMs >= FROM_MS && startMs < TO_MS

/** A line of a flow that began in the window; heartbeats and headers are none. */
function isLineOfWindow(line: string): boolean {
  const cells = line.includes('\t') ? line.split('\t') : line.split(' ')
  if (line === '' || line.startsWith('#') || line.startsWith('version') || /NODATA|SKIPDATA/.test(line)) return false
  const beginMs = 1000 * Number(line.includes('\t') ? cells[1] : cells[10])
  return beginMs >= FROM_MS && beginMs < TO_MS
}

/** Neither watched nor multicast. */
const isExternal = (address: string): boolean =>
  !NETWORKS.some(({ contains }) => contains(address)) && Number(address.split('.')[0]) < 224

/** Lines of Zeek that say icmp: each is one connection, within one quarter-hour or over several. */
function echoesOf(lines: readonly string[]): RawLines['echoes'] {
  const found = new Map<string, RawLines['echoes'][number]>()
  for (const line of lines) {
    const [, ts, , local = '', , remote = '', , proto, , duration] = line.split('\t')
    if (proto !== 'icmp' || !isExternal(remote)) continue
    const [first, last] = [Number(ts), Number(ts) + (duration === '-' ? 0 : Number(duration))].map(at =>
      Math.floor(at / 900),
    )
    for (let slot = first ?? 0; slot <= (last ?? -1); slot++)
      found.set(`${slot} ${local} ${remote}`, { network: STAR.name, slot, remote })
  }
  return [...found.values()]
}

/** As a moment whose UTC clock shows the local time. */
export const localTime = ({ slot }: Pick<RawContact, 'slot'>): Date => new Date(slot * SLOT_MS + INTENDED.offsetMs)
export const localDay = (contact: Pick<RawContact, 'slot'>): string => localTime(contact).toISOString().slice(0, 10)

export const isWithin = (address: string, blocks: readonly Block[]): boolean =>
  blocks.some(({ base, size }) => numberOf(address) >= numberOf(base) && numberOf(address) < numberOf(base) + size)

/** Use contacts without name and time services. */
export const isActivity = ({ role, port }: RawContact): boolean => role === 'use' && port !== 53 && port !== 123

export function countBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const item of items) counts[keyOf(item)] = (counts[keyOf(item)] ?? 0) + 1
  return counts
}
