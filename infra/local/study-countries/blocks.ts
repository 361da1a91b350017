/** Every end of the study, as blocks of addresses: its address book, what is beside it, and the watched networks. */
import { parseAddress } from '../../../functions/lib/addresses.ts'
import {
  ANTIVIRUS,
  FALSE_FRIENDS,
  GAMES,
  INSTITUTIONS,
  OTHERS,
  RELAYS,
  RESEARCH,
  SATELLITE_PHONES,
  STREAMING,
  TIED,
  WEAK,
} from '../study/address-book.ts'
import { NETWORKS } from '../study/intended.ts'
import { BEACONS, SCANS } from '../study/suspects.ts'

/** IPv4 addresses as numbers, both ends included. */
export interface Block {
  first: number
  last: number
}

/** In no order; blocks may overlap. */
export function studyBlocks(): Block[] {
  const { peers, coinPeers, scanners, readers, resolvers, university, provider, burst } = FALSE_FRIENDS
  const sized = [
    ...GAMES,
    ...STREAMING,
    ...OTHERS,
    ...RESEARCH,
    ANTIVIRUS,
    SATELLITE_PHONES,
    ...RELAYS,
    ...TIED,
    ...WEAK,
    peers,
    coinPeers,
    ...scanners,
    readers,
    provider,
    burst,
  ]
  const single = [...INSTITUTIONS.map(({ base }) => base), ...resolvers, university.ntp, university.mirror]
  const suspects = [...SCANS, ...BEACONS].map(({ remote }) => remote)
  return [
    ...sized.map(({ base, size }) => blockOf(base, size)),
    ...[...single, ...suspects].map(base => blockOf(base, 1)),
    ...NETWORKS.map(({ cidr }) => blockOf(cidr.replace(/\/.*/, ''), 2 ** (32 - Number(cidr.replace(/.*\//, ''))))),
  ]
}

function blockOf(base: string, size: number): Block {
  const address = parseAddress(base)
  if (address?.family !== 4) throw new Error(`study: expected an IPv4 address, found ${base}`)
  return { first: address.w3, last: address.w3 + size - 1 }
}
