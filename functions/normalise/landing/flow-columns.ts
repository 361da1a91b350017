/**
 * A day's buffered rows as the columns of `landing`. Whatever depends on an address, a name or a port alone is worked out
 * once per distinct value of the group, then spread over the rows.
 */
import type { Enricher, Placing } from '../enrich/enricher.ts'
import { kindOfEnd } from '../enrich/kind-of-end.ts'
import type { DayRelays } from '../enrich/relays.ts'
import { type AddressCodes, type CodedFact, codeOf, type FactName, type PlacedCodes } from './address-codes.ts'
import type { AddressTable } from './address-table.ts'
import type { ColumnData, ColumnSource } from './columns.ts'
import type { DayBuffer } from './day-buffer.ts'
import { constantText, spreadAddresses, spreadFact, spreadTexts, spreadUnique } from './dictionary-columns.ts'
import type { Encoders } from './encoders.ts'
import { type Grouped, groupPairs, placesTaken, reusePlaces } from './groups.ts'
import type { PortServices } from './port-services.ts'
import { type KnownRelays, withRelays } from './relay-columns.ts'
import type { ClearableStrings } from './string-table.ts'

/** What is the same for every row of an upload, and the tables that the buffer's ids point into. */
export interface FlowContext {
  strings: ClearableStrings
  addresses: AddressTable
  placedCodes: PlacedCodes
  knownRelays: KnownRelays
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
 * The columns by name; every column of the schema less its partition. They hold until the next call, and are to be written in
 * turns: most are made when they are, in memory that stays in a core's cache. `placing` and `relays` are of the buffer's day.
 */
export function flowColumns(
  buffer: DayBuffer,
  context: FlowContext,
  placing: Placing,
  relays: DayRelays | undefined,
): Record<string, ColumnSource> {
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
  const factOf = (name: FactName) => spreadFact(ends, addressCodes.of(name))
  const relayed = withRelays(
    { service_by_address: factOf('service'), address_evidence: factOf('serviceEvidence') },
    remote,
    relays,
    context,
    { protocols: buffer.protocol, ports: buffer.remotePort, rows },
  )
  const named = namedEnds(ends, host, addressCodes, context)

  const kept = placesTaken()
  const lazy = (make: () => ColumnData) => () => {
    reusePlaces(kept)
    return make()
  }
  const fact = (name: FactName) => lazy(() => factOf(name))
  const coded = (codes: Int32Array, textOf: (code: number) => string | null) =>
    lazy(() => spreadTexts(groupIds(codes, rows), textOf))
  const word = (ids: Int32Array) => lazy(() => spreadUnique(groupIds(ids, rows), id => strings.text(id)))
  const service = (ports: Int32Array) =>
    lazy(() => context.portServices.column(buffer.protocol, ports, rows, context.encoders))
  const localAddresses = lazy(() => spreadAddresses(local, addresses))
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
    remote_ip: lazy(() => spreadAddresses(remote, addresses)),
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
    remote_kind: named?.remote_kind ?? fact('kind'),
    kind_by: named?.kind_by ?? fact('kindBy'),
    remote_institution: named?.remote_institution ?? fact('institution'),
    institution_country: named?.institution_country ?? fact('institutionCountry'),
    service_by_name: named?.service_by_name ?? constantText(rows, null),
    remote_excluded_as: fact('excludedAs'),
    app: word(buffer.app),
    host: spreadUnique(host, id => strings.text(id)),
    ...relayed,
    service_by_remote_port: service(buffer.remotePort),
    service_by_local_port: service(buffer.localPort),
    exporter: lazy(() => spreadUnique(groupIds(buffer.exporter, rows), id => strings.text(id) ?? '')),
    source: constantText(rows, context.source),
    format: constantText(rows, context.format),
    upload_id: constantText(rows, context.uploadId),
    build: constantText(rows, context.build),
    record: { kind: 'number', values: buffer.record },
  }
}

/** What the server name says where there is one, else the address; undefined where no name says anything. */
function namedEnds(
  ends: Grouped,
  host: Grouped,
  addressCodes: AddressCodes,
  { strings, enricher }: FlowContext,
):
  | Record<'remote_kind' | 'kind_by' | 'remote_institution' | 'institution_country' | 'service_by_name', ColumnData>
  | undefined {
  const names = Array.from(host.distinct, id => {
    const name = strings.text(id)
    return name === null ? null : enricher.name(name)
  })
  if (names.every(facts => facts === null)) return undefined
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
    service_by_name: spreadTexts(
      { ...host, distinct: names.map((_, place) => place) },
      at => names[at]?.service ?? null,
    ),
  }
}
