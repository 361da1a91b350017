/**
 * Addresses that are not globally reachable: the IANA special-purpose registries of RFC 6890 (as updated by RFC 8190,
 * entries with "Globally Reachable" false or not applicable), multicast (RFC 5771, RFC 4291) and limited broadcast.
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
  '2001:2::/48',
  '2001:db8::/32',
  '3fff::/20',
  '5f00::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
]

/** Prefixes inside the above that are globally reachable: PCP and TURN anycast (RFC 7723, RFC 8155). */
const REACHABLE = ['192.0.0.9/32', '192.0.0.10/32']

/** Whether an address is special. */
export function createSpecialTable(): PrefixTable<boolean> {
  return createPrefixTable<boolean>([
    ...REACHABLE.map(prefix => [prefix, false] as const),
    ...[...IPV4, ...IPV6].map(prefix => [prefix, true] as const),
  ])
}
