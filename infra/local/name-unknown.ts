/** For a remote end without a service: the rows of services.csv and evidence.csv that would name it. */
import { getDomain } from 'tldts'
import { csvLine } from '../../functions/lib/csv.ts'
import { WEB_PORTS } from '../../functions/lib/reference/lists/evidence.ts'
import { SHARED_KINDS } from '../../functions/lib/reference/lists/operator-kinds.ts'
import { FIRST_EPHEMERAL_PORT } from '../../functions/normalise/began-by-port.ts'
import { counted } from './counted.ts'

/** What is known of it. */
export interface UnknownEnd {
  remote: string
  protocol: number
  /** 0 where it is not known. */
  port: number
  country: string
  asn: number | null
  asName: string
  kind: string
  /** The server name with most records; empty where none was logged. */
  host: string
  contacts: number
  /** Unknown ends with as much activity on the same port: many make the port distinctive. */
  sharePort: number
}

/** Ends on one port from which on the port is what they have in common. */
const MANY = 3
const PROTOCOLS: Readonly<Record<number, string>> = { 6: 'tcp', 17: 'udp' }

/** Where the category is to be filled in: as it stands the row is refused, with all categories. */
export const CATEGORY = 'CATEGORY'

/**
 * One line of each file. The strongest evidence that there is: the registrable domain of a server name; a port that several
 * ends have in common and that is not the web's; the AS of an operator that is nobody else's host; else the address alone.
 */
export function rowsThatName(end: UnknownEnd): { services: string; evidence: string } {
  const { name, type, value, asName } = evidenceFor(end)
  return {
    services: csvLine([name, CATEGORY, '', '', '']).trimEnd(),
    evidence: csvLine([name, type, value, asName, 'seen in own logs']).trimEnd(),
  }
}

function evidenceFor(end: UnknownEnd): { name: string; type: string; value: string; asName: string } {
  const { remote, protocol, port, asn, asName, kind, host } = end
  const domain = host === '' ? null : getDomain(host.toLowerCase())
  if (domain !== null && /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domain))
    return { name: domain, type: 'domain', value: domain, asName: '' }
  const word = PROTOCOLS[protocol]
  const isDistinctive = port > 0 && port < FIRST_EPHEMERAL_PORT && !WEB_PORTS.includes(port)
  if (word !== undefined && isDistinctive && end.sharePort >= MANY)
    return { name: `port ${word}/${port}`, type: 'port', value: `${word}/${port}`, asName: '' }
  if (asn !== null && asName !== '' && !SHARED_KINDS.has(kind) && kind !== 'unknown')
    return { name: asName, type: 'asn', value: String(asn), asName }
  return { name: remote, type: 'prefix', value: `${remote}/${remote.includes(':') ? 128 : 32}`, asName: '' }
}

/** What is known of it, as one line. */
export function describeUnknown({
  remote,
  protocol,
  port,
  country,
  asn,
  asName,
  kind,
  host,
  contacts,
}: UnknownEnd): string {
  const operator = asn === null ? 'no AS' : `AS ${asn}${asName === '' ? '' : ` ${asName}`}`
  const where = `${PROTOCOLS[protocol] ?? `protocol ${protocol}`}${port === 0 ? '' : ` port ${port}`}`
  return (
    `${remote} ${where}: ${counted(contacts, 'contact')}; ${operator}, registered in ${country === 'ZZ' ? 'no country' : country}, ` +
    `kind ${kind}, ${host === '' ? 'no server name' : `server name ${host}`}`
  )
}
