/** What a list of relays says of an address and its port beats what the address alone says; most groups of rows have none. */
import type { DayRelays } from '../enrich/relays.ts'
import type { AddressTable } from './address-table.ts'
import type { DictionaryColumn } from './columns.ts'
import { type Grouped, takePlaces } from './groups.ts'

const TCP = 6

export interface EndColumns {
  service_by_address: DictionaryColumn
  address_evidence: DictionaryColumn
}

/** Protocol and port of the rows' remote ends. */
export interface RelayRows {
  protocols: Int32Array
  ports: Int32Array
  rows: number
}

/** What an address is on days of the same lists, by its id. */
const NO_RELAY = 0
const RELAY = 1
const UNASKED = 2

/** Which addresses of an upload are relays, asked once for days that follow each other and have the same lists. */
export interface KnownRelays {
  /** By address id, RELAY where it is one; undefined where none of these is. It holds until the next call. */
  among(relays: DayRelays, ids: Int32Array): Uint8Array | undefined
  /** Forgets the addresses, whose ids begin anew. */
  clear(): void
}

export function createKnownRelays(addresses: Pick<AddressTable, 'address' | 'ipv4' | 'size'>): KnownRelays {
  let lists: DayRelays | undefined
  let known = new Uint8Array(0)

  function ask(relays: DayRelays, ids: Int32Array): void {
    for (let place = 0; place < ids.length; place++) {
      const id = ids[place] as number
      if (known[id] !== UNASKED) continue
      const bits = addresses.ipv4(id)
      const isRelay = bits < 0 ? relays.holds(addresses.address(id)) : relays.holdsIpv4(bits)
      known[id] = isRelay ? RELAY : NO_RELAY
    }
  }

  return {
    among(relays, ids) {
      if (relays !== lists) known.fill(UNASKED)
      lists = relays
      if (known.length < addresses.size) {
        const larger = new Uint8Array(Math.max(1024, addresses.size * 2)).fill(UNASKED)
        larger.set(known)
        known = larger
      }
      if ((bitsAmong(known, ids) & UNASKED) !== 0) ask(relays, ids)
      return (bitsAmong(known, ids) & RELAY) === 0 ? undefined : known
    },
    clear() {
      known.fill(UNASKED)
    },
  }
}

/** All bits of what is known of these; a loop that ends its function, as in `day-totals.ts`. */
function bitsAmong(known: Uint8Array, ids: Int32Array): number {
  let bits = 0
  for (let place = 0; place < ids.length; place++) bits |= known[ids[place] as number] as number
  return bits
}

/**
 * The columns, of rows that both group alike, with relays put in. Without a remote end that is one they stay what they are,
 * and no row is looked at.
 */
export function withRelays(
  columns: EndColumns,
  remote: Grouped,
  relays: DayRelays | undefined,
  { addresses, knownRelays }: { addresses: Pick<AddressTable, 'address'>; knownRelays: KnownRelays },
  { protocols, ports, rows }: RelayRows,
): EndColumns {
  if (relays === undefined) return columns
  const { distinct } = remote
  const isRelay = knownRelays.among(relays, distinct)
  if (isRelay === undefined) return columns
  const known = new Map<string, string | null>()
  const networks: string[] = []
  const { codes: ends, indexOf } = columns.service_by_address
  const endCount = indexOf.length
  const codes = takePlaces(rows)
  for (let i = 0; i < rows; i++) {
    const place = remote.places[i] as number
    codes[i] = ends[i] as number
    if (protocols[i] !== TCP || isRelay[distinct[place] as number] !== RELAY) continue
    const key = `${place} ${ports[i]}`
    let network = known.get(key)
    if (network === undefined) {
      network = relays.network(addresses.address(distinct[place] as number), ports[i] as number)
      known.set(key, network)
    }
    if (network === null) continue
    const at = networks.indexOf(network)
    codes[i] = endCount + (at < 0 ? networks.push(network) - 1 : at)
  }
  const used = compact(codes, endCount + networks.length)
  const textsOf = ({ indexOf, dictionary, texts }: DictionaryColumn, ofRelay: (network: string) => string) =>
    used.map(code => {
      const relay = networks[code - endCount]
      if (relay !== undefined) return ofRelay(relay)
      const index = indexOf[code] ?? -1
      if (index < 0) return null
      return texts === undefined ? String(dictionary[index]) : texts.text(dictionary[index] as number)
    })
  return {
    service_by_address: columnOf(
      codes,
      textsOf(columns.service_by_address, network => network),
    ),
    address_evidence: columnOf(
      codes,
      textsOf(columns.address_evidence, () => 'relay'),
    ),
  }
}

/** Numbers codes below `count` anew in order of appearance, in place: each code of a column has a row. Returns the old ones. */
function compact(codes: Int32Array, count: number): number[] {
  const used: number[] = []
  const places = new Int32Array(count)
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number
    if (places[code] === 0) places[code] = used.push(code)
    codes[i] = (places[code] as number) - 1
  }
  return used
}

function columnOf(codes: Int32Array, texts: readonly (string | null)[]): DictionaryColumn {
  const dictionary: string[] = []
  const known = new Map<string, number>()
  const indexOf = Int32Array.from(texts, text => {
    if (text === null) return -1
    const index = known.get(text) ?? dictionary.push(text) - 1
    known.set(text, index)
    return index
  })
  return { kind: 'dictionary', codes, indexOf, dictionary }
}
