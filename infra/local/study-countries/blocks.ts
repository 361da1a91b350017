/** Every end of the study, as blocks of addresses: its address book, what is beside it, and the watched networks. */
import { parseAddress } from '../../../functions/lib/addresses.ts'
import { FALSE_FRIENDS, GAMES, INSTITUTIONS, OTHERS, STREAMING, TIED, WEAK } from '../study/address-book.ts'
import { NETWORKS } from '../study/intended.ts'

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
  return [
    ...sized.map(({ base, size }) => blockOf(base, size)),
    ...single.map(base => blockOf(base, 1)),
    ...NETWORKS.map(({ cidr }) => blockOf(cidr.replace(/\/.*/, ''), 2 ** (32 - Number(cidr.replace(/.*\//, ''))))),
  ]
}

function blockOf(base: string, size: number): Block {
  const address = parseAddress(base)
  if (address?.family !== 4) throw new Error(`study: expected an IPv4 address, found ${base}`)
  return { first: address.w3, last: address.w3 + size - 1 }
}
