/** What the study's address book means a remote end to be, against what the tables say. */
import { parseAddress } from '../../../functions/lib/addresses.ts'
import { GAMES, INSTITUTIONS, OTHERS, STREAMING, TIED, WEAK } from '../../../infra/local/study/address-book.ts'

/** Categories of the product that mean a category of the study. */
const MEANT: Readonly<Record<string, readonly string[]>> = {
  game: ['Game'],
  streaming: ['Streaming', 'Video', 'Media', 'Music'],
  social: ['SocialNetwork'],
  shopping: ['Shopping'],
  update: ['SoftwareUpdate', 'Antimalware', 'Cybersecurity'],
  mail: ['Email'],
  vpn: ['VPN'],
  remote: ['RemoteAccess'],
}

interface Block {
  first: number
  end: number
  /** Category of the study; `unnamed` and ordinary addresses have no service. */
  category: string
  kind: string
}

const numberOf = (text: string): number => parseAddress(text)?.w3 ?? -1
const block = (base: string, size: number, category: string, kind = ''): Block => ({
  first: numberOf(base),
  end: numberOf(base) + size,
  category,
  kind,
})

const BLOCKS: readonly Block[] = [
  ...[...GAMES, ...STREAMING, ...OTHERS].map(({ base, size, category }) => block(base, size, category)),
  ...[...TIED, ...WEAK].map(({ base, size }) => block(base, size, 'unnamed')),
  ...INSTITUTIONS.map(({ base, kind }) => block(base, 1, 'institution', kind)),
]

export interface Said {
  remote: string
  service: string
  category: string
  kind: string
}

/** `isKnown`: the truth has a service; `isJudged`: the book has the address; `isWrong`: a class is said that it is not. */
export function judge({ remote, service, category, kind }: Said): {
  isKnown: boolean
  isJudged: boolean
  isWrong: boolean
} {
  const address = numberOf(remote)
  const found = BLOCKS.find(({ first, end }) => address >= first && address < end)
  if (found === undefined || found.category === 'web') return { isKnown: false, isJudged: false, isWrong: false }
  const meant = MEANT[found.category]
  // That an ordinary address was pinged, or asked for names or the time, is no service that the book would have.
  const isService = service !== '' && category !== 'infrastructure' && !(meant ?? []).includes(category)
  const isKind = found.kind !== '' && kind !== 'unknown' && kind !== found.kind
  return { isKnown: meant !== undefined, isJudged: true, isWrong: isService || isKind }
}
