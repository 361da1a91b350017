/** The catalogue: services with their evidence, kinds of autonomous systems, server ports, anycast prefixes. From CSV. */
import { CsvError, parse } from 'csv-parse/sync'
import { parsePrefix } from '../networks.ts'

export interface Service {
  service: string
  category: string
  exclusion: string
  wideUse: string
}

export interface Evidence {
  service: string
  type: 'domain' | 'prefix' | 'asn' | 'port'
  value: string
  /** For `asn`: text that the AS's name in the data holds; a test checks it. */
  expectedAsName: string
  source: string
}

/** The first rule whose pattern matches an AS's name says its kind. */
export interface KindRule {
  kind: string
  excludedAs: '' | 'cdn' | 'cloud'
  pattern: RegExp
  why: string
  exampleAsn: number
}

export interface ListedPort {
  protocol: number
  port: number
}

export interface CatalogueTexts {
  services: string
  evidence: string
  kinds: string
  ports: string
  anycast: string
}

export interface Catalogue {
  services: Service[]
  evidence: Evidence[]
  kinds: KindRule[]
  ports: ListedPort[]
  anycast: string[]
}

const PROTOCOLS: Record<string, number> = { tcp: 6, udp: 17 }
const EVIDENCE_TYPES = ['domain', 'prefix', 'asn', 'port'] as const

/** Ports that carry any service: never evidence for one. */
const WEB_PORTS = [80, 443]

/** Reads the five files. Throws at the first row that does not fit, with file and row. */
export function parseCatalogue(texts: CatalogueTexts): Catalogue {
  const services = rowsOf('services.csv', texts.services, ['service', 'category', 'exclusion', 'wide_use']).map(
    ([service = '', category = '', exclusion = '', wideUse = '']) => ({ service, category, exclusion, wideUse }),
  )
  refuseRepeated('services.csv', 'each service once', services, ({ service }) => service)
  const known = new Set(services.map(({ service }) => service))
  const evidence = rowsOf('evidence.csv', texts.evidence, [
    'service',
    'type',
    'value',
    'expected_as_name',
    'source',
  ]).map(([service = '', name = '', value = '', expectedAsName = '', source = ''], at) => {
    const type = EVIDENCE_TYPES.find(known => known === name)
    if (!known.has(service)) throw refuse('evidence.csv', at, 'a service of services.csv', service)
    if (type === undefined) throw refuse('evidence.csv', at, EVIDENCE_TYPES.join(', '), name)
    if (!EVIDENCE[type].holds(value)) throw refuse('evidence.csv', at, EVIDENCE[type].expected, value)
    return { service, type, value, expectedAsName, source }
  })
  refuseRepeated('evidence.csv', 'each piece of evidence once', evidence, ({ type, value }) => `${type} ${value}`)
  const kinds = rowsOf('kinds.csv', texts.kinds, ['kind', 'excluded_as', 'pattern', 'why', 'example_asn']).map(
    ([kind = '', excludedAs = '', pattern = '', why = '', exampleAsn = ''], at): KindRule => {
      if (excludedAs !== '' && excludedAs !== 'cdn' && excludedAs !== 'cloud') {
        throw refuse('kinds.csv', at, 'cdn, cloud or nothing', excludedAs)
      }
      return { kind, excludedAs, pattern: patternOf(pattern, at), why, exampleAsn: Number(exampleAsn) }
    },
  )
  const ports = rowsOf('ports.csv', texts.ports, ['protocol', 'port', 'why', 'source']).map(
    ([name = '', port = ''], at) => {
      if (PROTOCOLS[name] === undefined) throw refuse('ports.csv', at, 'tcp or udp', name)
      const listed = parsePortEvidence(`${name}/${port}`)
      if (listed === undefined) throw refuse('ports.csv', at, 'a port from 1 to 65535', port)
      return listed
    },
  )
  const anycast = rowsOf('anycast.csv', texts.anycast, ['prefix', 'source']).map(([prefix = ''], at) => {
    if (parsePrefix(prefix) === undefined) throw refuse('anycast.csv', at, 'a prefix (address/length)', prefix)
    return prefix
  })
  return { services, evidence, kinds, ports, anycast }
}

/** `tcp/8333` as protocol number and port; undefined for anything else. */
export function parsePortEvidence(value: string): ListedPort | undefined {
  const [name = '', digits = '', ...rest] = value.split('/')
  const protocol = PROTOCOLS[name]
  const port = /^\d{1,5}$/.test(digits) && rest.length === 0 ? Number(digits) : 0
  return protocol === undefined || port < 1 || port > 65_535 ? undefined : { protocol, port }
}

/** What each type of evidence must be. */
const EVIDENCE: Record<Evidence['type'], { expected: string; holds(value: string): boolean }> = {
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
    holds: value => !WEB_PORTS.includes(parsePortEvidence(value)?.port ?? 80),
  },
}

function patternOf(pattern: string, at: number): RegExp {
  try {
    return new RegExp(pattern, 'iu')
  } catch {
    throw refuse('kinds.csv', at, 'a regular expression', pattern)
  }
}

function refuseRepeated<T>(file: string, expected: string, rows: readonly T[], keyOf: (row: T) => string): void {
  const seen = new Set<string>()
  rows.forEach((row, at) => {
    const key = keyOf(row)
    if (seen.has(key)) throw refuse(file, at, expected, key)
    seen.add(key)
  })
}

function rowsOf(file: string, text: string, columns: readonly string[]): string[][] {
  const [header = [], ...rows] = cellsOf(file, text)
  if (header.join() !== columns.join())
    throw new Error(`${file} line 1: expected ${columns.join()}, found ${header.join()}`)
  rows.forEach((row, at) => {
    if (row.length !== columns.length) throw refuse(file, at, `${columns.length} fields`, row.join())
  })
  return rows
}

function cellsOf(file: string, text: string): string[][] {
  try {
    return parse(text, { bom: true, relax_column_count: true, skip_empty_lines: true })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new Error(`${file}: expected comma-separated values, found ${error.message}; check its quotes`, {
      cause: error,
    })
  }
}

const refuse = (file: string, at: number, expected: string, found: string) =>
  new Error(`${file} row ${at + 1}: expected ${expected}, found ${JSON.stringify(found)}`)
