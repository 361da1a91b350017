/** Watched networks: whose traffic the reports are about. */
import { type Address, formatAddress, parseAddress } from './addresses.ts'
import { type CsvFile, type CsvRow, rowsOf } from './csv-rows.ts'
import { dayMsOf } from './iso-day.ts'
import { isZone } from './zones.ts'

/** One row of networks.csv. */
export interface WatchedNetwork {
  /** Canonical prefix text, `175.45.176.0/22`. */
  cidr: string
  /** Several prefixes may share a name: they are one network. */
  name: string
  /** Empty where not given. */
  accessPath: string
  /** IANA name; empty where not given (then UTC, and said so). */
  timeZone: string
  /** ISO 3166 alpha-2; empty where not given. */
  homeCountry: string
  /** ASNs of the access providers. */
  providerAsns: number[]
  /** ISO days of the week (Monday 1) that are the weekend; default [6, 7]. */
  weekend: number[]
  /** UTC midnight, inclusive; null open. */
  validFromMs: number | null
  /** UTC midnight, exclusive; null open. */
  validToMs: number | null
  note: string
}

/** What is watched where nobody says: private IPv4 space (RFC 1918) and unique-local IPv6 space (RFC 4193). */
export const DEFAULT_NETWORKS_CSV = `cidr,name
10.0.0.0/8,private
172.16.0.0/12,private
192.168.0.0/16,private
fc00::/7,private
`

/** They end lines, move cursors and ring: names stand in tables, file names and terminals (Unicode categories Cc, Zl, Zp). */
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}]/u

const DAY_NAMES = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']

type Column =
  | 'cidr'
  | 'name'
  | 'access_path'
  | 'time_zone'
  | 'home_country'
  | 'provider_asns'
  | 'weekend'
  | 'valid_from'
  | 'valid_to'
  | 'note'
type NetworkRow = CsvRow<Column>

const FILE: CsvFile<Column> = {
  name: 'networks.csv',
  columns: [
    'cidr',
    'name',
    'access_path',
    'time_zone',
    'home_country',
    'provider_asns',
    'weekend',
    'valid_from',
    'valid_to',
    'note',
  ],
  needed: ['cidr', 'name'],
}

/** networks.csv is refused whole; each problem is one line with where, expected, found and what to do. */
export class NetworksRefused extends Error {
  override name = 'NetworksRefused'
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}

/** Reads networks.csv. What was stored by an earlier version, which took any name, stays readable. Throws NetworksRefused. */
export function parseNetworks(csv: string, { isStored = false } = {}): WatchedNetwork[] {
  const problems: string[] = []
  const networks: WatchedNetwork[] = []
  for (const row of rowsOf(csv, FILE, problems)) {
    const network = networkOf(row, isStored)
    const clash = networks.findIndex(known => clashes(known, network))
    if (clash >= 0)
      row.problem('cidr', 'each prefix once for any day', network.cidr, 'end one with valid_to or remove it')
    const other = networks.find(known => known.name === network.name)
    if (other !== undefined && other.timeZone !== network.timeZone) {
      row.problem('time_zone', `one zone per name (${other.timeZone || 'none'})`, network.timeZone, 'use another name')
    }
    if (other !== undefined && other.homeCountry !== network.homeCountry) {
      row.problem(
        'home_country',
        `one country per name (${other.homeCountry || 'none'})`,
        network.homeCountry,
        'use another name',
      )
    }
    networks.push(network)
  }
  if (networks.length === 0 && problems.length === 0) {
    problems.push(
      'networks.csv line 2: expected at least one network, found none; add a row such as 192.0.2.0/24,office',
    )
  }
  if (problems.length > 0) throw new NetworksRefused(problems)
  return networks
}

function networkOf(row: NetworkRow, isStored: boolean): WatchedNetwork {
  const text = row.value('cidr')
  const prefix = parsePrefix(text)
  if (prefix === undefined) row.problem('cidr', 'a prefix such as 192.0.2.0/24', text, howToWrite(text))
  else if (prefix.hostBits) {
    row.problem('cidr', `no address bits after the prefix (${prefix.canonical})`, text, 'write the prefix so')
  }
  const name = row.value('name')
  if (name === '' || name.length > 100) row.problem('name', '1 to 100 characters', name, 'name the network')
  if (!isStored && CONTROLS.test(name))
    row.problem('name', 'no control characters, nor a line end in quotes', name, 'take them out')
  const timeZone = row.value('time_zone')
  if (timeZone !== '' && !isZone(timeZone))
    row.problem('time_zone', 'an IANA zone such as Asia/Pyongyang', timeZone, 'look it up in the IANA list')
  const homeCountry = row.value('home_country')
  if (!/^([A-Z]{2})?$/.test(homeCountry))
    row.problem('home_country', 'two capital letters (ISO 3166)', homeCountry, 'write it as KP')
  const validFromMs = dayOf(row, 'valid_from')
  const validToMs = dayOf(row, 'valid_to')
  if (validFromMs !== null && validToMs !== null && validToMs <= validFromMs) {
    row.problem(
      'valid_to',
      'a day after valid_from (valid_to is exclusive)',
      row.value('valid_to'),
      'correct one of them',
    )
  }
  return {
    cidr: prefix?.canonical ?? text,
    name,
    accessPath: row.value('access_path'),
    timeZone,
    homeCountry,
    providerAsns: asnsOf(row),
    weekend: weekendOf(row),
    validFromMs,
    validToMs,
    note: row.value('note'),
  }
}

/** What to write where this was meant for a prefix: an address alone, or one of IPv4 within IPv6. */
function howToWrite(text: string): string {
  const [, written = '', length] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? []
  const address = parseAddress(written)
  if (address === undefined) return 'write address/length'
  const isMapped = address.family === 4 && written.includes(':')
  const bits = length === undefined ? undefined : Number(length) - (isMapped ? 96 : 0)
  const most = address.family === 4 ? 32 : 128
  if (bits === undefined)
    return `write ${formatAddress(address)}/${most} for this address alone, or the prefix it is in`
  if (bits < 0 || bits > most) return 'write address/length'
  return `write ${parsePrefix(`${formatAddress(address)}/${bits}`)?.canonical}`
}

function asnsOf(row: NetworkRow): number[] {
  const asns: number[] = []
  for (const word of row.value('provider_asns').split(/[\s;]+/)) {
    if (word === '') continue
    const asn = Number(/^(?:AS)?(\d{1,10})$/i.exec(word)?.[1] ?? Number.NaN)
    if (asn > 0 && asn < 2 ** 32) asns.push(asn)
    else row.problem('provider_asns', 'AS numbers separated by spaces', word, 'write them as 131279 4837')
  }
  return asns
}

function weekendOf(row: NetworkRow): number[] {
  const days: number[] = []
  for (const word of row.value('weekend').split(/[\s;]+/)) {
    if (word === '') continue
    const wanted = word.toLowerCase()
    const day = DAY_NAMES.findIndex(name => name === wanted || name.slice(0, 3) === wanted) + 1
    if (day > 0) days.push(day)
    else row.problem('weekend', 'names of days such as Sat Sun', word, 'write them as Fri Sat')
  }
  return days.length === 0 ? [6, 7] : [...new Set(days)].sort((a, b) => a - b)
}

function dayOf(row: NetworkRow, column: 'valid_from' | 'valid_to'): number | null {
  const text = row.value(column)
  if (text === '') return null
  const ms = dayMsOf(text)
  if (ms !== undefined) return ms
  row.problem(column, 'a day as YYYY-MM-DD', text, 'write it so')
  return null
}

export interface Prefix {
  /** With the bits after the prefix cleared. */
  address: Address
  length: number
  /** `address/length`, the address as formatAddress writes it. */
  readonly canonical: string
  /** Whether the text had address bits after the prefix. */
  hostBits: boolean
}

/** Reads `address/length`; undefined for anything else, also for an IPv4 address written as IPv6 (RFC 4291, mapped). */
export function parsePrefix(text: string): Prefix | undefined {
  const match = /^([0-9a-fA-F.:]+)\/(\d{1,3})$/.exec(text)
  const address = parseAddress(match?.[1] ?? '')
  const length = Number(match?.[2])
  if (address === undefined || address.family === 0 || length > (address.family === 4 ? 32 : 128)) return undefined
  if (address.family === 4 && text.includes(':')) return undefined
  const skipped = address.family === 4 ? 96 : 0
  const keep = (word: number, at: number) => {
    const bits = Math.min(32, Math.max(0, length + skipped - at * 32))
    return bits === 0 ? 0 : word - (word % 2 ** (32 - bits))
  }
  const masked: Address = {
    family: address.family,
    w0: keep(address.w0, 0),
    w1: keep(address.w1, 1),
    w2: keep(address.w2, 2),
    w3: keep(address.w3, 3),
  }
  const hostBits =
    masked.w0 !== address.w0 || masked.w1 !== address.w1 || masked.w2 !== address.w2 || masked.w3 !== address.w3
  return {
    address: masked,
    length,
    get canonical() {
      return `${formatAddress(masked)}/${length}`
    },
    hostBits,
  }
}

/** What places an address, as one text whatever the order: prefixes and dates. The rest is joined when a day is published. */
export const placingOf = (networks: readonly WatchedNetwork[]): string =>
  networks
    .map(({ cidr, validFromMs, validToMs }) => `${cidr} ${validFromMs} ${validToMs}\n`)
    .sort()
    .join('')

function clashes(a: WatchedNetwork, b: WatchedNetwork): boolean {
  const from = Math.max(a.validFromMs ?? Number.NEGATIVE_INFINITY, b.validFromMs ?? Number.NEGATIVE_INFINITY)
  const to = Math.min(a.validToMs ?? Number.POSITIVE_INFINITY, b.validToMs ?? Number.POSITIVE_INFINITY)
  return a.cidr === b.cidr && from < to
}
