/** Which ends are relays of an anonymity network, by the lists that are valid on a day. */
import { type Address, formatAddress, parseAddress } from '../../lib/addresses.ts'
import type { Relay } from '../../lib/reference/lists/relays.ts'

const DAY_MS = 86_400_000

/** The relays of the lists that are valid on one day. */
export interface DayRelays {
  holds(address: Address): boolean
  /** The same of the 32 bits of an IPv4 address, unsigned. */
  holdsIpv4(bits: number): boolean
  /** The network that the address and TCP port are a relay of, or null. */
  network(address: Address, port: number): string | null
}

/**
 * Returns the relays of a UTC day (days since 1970); undefined where no list is valid on it, which is most often. Days between
 * the same two changes of lists share a table, made when it is first asked for.
 */
export function createRelayLookup(relays: readonly Relay[]): (day: number) => DayRelays | undefined {
  const changes = [...new Set(relays.flatMap(({ validFrom, validTo }) => [validFrom, validTo]))].filter(dt => dt !== '')
  changes.sort()
  const tables = new Map<number, DayRelays | undefined>()
  return day => {
    const dt = new Date(day * DAY_MS).toISOString().slice(0, 10)
    const span = changes.findLastIndex(change => change <= dt)
    if (!tables.has(span)) tables.set(span, tableOf(relays.filter(relay => isValid(relay, dt))))
    return tables.get(span)
  }
}

const isValid = ({ validFrom, validTo }: Relay, dt: string): boolean =>
  dt >= validFrom && (validTo === '' || dt < validTo)

function tableOf(relays: readonly Relay[]): DayRelays | undefined {
  if (relays.length === 0) return undefined
  const ipv4 = new Set<number>()
  // By an address's upper 16 bits: nineteen of twenty addresses are told by one read.
  const isNear = new Uint8Array(65_536)
  // By 16 bits of all: what makes a text of an IPv6 address is asked of few.
  const isNear6 = new Uint8Array(65_536)
  const networks = new Map<string, string>()
  for (const { address: text, port, network } of relays) {
    const address = parseAddress(text)
    if (address === undefined) continue
    if (address.family === 4) {
      ipv4.add(address.w3)
      isNear[address.w3 >>> 16] = 1
    } else isNear6[bitsOf(address)] = 1
    networks.set(formatAddress(address), network)
    networks.set(`${formatAddress(address)} ${port}`, network)
  }
  return {
    holds: address =>
      address.family === 4
        ? ipv4.has(address.w3)
        : isNear6[bitsOf(address)] === 1 && networks.has(formatAddress(address)),
    holdsIpv4: bits => isNear[bits >>> 16] === 1 && ipv4.has(bits),
    network: (address, port) => networks.get(`${formatAddress(address)} ${port}`) ?? null,
  }
}

function bitsOf({ w0, w1, w2, w3 }: Address): number {
  const folded = w0 ^ w1 ^ w2 ^ w3
  return (folded ^ (folded >>> 16)) & 0xffff
}
