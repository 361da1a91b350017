/** The catalogue: services with their evidence, kinds of autonomous systems, server ports, anycast prefixes. From CSV. */
import { parse } from 'csv-parse/sync'

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

/** Reads the five files. Throws at the first row that does not fit, with file and row. */
export function parseCatalogue(texts: CatalogueTexts): Catalogue {
  const services = rowsOf('services.csv', texts.services, ['service', 'category', 'exclusion', 'wide_use']).map(
    ([service = '', category = '', exclusion = '', wideUse = '']) => ({ service, category, exclusion, wideUse }),
  )
  const known = new Set(services.map(({ service }) => service))
  const evidence = rowsOf('evidence.csv', texts.evidence, [
    'service',
    'type',
    'value',
    'expected_as_name',
    'source',
  ]).map(([service = '', type = '', value = '', expectedAsName = '', source = ''], at) => {
    const found = EVIDENCE_TYPES.find(name => name === type)
    if (!known.has(service)) throw refuse('evidence.csv', at, 'a service of services.csv', service)
    if (found === undefined) throw refuse('evidence.csv', at, EVIDENCE_TYPES.join(', '), type)
    return { service, type: found, value, expectedAsName, source }
  })
  const kinds = rowsOf('kinds.csv', texts.kinds, ['kind', 'excluded_as', 'pattern', 'why', 'example_asn']).map(
    ([kind = '', excludedAs = '', pattern = '', why = '', exampleAsn = ''], at): KindRule => {
      if (excludedAs !== '' && excludedAs !== 'cdn' && excludedAs !== 'cloud') {
        throw refuse('kinds.csv', at, 'cdn, cloud or nothing', excludedAs)
      }
      return { kind, excludedAs, pattern: new RegExp(pattern, 'iu'), why, exampleAsn: Number(exampleAsn) }
    },
  )
  const ports = rowsOf('ports.csv', texts.ports, ['protocol', 'port', 'why', 'source']).map(
    ([name = '', port = ''], at) => {
      const protocol = PROTOCOLS[name]
      if (protocol === undefined) throw refuse('ports.csv', at, 'tcp or udp', name)
      return { protocol, port: Number(port) }
    },
  )
  const anycast = rowsOf('anycast.csv', texts.anycast, ['prefix', 'source']).map(([prefix = '']) => prefix)
  return { services, evidence, kinds, ports, anycast }
}

/** `tcp/8333` as protocol number and port. */
export function parsePortEvidence(value: string): ListedPort | undefined {
  const [name = '', port = ''] = value.split('/')
  const protocol = PROTOCOLS[name]
  return protocol === undefined || !/^\d{1,5}$/.test(port) ? undefined : { protocol, port: Number(port) }
}

function rowsOf(file: string, text: string, columns: readonly string[]): string[][] {
  const [header = [], ...rows]: string[][] = parse(text, {
    bom: true,
    relax_column_count: true,
    skip_empty_lines: true,
  })
  if (header.join() !== columns.join())
    throw new Error(`${file} line 1: expected ${columns.join()}, found ${header.join()}`)
  rows.forEach((row, at) => {
    if (row.length !== columns.length) throw refuse(file, at, `${columns.length} fields`, row.join())
  })
  return rows
}

const refuse = (file: string, at: number, expected: string, found: string) =>
  new Error(`${file} row ${at + 1}: expected ${expected}, found ${JSON.stringify(found)}`)
