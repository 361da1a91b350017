/** The pinned definition of signs of obfuscation. A change raises its version, which every report prints. */

export const DEFINITION = '1'

/** A port that programs use by default for a VPN, a proxy or a relay, and little else does. */
export interface PinnedPort {
  /** IANA number. */
  protocol: 6 | 17
  port: number
  /** As the catalogue calls it, whose rows of evidence say where each port is from. */
  service: string
}

/** The same ports as in `queries/sections/obfuscation/days.sql`; a test holds them against the catalogue. */
export const PORTS: readonly PinnedPort[] = [
  { protocol: 6, port: 1080, service: 'SOCKS' },
  { protocol: 6, port: 1194, service: 'OpenVPN' },
  { protocol: 6, port: 9001, service: 'Tor' },
  { protocol: 6, port: 9030, service: 'Tor' },
  { protocol: 17, port: 500, service: 'IPsec' },
  { protocol: 17, port: 1194, service: 'OpenVPN' },
  { protocol: 17, port: 4500, service: 'IPsec' },
  { protocol: 17, port: 51_820, service: 'WireGuard' },
]

/** Bytes both ways with one resolver on a local day, in all and a contact, that lookups of names do not make. */
export const RESOLVER_BYTES = 10_000_000
export const RESOLVER_BYTES_OF_CONTACT = 1_000_000
