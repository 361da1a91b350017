/**
 * A day's buffered rows as the columns of `landing`. Whatever depends on an address, a name or a port alone is worked out
 * once per distinct value of the group, then spread over the rows.
 */
import type { Enricher, Placing } from '../enrich/enricher.ts'
import { kindOfEnd } from '../enrich/kind-of-end.ts'
import type { DayRelays } from '../enrich/relays.ts'
import { type AddressCodes, type CodedFact, codeOf, type FactName, type PlacedCodes } from './address-codes.ts'
import type { AddressTable } from './address-table.ts'
import type { ColumnData } from './columns.ts'
import type { DayBuffer } from './day-buffer.ts'
import { constantText, spreadAddresses, spreadFact, spreadTexts, spreadUnique } from './dictionary-columns.ts'
import type { Encoders } from './encoders.ts'
import { type Grouped, groupPairs, reusePlaces } from './groups.ts'
import type { PortServices } from './port-services.ts'
import { withRelays } from './relay-columns.ts'
import type { ClearableStrings } from './string-table.ts'

/** What is the same for every row of an upload, and the tables that the buffer's ids point into. */
export interface FlowContext {
  strings: ClearableStrings
  addresses: AddressTable
  placedCodes: PlacedCodes
  enricher: Enricher
  portServices: PortServices
  encoders: Pick<Encoders, 'groupIds' | 'groupTwice'>
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

/**
 * The columns by name; every column of the schema less its partition. They hold until the next call. `placing` and
 * `relays` are of the buffer's day.
 */
export function flowColumns(
  buffer: DayBuffer,
  context: FlowContext,
  placing: Placing,
  relays: DayRelays | undefined,
): Record<string, ColumnData> {
  reusePlaces()
  const { rows } = buffer
  const { addresses, placedCodes, strings, enricher } = context
  const { groupIds, groupTwice } = context.encoders
  const { networks } = enricher
  const remote = groupIds(buffer.remote, rows)
  const local = groupIds(buffer.local, rows)
  const host = groupIds(buffer.host, rows)
  const network = groupIds(buffer.network, rows)
  const addressCodes = placedCodes.by(placing, remote.distinct)
  // Many addresses share their facts.
  const ends = groupTwice(remote, groupIds(addressCodes.facts, addressCodes.facts.length))
  const fact = (name: FactName) => spreadFact(ends, addressCodes.of(name))
  const coded = (codes: Int32Array, textOf: (code: number) => string | null) =>
    spreadTexts(groupIds(codes, rows), textOf)
  const word = (ids: Int32Array) => spreadUnique(groupIds(ids, rows), id => strings.text(id))
  const localAddresses = spreadAddresses(local, addresses)
  // An address of IPv4 is its own prefix.
  const arePrefixes = local.distinct.every(id => addresses.ipv4(id) >= 0)

  return {
    start_time: { kind: 'number', values: buffer.startMs },
    end_time: { kind: 'number', values: buffer.endMs },
    part: { kind: 'number', values: buffer.part },
    network_prefix: spreadTexts(network, index => networks[index]?.cidr ?? ''),
    scope: coded(buffer.scope, code => SCOPES[code] ?? 'external'),
    remote_network_prefix: coded(buffer.remoteNetwork, index => networks[index]?.cidr ?? null),
    local_ip: localAddresses,
    local_prefix: arePrefixes ? localAddresses : spreadTexts(local, id => addresses.prefix(id)),
    local_port: { kind: 'number', values: buffer.localPort, nullValue: -1 },
    remote_ip: spreadAddresses(remote, addresses),
    remote_port: { kind: 'number', values: buffer.remotePort, nullValue: -1 },
    protocol: { kind: 'number', values: buffer.protocol },
    icmp_type: { kind: 'number', values: buffer.icmpType, nullValue: -1 },
    icmp_code: { kind: 'number', values: buffer.icmpCode, nullValue: -1 },
    bytes_out: { kind: 'number', values: buffer.bytesOut },
    bytes_in: { kind: 'number', values: buffer.bytesIn },
    packets_out: { kind: 'number', values: buffer.packetsOut },
    packets_in: { kind: 'number', values: buffer.packetsIn },
    bytes_layer: coded(buffer.bytesLayer, code => LAYERS[code] ?? 'unknown'),
    sampling: { kind: 'number', values: buffer.sampling },
    tcp_flags_out: { kind: 'number', values: buffer.flagsOut, nullValue: -1 },
    tcp_flags_in: { kind: 'number', values: buffer.flagsIn, nullValue: -1 },
    state: word(buffer.state),
    action: coded(buffer.action, code => ACTIONS[code] ?? 'unknown'),
    began: coded(buffer.began, code => BEGAN[code] ?? 'unknown'),
    began_by: coded(buffer.beganBy, code => BEGAN_BY[code] ?? 'none'),
    answered: coded(buffer.answered, code => ANSWERS[code] ?? 'unknown'),
    remote_country: fact('country'),
    country_source: fact('countrySource'),
    remote_asn: fact('asn'),
    remote_as_name: fact('asName'),
    ...namedEnds(ends, host, addressCodes, context),
    remote_excluded_as: fact('excludedAs'),
    app: word(buffer.app),
    host: spreadUnique(host, id => strings.text(id)),
    ...withRelays(
      { service_by_address: fact('service'), address_evidence: fact('serviceEvidence') },
      remote,
      relays,
      addresses,
      { protocols: buffer.protocol, ports: buffer.remotePort, rows },
    ),
    service_by_remote_port: context.portServices.column(buffer.protocol, buffer.remotePort, rows),
    service_by_local_port: context.portServices.column(buffer.protocol, buffer.localPort, rows),
    exporter: spreadUnique(groupIds(buffer.exporter, rows), id => strings.text(id) ?? ''),
    source: constantText(rows, context.source),
    format: constantText(rows, context.format),
    upload_id: constantText(rows, context.uploadId),
    build: constantText(rows, context.build),
    record: { kind: 'number', values: buffer.record },
  }
}

/** What the server name says where there is one, else the address. */
function namedEnds(
  ends: Grouped,
  host: Grouped,
  addressCodes: AddressCodes,
  { strings, enricher }: FlowContext,
): Record<'remote_kind' | 'kind_by' | 'remote_institution' | 'institution_country' | 'service_by_name', ColumnData> {
  const names = Array.from(host.distinct, id => {
    const name = strings.text(id)
    return name === null ? null : enricher.name(name)
  })
  const serviceByName = spreadTexts(
    { ...host, distinct: names.map((_, place) => place) },
    at => names[at]?.service ?? null,
  )
  const fact = (name: FactName) => spreadFact(ends, addressCodes.of(name))
  if (names.every(facts => facts === null)) {
    return {
      remote_kind: fact('kind'),
      kind_by: fact('kindBy'),
      remote_institution: fact('institution'),
      institution_country: fact('institutionCountry'),
      service_by_name: serviceByName,
    }
  }
  const pairs = groupPairs(ends, host)
  const [kind, kindBy, institution, institutionCountry, country] = [
    addressCodes.of('kind'),
    addressCodes.of('kindBy'),
    addressCodes.of('institution'),
    addressCodes.of('institutionCountry'),
    addressCodes.of('country'),
  ]
  const factOf = ({ codes, column, values }: CodedFact, pair: number): string | null => {
    const code = codeOf(codes, column, ends.distinct[pairs.first(pair)] as number)
    return code === 0 ? null : String(values[code])
  }
  const kindOf = (pair: number) =>
    kindOfEnd(
      { kind: factOf(kind, pair) ?? 'unknown', kindBy: factOf(kindBy, pair) ?? 'none' },
      names[pairs.second(pair)] ?? null,
    )
  return {
    remote_kind: spreadTexts(pairs, pair => kindOf(pair).kind),
    kind_by: spreadTexts(pairs, pair => kindOf(pair).kindBy),
    remote_institution: spreadTexts(pairs, pair => {
      const name = names[pairs.second(pair)] ?? null
      return name?.sharedHost === true ? null : (name?.institution ?? factOf(institution, pair))
    }),
    institution_country: spreadTexts(pairs, pair => {
      const name = names[pairs.second(pair)] ?? null
      if (name === null || (name.institution === null && !name.sharedHost)) return factOf(institutionCountry, pair)
      return name.sharedHost ? null : (name.institutionCountry ?? factOf(country, pair))
    }),
    service_by_name: serviceByName,
  }
}
