/**
 * Addresses that are not globally reachable: the IANA special-purpose registries of RFC 6890 (as updated by RFC 8190,
 * entries with "Globally Reachable" false), multicast (RFC 5771, RFC 4291) and limited broadcast. Teredo, which the registry
 * calls "not applicable", crosses the internet and is not special; 6to4 and NAT64 are what the IPv4 address in them is.
 */
import { createPrefixTable, type PrefixTable } from './prefix-table.ts'

const IPV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.2/32',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
]

const IPV6 = [
  '::/127',
  '64:ff9b:1::/48',
  '100::/64',
  '100:0:0:1::/64',
  '2001::/23',
  '2001:2::/48',
  '2001:db8::/32',
  '3fff::/20',
  '5f00::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
]

/**
 * Prefixes inside the above that are globally reachable: PCP and TURN anycast (RFC 7723, RFC 8155), and of the IETF
 * protocol assignments (RFC 2928) those with a row of their own: Teredo (RFC 4380), anycast for PCP, TURN and service
 * registration (RFC 9665), AMT (RFC 7450), AS112 (RFC 7535), ORCHIDv2 (RFC 7343), drone identifiers (RFC 9374).
 */
const REACHABLE = [
  '192.0.0.9/32',
  '192.0.0.10/32',
  '2001::/32',
  '2001:1::1/128',
  '2001:1::2/128',
  '2001:1::3/128',
  '2001:3::/32',
  '2001:4:112::/48',
  '2001:20::/28',
  '2001:30::/28',
]

/** Whether an address is special. */
export function createSpecialTable(): PrefixTable<boolean> {
  return createPrefixTable<boolean>([
    ...REACHABLE.map(prefix => [prefix, false] as const),
    ...[...IPV4, ...IPV6].map(prefix => [prefix, true] as const),
  ])
}
