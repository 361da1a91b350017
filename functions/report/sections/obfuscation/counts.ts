/** What went both ways with VPN and proxy ports and with listed relays, by day; and what the lists of relays could tell. */
import { add, type Whole } from '../../../lib/exact-numbers.ts'
import type { RelayDay } from '../../relay-days.ts'
import { numberIn, type Row, textIn, wholeIn } from '../../section.ts'

/** `pooled`: ports and relays that may not be said apart. */
export type SignKind = 'port' | 'relay' | 'pooled' | 'besides'

export interface Sign {
  kind: SignKind
  service: string
  /** IANA protocol and port of a port; 0 of the others. */
  protocol: number
  port: number
  contacts: number
  bytes: Whole
  days: number
}

export interface Signs {
  /** By kind, then contacts, most first. */
  all: Sign[]
  /** Of ports and relays together; what stands besides is in none. */
  contacts: number
  bytes: Whole
  byDay: ReadonlyMap<string, number>
  sumOf(kind: SignKind): { contacts: number; bytes: Whole }
}

const KINDS: readonly SignKind[] = ['port', 'relay', 'pooled', 'besides']
const kindOf = (row: Row): SignKind => KINDS.find(kind => kind === textIn(row, 'sign')) ?? 'besides'

/** `rows` of `obfuscation/days`. */
export function countSigns(rows: readonly Row[]): Signs {
  const groups = Map.groupBy(rows, row =>
    JSON.stringify([kindOf(row), textIn(row, 'service'), numberIn(row, 'protocol'), numberIn(row, 'port')]),
  )
  const all = [...groups.values()].flatMap((own): Sign[] => {
    const [first] = own
    if (first === undefined) return []
    return [
      {
        kind: kindOf(first),
        service: textIn(first, 'service'),
        protocol: numberIn(first, 'protocol'),
        port: numberIn(first, 'port'),
        contacts: contactsOf(own),
        bytes: bytesOf(own),
        days: new Set(own.map(row => textIn(row, 'local_day'))).size,
      },
    ]
  })
  all.sort(
    (a, b) =>
      KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
      b.contacts - a.contacts ||
      (a.service < b.service ? -1 : a.service > b.service ? 1 : a.port - b.port || a.protocol - b.protocol),
  )
  const counted = rows.filter(row => kindOf(row) !== 'besides')
  const byDay = new Map<string, number>()
  for (const row of counted) {
    const day = textIn(row, 'local_day')
    byDay.set(day, (byDay.get(day) ?? 0) + numberIn(row, 'contacts'))
  }
  return {
    all,
    contacts: contactsOf(counted),
    bytes: bytesOf(counted),
    byDay,
    sumOf(kind) {
      const own = rows.filter(row => kindOf(row) === kind)
      return { contacts: contactsOf(own), bytes: bytesOf(own) }
    },
  }
}

const contactsOf = (rows: readonly Row[]): number => rows.reduce((sum, row) => sum + numberIn(row, 'contacts'), 0)
const bytesOf = (rows: readonly Row[]): Whole =>
  rows.reduce<Whole>((sum, row) => add(sum, add(wholeIn(row, 'bytes_out'), wholeIn(row, 'bytes_in'))), 0)

/** Activity of each local day, infrastructure left out: `rows` of `categories/days`. */
export function countActivity(rows: readonly Row[]) {
  const byDay = new Map<string, number>()
  let [contacts, bytes]: [number, Whole] = [0, 0]
  for (const row of rows) {
    if (textIn(row, 'category') === 'infrastructure') continue
    const day = textIn(row, 'local_day')
    byDay.set(day, (byDay.get(day) ?? 0) + numberIn(row, 'contacts'))
    contacts += numberIn(row, 'contacts')
    bytes = add(bytes, wholeIn(row, 'bytes'))
  }
  return { byDay, contacts, bytes }
}

/** What the lists of relays could tell in the window. */
export interface Listed {
  /** UTC days with contacts, and those of them on which a list was valid. */
  days: number
  listedDays: number
  /** Of each network the most and the fewest addresses that were listed on one of those days. */
  networks: { network: string; most: number; fewest: number }[]
}

/** A day on which one of its reference sets had no valid list is not told: what rests on that set is not found. */
export function listedRelays(days: readonly RelayDay[]): Listed {
  const byDay = Map.groupBy(days, ({ dt }) => dt)
  const networks = new Map<string, { most: number; fewest: number }>()
  let listedDays = 0
  for (const own of byDay.values()) {
    if (own.some(({ listed }) => listed === null || listed.length === 0)) continue
    listedDays++
    for (const { listed } of own)
      for (const { network, addresses } of listed ?? []) {
        const known = networks.get(network) ?? { most: addresses, fewest: addresses }
        const [most, fewest] = [Math.max(known.most, addresses), Math.min(known.fewest, addresses)]
        networks.set(network, { most, fewest })
      }
  }
  const listed = [...networks].map(([network, own]) => ({ network, ...own }))
  return { days: byDay.size, listedDays, networks: listed.sort((a, b) => (a.network < b.network ? -1 : 1)) }
}

/** A resolver to which more went on a day than lookups make. */
export interface BusyResolver {
  day: string
  address: string
  contacts: number
  bytesOut: Whole
  bytesIn: Whole
}

/** `rows` of `obfuscation/resolvers`. */
export const busyResolvers = (rows: readonly Row[]): BusyResolver[] =>
  rows.map(row => ({
    day: textIn(row, 'local_day'),
    address: textIn(row, 'remote_ip'),
    contacts: numberIn(row, 'contacts'),
    bytesOut: wholeIn(row, 'bytes_out'),
    bytesIn: wholeIn(row, 'bytes_in'),
  }))
