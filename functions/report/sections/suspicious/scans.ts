/** Scans: who tried many hosts or ports without an answer, and what attempts there are beside. */
import { numberIn, type Row, textIn } from '../../section.ts'
import { netFailuresThatDecide } from '../../statistics/scan-test.ts'

/** Hosts on one port, and ports of one host, from which a scan is called after them. */
export const MANY_HOSTS = 20
export const MANY_PORTS = 10

export interface Scan {
  day: string
  network: string
  from: 'here' | 'outside'
  /** Address; a local one stands in no output. */
  initiator: string
  /** Of the other ends; `**` several. */
  country: string
  kind: 'horizontal' | 'vertical' | 'random'
  unanswered: number
  hosts: number
  ports: number
  /** Port with most hosts. */
  port: number
  protocol: number
  hostsOfPort: number
  portsOfHost: number
}

/** `rows` of `suspicious/scans`; the largest first. */
export function scansOf(rows: readonly Row[]): Scan[] {
  const least = netFailuresThatDecide()
  return rows
    .filter(row => numberIn(row, 'net_failures') >= least)
    .map((row): Scan => {
      const hostsOfPort = numberIn(row, 'most_hosts_of_a_port')
      const portsOfHost = numberIn(row, 'most_ports_of_a_host')
      return {
        day: textIn(row, 'local_day'),
        network: textIn(row, 'network'),
        from: textIn(row, 'began') === 'local' ? 'here' : 'outside',
        initiator: textIn(row, 'initiator'),
        country: textIn(row, 'country'),
        kind: kindOf(hostsOfPort, portsOfHost),
        unanswered: numberIn(row, 'unanswered'),
        hosts: numberIn(row, 'hosts'),
        ports: numberIn(row, 'ports'),
        port: numberIn(row, 'widest_port'),
        protocol: numberIn(row, 'widest_protocol'),
        hostsOfPort,
        portsOfHost,
      }
    })
    .sort((a, b) => b.unanswered - a.unanswered || (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))
}

function kindOf(hostsOfPort: number, portsOfHost: number): Scan['kind'] {
  if (hostsOfPort >= MANY_HOSTS && hostsOfPort >= portsOfHost) return 'horizontal'
  return portsOfHost >= MANY_PORTS ? 'vertical' : hostsOfPort >= MANY_HOSTS ? 'horizontal' : 'random'
}

export interface TriedPort {
  protocol: number
  /** Null: one of those that are tried least. */
  port: number | null
  contacts: number
  byScans: number
  /** Contacts by country, most first. */
  countries: [country: string, contacts: number][]
}

export interface Attempts {
  all: number
  byScans: number
  /** Most first. */
  ports: TriedPort[]
  /** Of these, those that are known by number. */
  known: TriedPort[]
}

/** `rows` of `suspicious/attempts`. */
export function attemptsOf(rows: readonly Row[], role: 'attempt_in' | 'attempt_out'): Attempts {
  const ports = new Map<string, TriedPort & { byCountry: Map<string, number> }>()
  let [all, byScans] = [0, 0]
  for (const row of rows) {
    if (textIn(row, 'role') !== role) continue
    const protocol = numberIn(row, 'protocol')
    const port = row.service_port === null ? null : numberIn(row, 'service_port')
    const contacts = numberIn(row, 'contacts')
    const scanned = numberIn(row, 'by_scan') === 1 ? contacts : 0
    const key = `${port === null ? '' : protocol} ${port}`
    const none = { protocol, port, contacts: 0, byScans: 0, countries: [], byCountry: new Map<string, number>() }
    const own = ports.get(key) ?? none
    ports.set(key, own)
    all += contacts
    byScans += scanned
    own.contacts += contacts
    own.byScans += scanned
    const country = textIn(row, 'country')
    own.byCountry.set(country, (own.byCountry.get(country) ?? 0) + contacts)
  }
  const listed = [...ports.values()].map(({ byCountry, ...own }) => ({
    ...own,
    countries: [...byCountry].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)),
  }))
  const order = ({ port }: TriedPort) => port ?? Number.POSITIVE_INFINITY
  listed.sort((a, b) => b.contacts - a.contacts || order(a) - order(b) || a.protocol - b.protocol)
  return { all, byScans, ports: listed, known: listed.filter(({ port }) => port !== null) }
}
