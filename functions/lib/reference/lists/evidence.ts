/** evidence.csv: by what a service is known. */
import { parsePrefix } from '../../networks.ts'
import type { List } from './list-rows.ts'
import { parsePort } from './ports.ts'

const TYPES = ['domain', 'prefix', 'asn', 'port'] as const

export interface Evidence {
  service: string
  type: (typeof TYPES)[number]
  value: string
  /** For `asn`: text that the AS's name in the data holds; a test checks it. */
  expectedAsName: string
  source: string
}

/** Ports that carry any service: never evidence for one. */
export const WEB_PORTS: readonly number[] = [80, 443]

/** What each type of evidence must be. */
const VALUES: Record<Evidence['type'], { expected: string; holds(value: string): boolean }> = {
  domain: {
    expected: 'a domain in small letters',
    holds: value => /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(value),
  },
  prefix: { expected: 'a prefix (address/length)', holds: value => parsePrefix(value) !== undefined },
  asn: {
    expected: 'the number of an AS',
    holds: value => /^[1-9]\d{0,9}$/.test(value) && Number(value) < 2 ** 32,
  },
  port: {
    expected: 'a port such as tcp/8333, none of the web (80, 443)',
    holds: value => !WEB_PORTS.includes(parsePort(value)?.port ?? 80),
  },
}

export const evidence: List<Evidence> = {
  name: 'evidence',
  columns: ['service', 'type', 'value', 'expected_as_name', 'source'],
  read({ service = '', type: name = '', value = '', expected_as_name: expectedAsName = '', source = '' }, refuse) {
    const type = TYPES.find(known => known === name)
    if (type === undefined) throw refuse(TYPES.join(', '), name, 'type')
    if (!VALUES[type].holds(value)) throw refuse(VALUES[type].expected, value, 'value')
    if (source.trim() === '') throw refuse('the source that says so', source, 'source')
    return { service, type, value, expectedAsName, source }
  },
  once: { expected: 'each piece of evidence once', keyOf: ({ type, value }) => `${type} ${value}` },
}
