/** ports.csv: ports that servers listen on; they decide who began where nothing else does. */
import type { List } from './list-rows.ts'

export interface ListedPort {
  protocol: number
  port: number
}

const PROTOCOLS: Record<string, number> = { tcp: 6, udp: 17 }

export const ports: List<ListedPort> = {
  name: 'ports',
  columns: ['protocol', 'port', 'why', 'source'],
  read({ protocol = '', port = '' }, refuse) {
    if (PROTOCOLS[protocol] === undefined) throw refuse('tcp or udp', protocol, 'protocol')
    const listed = parsePort(`${protocol}/${port}`)
    if (listed === undefined) throw refuse('a port from 1 to 65535', port, 'port')
    return listed
  },
}

/** `tcp/8333` as protocol number and port; undefined for anything else. */
export function parsePort(value: string): ListedPort | undefined {
  const [name = '', digits = '', ...rest] = value.split('/')
  const protocol = PROTOCOLS[name]
  const port = /^\d{1,5}$/.test(digits) && rest.length === 0 ? Number(digits) : 0
  return protocol === undefined || port < 1 || port > 65_535 ? undefined : { protocol, port }
}
