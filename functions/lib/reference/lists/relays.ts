/**
 * relays.csv: relays of anonymity networks and VPN providers, by address and port, each with the days at which its list was
 * valid. The shipped ones are the directory mirrors that releases of Tor name: a part of all relays ("at least"). Without a row
 * that is valid at a record's day nothing can be told of relays on it.
 */
import { parseAddress } from '../../addresses.ts'
import { isDay } from '../../iso-day.ts'
import type { List } from './list-rows.ts'

export interface Relay {
  address: string
  /** TCP. */
  port: number
  /** A service of services.csv. */
  network: string
  /** First day, and the day after the last one, YYYY-MM-DD; empty where the list is valid still. */
  validFrom: string
  validTo: string
}

export const relays: List<Relay> = {
  name: 'relays',
  columns: ['address', 'port', 'network', 'valid_from', 'valid_to', 'source'],
  read({ address = '', port = '', network = '', valid_from: validFrom = '', valid_to: validTo = '' }, refuse) {
    if (parseAddress(address) === undefined) throw refuse('an address', address, 'address')
    if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535)
      throw refuse('a port from 1 to 65535', port, 'port')
    if (!isDay(validFrom)) throw refuse('the first day as YYYY-MM-DD', validFrom, 'valid_from')
    if (validTo !== '' && !(isDay(validTo) && validTo > validFrom))
      throw refuse(`the day after the last one, later than ${validFrom}, or nothing`, validTo, 'valid_to')
    return { address, port: Number(port), network, validFrom, validTo }
  },
  once: {
    expected: 'each relay once for a first day',
    keyOf: ({ address, port, network, validFrom }) => `${address} ${port} ${network} ${validFrom}`,
  },
}
