/** Names of Zeek's logs (`#path`, `_path`), and what their rows are. */

/**
 * Logs of connections that conn.log has too, when they end: of packages that log long or open ones before that
 * (zeek-long-connections, zeek-open-connections).
 */
const repeats = new Set(['conn_long', 'long_conn', 'open_conn', 'conn_open', 'open_connections', 'long_connections'])

/** What rows of a log of connections' name are: connections, or such as conn.log has too. */
export type ConnPath = 'conn' | 'repeat'

/**
 * What rows of a log are by its name, where its columns are those of connections; undefined where the name says another log.
 * Filters may name conn.log anew: `conn-local`, `conn_incoming`, `dmz_conn`.
 */
export function connPathOf(path: string): ConnPath | undefined {
  if (repeats.has(path.replaceAll('-', '_'))) return 'repeat'
  return /(^|[-_.])conn($|[-_.])/.test(path) ? 'conn' : undefined
}

/** The log's name that a key ends with where it names a log of long or open connections (`…/conn_long.00:00.log.gz`). */
export function repeatOfKey(key: string): string | undefined {
  const name = /[^/]*$/.exec(key)?.[0] ?? ''
  const path = /^[A-Za-z_-]+/.exec(name)?.[0] ?? ''
  return connPathOf(path) === 'repeat' ? path : undefined
}

/** Why a file of nothing but such connections is refused. */
export const onlyRepeats = (path: string): string =>
  `expected Zeek's conn log, found ${path} alone: conn.log has the same connections again when they end, so that they would ` +
  'count twice; upload conn.log'

/** Other logs that are counted by name; the rest is `path:other`. */
const MOST_PATHS = 20

/** Names the kinds as which entries of other logs are skipped, so that a file cannot make up kinds without end. */
export function otherPaths(): (path: string) => string {
  const paths = new Set<string>()
  return path => {
    const name = path.replace(/[^A-Za-z0-9_.-]/g, '?').slice(0, 40) || 'unknown'
    if (paths.size >= MOST_PATHS && !paths.has(name)) return 'path:other'
    paths.add(name)
    return `path:${name}`
  }
}

/** Logs that name servers by the `uid` of their connection, and the column that does. */
export const namingColumns: Readonly<Record<string, string>> = { ssl: 'server_name', quic: 'server_name', http: 'host' }

/** Longest `uid` that is remembered; Zeek's have 18 characters. */
export const LONGEST_UID = 64

/** Columns that one log alone has, for entries that do not say their log. */
const telltales: readonly (readonly [path: string, columns: readonly string[]])[] = [
  ['quic', ['client_initial_dcid', 'client_scid']],
  ['dns', ['query', 'qtype', 'qtype_name', 'rcode_name']],
  ['http', ['method', 'status_code', 'user_agent', 'uri']],
  ['ssl', ['server_name', 'cipher', 'cert_chain_fps', 'cert_chain_fuids']],
  ['files', ['fuid', 'conn_uids']],
  ['x509', ['certificate.subject', 'fingerprint']],
  ['dhcp', ['msg_types', 'lease_time']],
  ['ntp', ['ref_id', 'stratum']],
  ['ssh', ['auth_success', 'auth_attempts', 'host_key']],
  ['smtp', ['mailfrom', 'helo']],
  ['kerberos', ['request_type']],
  ['ntlm', ['ntlm_negotiate', 'domainname']],
  ['notice', ['note', 'suppress_for']],
  ['weird', ['notice', 'peer']],
  ['tunnel', ['tunnel_type']],
  ['software', ['software_type']],
  ['analyzer', ['analyzer_kind', 'failure_reason']],
]

/** The log whose columns these are, where they show one alone. */
export function pathOfColumns(has: (column: string) => boolean): string | undefined {
  return telltales.find(([, columns]) => columns.some(has))?.[0]
}
