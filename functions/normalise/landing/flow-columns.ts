/**
 * A day's buffered rows as the columns of `flows`. Whatever depends on an address, a name or a port alone is worked out
 * once per distinct value of the group, then spread over the rows.
 */
import type { AddressFacts, Enricher } from '../enrich/enricher.ts'
import type { AddressTable } from './address-table.ts'
import type { ColumnData, TextColumn } from './column-chunk.ts'
import type { DayBuffer } from './day-buffer.ts'
import type { ClearableStrings } from './string-table.ts'

/** What is the same for every row of an upload, and the tables that the buffer's ids point into. */
export interface FlowContext {
  strings: ClearableStrings
  addresses: AddressTable
  enricher: Enricher
  /** Port services: key `protocol * 65536 + port`. */
  portServices: Map<number, string | null>
  source: string
  format: string
  uploadId: string
  build: string
}

export const SCOPES = ['external', 'internal', 'special'] as const
export const ACTIONS = ['unknown', 'accept', 'deny'] as const
export const BEGAN = ['unknown', 'local', 'remote'] as const
export const BEGAN_BY = ['none', 'log', 'syn', 'port'] as const
export const ANSWERS = ['unknown', 'yes', 'no'] as const
export const LAYERS = ['unknown', 'ip', 'ethernet', 'payload'] as const

/** The columns by name; every column of the schema less its partition. */
export function flowColumns(buffer: DayBuffer, context: FlowContext): Record<string, ColumnData> {
  const { rows } = buffer
  const { addresses, strings, enricher } = context
  const { networks } = enricher
  const remote = groupIds(buffer.remote, rows)
  const local = groupIds(buffer.local, rows)
  const host = groupIds(buffer.host, rows)
  const fact = (of: (facts: AddressFacts) => string | null) => spread(remote, id => of(addresses.facts(id)))
  const hostText = spread(host, id => strings.text(id))
  const hostFacts = host.distinct.map(id => {
    const name = strings.text(id)
    return name === null ? null : enricher.name(name)
  })
  const network = (of: (index: number) => string) => coded(buffer.network, rows, of)

  return {
    start_time: { kind: 'number', values: buffer.startMs },
    end_time: { kind: 'number', values: buffer.endMs },
    part: { kind: 'number', values: buffer.part },
    network: network(index => networks[index]?.name ?? ''),
    access_path: network(index => networks[index]?.accessPath ?? ''),
    time_zone: network(index => networks[index]?.timeZone ?? ''),
    scope: coded(buffer.scope, rows, code => SCOPES[code] ?? 'external'),
    remote_network: coded(buffer.remoteNetwork, rows, index => networks[index]?.name ?? null),
    local_ip: spread(local, id => addresses.text(id)),
    local_prefix: spread(local, id => addresses.prefix(id)),
    local_port: { kind: 'number', values: buffer.localPort, nullValue: -1 },
    remote_ip: spread(remote, id => addresses.text(id)),
    remote_port: { kind: 'number', values: buffer.remotePort, nullValue: -1 },
    protocol: { kind: 'number', values: buffer.protocol },
    icmp_type: { kind: 'number', values: buffer.icmpType, nullValue: -1 },
    icmp_code: { kind: 'number', values: buffer.icmpCode, nullValue: -1 },
    bytes_out: { kind: 'number', values: buffer.bytesOut },
    bytes_in: { kind: 'number', values: buffer.bytesIn },
    packets_out: { kind: 'number', values: buffer.packetsOut },
    packets_in: { kind: 'number', values: buffer.packetsIn },
    bytes_layer: coded(buffer.bytesLayer, rows, code => LAYERS[code] ?? 'unknown'),
    sampling: { kind: 'number', values: buffer.sampling },
    tcp_flags_out: { kind: 'number', values: buffer.flagsOut, nullValue: -1 },
    tcp_flags_in: { kind: 'number', values: buffer.flagsIn, nullValue: -1 },
    state: spread(groupIds(buffer.state, rows), id => strings.text(id)),
    action: coded(buffer.action, rows, code => ACTIONS[code] ?? 'unknown'),
    began: coded(buffer.began, rows, code => BEGAN[code] ?? 'unknown'),
    began_by: coded(buffer.beganBy, rows, code => BEGAN_BY[code] ?? 'none'),
    answered: coded(buffer.answered, rows, code => ANSWERS[code] ?? 'unknown'),
    remote_country: fact(facts => facts.country),
    country_source: fact(facts => facts.countrySource),
    remote_asn: remoteAsn(buffer, rows, addresses),
    remote_as_name: fact(facts => facts.asName),
    remote_kind: remoteKind(rows, remote, host, addresses, hostFacts),
    remote_institution: pairwise(
      rows,
      remote,
      host,
      (address, name) => hostFacts[name]?.institution ?? addresses.facts(remote.distinct[address] ?? 0).institution,
    ),
    remote_excluded_as: exclusions(buffer, rows, remote, addresses, enricher),
    app: spread(groupIds(buffer.app, rows), id => strings.text(id)),
    host: hostText,
    service_by_name: pairwise(rows, host, host, name => hostFacts[name]?.service ?? null),
    service_by_address: fact(facts => facts.service),
    address_evidence: fact(facts => (facts.service === null ? null : facts.serviceEvidence)),
    service_by_remote_port: portService(buffer.remotePort, buffer, rows, context),
    service_by_local_port: portService(buffer.localPort, buffer, rows, context),
    exporter: spread(groupIds(buffer.exporter, rows), id => strings.text(id) ?? ''),
    source: constant(rows, context.source),
    format: constant(rows, context.format),
    upload_id: constant(rows, context.uploadId),
    build: constant(rows, context.build),
    record: { kind: 'number', values: buffer.record },
  }
}

/** Distinct ids of a column in order of first appearance, and each row's place among them. */
interface Grouped {
  distinct: number[]
  places: Int32Array
}

function groupIds(ids: Int32Array, rows: number): Grouped {
  let highest = 0
  for (let i = 0; i < rows; i++) if ((ids[i] as number) > highest) highest = ids[i] as number
  const places = new Int32Array(rows)
  const distinct: number[] = []
  if (highest < rows * 16 + 65_536) {
    const placeOf = new Int32Array(highest + 1)
    for (let i = 0; i < rows; i++) {
      const id = ids[i] as number
      let place = placeOf[id] as number
      if (place === 0) {
        distinct.push(id)
        place = distinct.length
        placeOf[id] = place
      }
      places[i] = place - 1
    }
  } else {
    // A small group over a large table: a map costs less than clearing the table's width.
    const placeOf = new Map<number, number>()
    for (let i = 0; i < rows; i++) {
      const id = ids[i] as number
      let place = placeOf.get(id)
      if (place === undefined) {
        place = distinct.push(id) - 1
        placeOf.set(id, place)
      }
      places[i] = place
    }
  }
  return { distinct, places }
}

/** Collects a dictionary: text → dense index; null → -1. */
class Dictionary {
  readonly texts: string[] = []
  readonly #indexes = new Map<string, number>()

  index(text: string | null): number {
    if (text === null) return -1
    let index = this.#indexes.get(text)
    if (index === undefined) {
      index = this.texts.push(text) - 1
      this.#indexes.set(text, index)
    }
    return index
  }
}

function spread(grouped: Grouped, textOf: (id: number) => string | null): TextColumn {
  const dictionary = new Dictionary()
  const indexOf = Int32Array.from(grouped.distinct, id => dictionary.index(textOf(id)))
  const { places } = grouped
  const indexes = new Int32Array(places.length)
  for (let i = 0; i < places.length; i++) indexes[i] = indexOf[places[i] as number] as number
  return { kind: 'text', indexes, dictionary: dictionary.texts }
}

/** A column of small codes (-1 allowed) that each stand for a text. */
function coded(codes: Uint8Array | Int16Array, rows: number, textOf: (code: number) => string | null): TextColumn {
  const dictionary = new Dictionary()
  const indexOf = new Map<number, number>()
  const indexes = new Int32Array(rows)
  let last = Number.NaN
  let lastIndex = -1
  for (let i = 0; i < rows; i++) {
    const code = codes[i] as number
    if (code !== last) {
      const known = indexOf.get(code)
      lastIndex = known ?? dictionary.index(textOf(code))
      if (known === undefined) indexOf.set(code, lastIndex)
      last = code
    }
    indexes[i] = lastIndex
  }
  return { kind: 'text', indexes, dictionary: dictionary.texts }
}

/** A column that depends on two grouped columns: worked out once per pair of places that occurs. */
function pairwise(
  rows: number,
  a: Grouped,
  b: Grouped,
  textOf: (placeA: number, placeB: number) => string | null,
): TextColumn {
  const dictionary = new Dictionary()
  const indexOf = new Map<number, number>()
  const indexes = new Int32Array(rows)
  const width = b.distinct.length
  for (let i = 0; i < rows; i++) {
    const placeA = a.places[i] as number
    const placeB = b.places[i] as number
    const pair = placeA * width + placeB
    let index = indexOf.get(pair)
    if (index === undefined) {
      index = dictionary.index(textOf(placeA, placeB))
      indexOf.set(pair, index)
    }
    indexes[i] = index
  }
  return { kind: 'text', indexes, dictionary: dictionary.texts }
}

function constant(rows: number, text: string): TextColumn {
  return { kind: 'text', indexes: new Int32Array(rows), dictionary: [text] }
}

function remoteAsn(buffer: DayBuffer, rows: number, addresses: AddressTable): ColumnData {
  const values = new Float64Array(rows)
  for (let i = 0; i < rows; i++) values[i] = addresses.facts(buffer.remote[i] as number).asn ?? Number.NaN
  return { kind: 'number', values }
}

function remoteKind(
  rows: number,
  remote: Grouped,
  host: Grouped,
  addresses: AddressTable,
  hostFacts: ({ institutionKind: string | null } | null)[],
): TextColumn {
  return pairwise(
    rows,
    remote,
    host,
    (address, name) => hostFacts[name]?.institutionKind ?? addresses.facts(remote.distinct[address] ?? 0).kind,
  )
}

/** home and access provider need the network of the row; CDN and cloud come with the address. */
function exclusions(
  buffer: DayBuffer,
  rows: number,
  remote: Grouped,
  addresses: AddressTable,
  enricher: Enricher,
): TextColumn {
  const dictionary = new Dictionary()
  const known = new Map<number, number>()
  const indexes = new Int32Array(rows)
  for (let i = 0; i < rows; i++) {
    const network = buffer.network[i] as number
    const key = (remote.places[i] as number) * 32768 + network
    let index = known.get(key)
    if (index === undefined) {
      const watched = enricher.networks[network]
      const facts = addresses.facts(buffer.remote[i] as number)
      index = dictionary.index(
        watched !== undefined && watched.homeCountry !== '' && facts.country === watched.homeCountry
          ? 'home'
          : facts.asn !== null && watched?.providerAsns.includes(facts.asn)
            ? 'access_provider'
            : facts.excludedAs,
      )
      known.set(key, index)
    }
    indexes[i] = index
  }
  return { kind: 'text', indexes, dictionary: dictionary.texts }
}

function portService(ports: Int32Array, buffer: DayBuffer, rows: number, context: FlowContext): TextColumn {
  const dictionary = new Dictionary()
  const indexes = new Int32Array(rows)
  for (let i = 0; i < rows; i++) {
    const port = ports[i] as number
    if (port < 0) {
      indexes[i] = -1
      continue
    }
    const protocol = buffer.protocol[i] as number
    const key = protocol * 65_536 + port
    let service = context.portServices.get(key)
    if (service === undefined) {
      service = context.enricher.portService(protocol, port)
      context.portServices.set(key, service)
    }
    indexes[i] = service === null ? -1 : dictionary.index(service)
  }
  return { kind: 'text', indexes, dictionary: dictionary.texts }
}
