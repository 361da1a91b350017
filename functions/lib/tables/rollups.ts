import { outcomeColumns } from './outcome-columns.ts'
import { type Column, optional, required, type TableSchema } from './table-schema.ts'

/** The tables that sections read: contacts added up without addresses, or per one kind of end. */

const day = required(
  'local_day',
  'varchar',
  "Day YYYY-MM-DD in the network's zone; one UTC partition holds parts of two.",
)
const network = required('network', 'varchar', 'Watched network.')
const zone = required('time_zone', 'varchar', 'IANA zone of the network; empty where none is set (then UTC).')
const path = required('access_path', 'varchar', 'Access path of the network.')
const role = required('role', 'varchar', 'use, served, attempt_out, attempt_in or unclear.')
const country = required('country', 'varchar', 'Where the remote end is registered; ZZ none.')
const asn = optional('asn', 'bigint', 'Autonomous system of the remote end.')
const kind = required('kind', 'varchar', 'Kind of the remote end.')
const kindBy = required('kind_by', 'varchar', 'What the kind rests on: list, domain, operator, name or none.')
const institution = optional('institution', 'varchar', 'Named institution of the remote end.')
const institutionCountry = optional('institution_country', 'varchar', 'Where the institution is at home.')
const service = optional('service', 'varchar', "The responder's service; NULL unknown.")
const family = optional(
  'family',
  'varchar',
  "What the service is ranked as: its owner's family where evidence cannot part the services of one, else itself.",
)
const category = required('category', 'varchar', 'Category of the service.')
const evidence = required(
  'evidence',
  'varchar',
  'What the service rests on: relay (address and port in a list valid then), name, prefix, asn, port, protocol or none.',
)
const excludedAs = required('excluded_as', 'varchar', 'Why presence leaves the contacts out; empty.')
const contacts = required('contacts', 'bigint', 'Contacts.')
const bytes: Column[] = [
  required('bytes_out', 'bigint', 'Bytes sent by local ends; contacts without counters add nothing.'),
  required('bytes_in', 'bigint', 'Bytes received by local ends.'),
]
const counts = [contacts, ...bytes]
const reference = required('reference_version', 'varchar', 'Hash of the reference set that the enrichment rests on.')

export const activity: TableSchema = {
  name: 'activity',
  comment: 'Contacts per quarter-hour and class, without addresses.',
  partitions: ['dt'],
  columns: [
    required('slot', 'timestamp', 'Begin of the quarter-hour, UTC.'),
    network,
    zone,
    path,
    role,
    required('protocol', 'int', 'IANA protocol number.'),
    required(
      'service_port',
      'int',
      'Port of the end that did not begin where below 1024 or distinctive for the service; else 0.',
    ),
    country,
    asn,
    kind,
    institution,
    service,
    family,
    category,
    evidence,
    excludedAs,
    ...counts,
    required('bytes_denied', 'bigint', 'Bytes of denied records.'),
    required('sampled_contacts', 'bigint', 'Contacts with a sampled record.'),
    required('twice_contacts', 'bigint', 'Contacts that several exporters saw.'),
    required('uncounted_contacts', 'bigint', 'Contacts without byte counters.'),
    required('records', 'bigint', 'Records.'),
    reference,
  ],
}

export const daily: TableSchema = {
  name: 'daily',
  comment: "Contacts per remote end and the network's local day.",
  partitions: ['dt'],
  columns: [
    day,
    network,
    zone,
    required('remote_ip', 'varchar', 'Address of the remote end.'),
    role,
    required('protocol', 'int', 'IANA protocol number of use contacts without a service; else 0.'),
    required('service_port', 'int', 'Port of the remote end of use contacts without a service; else 0.'),
    country,
    asn,
    kind,
    kindBy,
    institution,
    institutionCountry,
    service,
    family,
    category,
    evidence,
    excludedAs,
    ...counts,
    reference,
  ],
}

export const locals: TableSchema = {
  name: 'locals',
  comment:
    "Contacts per local address (IPv6 by /64) and the network's local day: for distinct addresses and the largest one.",
  partitions: ['dt'],
  columns: [
    day,
    network,
    zone,
    required(
      'local_address',
      'varchar',
      'Local IPv4 address, or the /64 of an IPv6 address (its first four groups). flows and contacts: local_prefix.',
    ),
    role,
    country,
    service,
    family,
    category,
    excludedAs,
    ...counts,
    reference,
  ],
}

export const exporterPairs: TableSchema = {
  name: 'exporter_pairs',
  comment: 'What two exporters both saw of a network: connections, and how their clocks differ.',
  partitions: ['dt'],
  columns: [
    network,
    required('exporter_a', 'varchar', 'First exporter by name.'),
    required('exporter_b', 'varchar', 'Second exporter by name.'),
    required('connections', 'bigint', '5-tuples that both logged on the day.'),
    required(
      'median_ms',
      'bigint',
      'Median of (first start of B - first start of A), in milliseconds; the lower of two middle ones.',
    ),
    required(
      'crowded',
      'bigint',
      'Of the connections, those that more than 8 exporters logged: only the 8 with most records are paired.',
    ),
  ],
}

export const scans: TableSchema = {
  name: 'scans',
  comment: 'Initiators that tried many responders or ports of a UTC day without an answer, by a sequential test.',
  partitions: ['dt'],
  columns: [
    required('first_slot', 'timestamp', 'Quarter-hour of the first of these failures, UTC.'),
    required('last_slot', 'timestamp', 'Quarter-hour of the last.'),
    network,
    zone,
    required('began', 'varchar', 'local or remote: which end began.'),
    required('initiator', 'varchar', 'Address of the end that began.'),
    required('country', 'varchar', 'Where the remote ends are registered; ZZ none; ** several.'),
    optional('asn', 'bigint', 'Autonomous system of the remote ends; NULL unknown or several.'),
    required(
      'net_failures',
      'bigint',
      'Most failures above answers since any point of the day; a failure at an unused local address counts double.',
    ),
    required('unanswered', 'bigint', 'Distinct responder addresses and ports that did not answer, since then.'),
    required('hosts', 'bigint', 'Distinct responder addresses of these.'),
    required('ports', 'bigint', 'Distinct responder ports of these.'),
    required('most_ports_of_a_host', 'bigint', 'Distinct ports of these at the host with the most: vertical scans.'),
    required('most_hosts_of_a_port', 'bigint', 'Distinct hosts of these at the port with the most: horizontal scans.'),
    required('widest_protocol', 'int', 'Protocol of the port with most hosts: 6 TCP, 17 UDP.'),
    required('widest_port', 'int', 'The port with most hosts; of several the lowest.'),
  ],
}

export const attempts: TableSchema = {
  name: 'attempts',
  comment: "Contacts that were not answered, by port and country and the network's local day, without addresses.",
  partitions: ['dt'],
  columns: [
    day,
    network,
    zone,
    required('role', 'varchar', 'attempt_in or attempt_out.'),
    required('protocol', 'int', 'IANA protocol number.'),
    optional('service_port', 'int', 'Port that was tried; NULL where it is none of the 100 tried most of the day.'),
    country,
    required('by_scan', 'int', '1 where scans has the initiator on this UTC day.'),
    contacts,
  ],
}

export const signals: TableSchema = {
  name: 'signals',
  comment:
    'Pairs of ends that met in at least four quarter-hours of a UTC day, infrastructure left out: for regular, long and ' +
    'large contacts.',
  partitions: ['dt'],
  columns: [
    network,
    zone,
    required('local_ip', 'varchar', 'Address of the watched end, which began.'),
    required('remote_ip', 'varchar', 'Address of the other end.'),
    required('protocol', 'int', 'IANA protocol number; 6 or 17.'),
    required('service_port', 'int', 'Port of the remote end.'),
    country,
    asn,
    kind,
    institution,
    service,
    category,
    excludedAs,
    required('answered', 'bigint', 'Of the slots, those with an answer: a number; in flows a word of the log.'),
    required('slots', 'bigint', 'Quarter-hours in which they met: a number; in liveness those of the day as text.'),
    required('longest_run', 'bigint', 'Most of them without a break.'),
    required(
      'run_at_begin',
      'bigint',
      'Of the run from the first quarter-hour of the UTC day on; 0 where there is none.',
    ),
    required('run_at_end', 'bigint', 'Of the run to the last quarter-hour of the UTC day.'),
    ...bytes,
    required('local_addresses', 'bigint', 'Local addresses (IPv6 by /64) that began contacts with the remote end.'),
  ],
}

export const liveness: TableSchema = {
  name: 'liveness',
  comment: 'When each exporter logged anything of the day, from the receipts: what tells zero from missing.',
  partitions: ['dt'],
  columns: [
    required('exporter', 'varchar', 'What wrote the records.'),
    optional('network', 'varchar', 'Watched network that it logged records of on the day; NULL where of none.'),
    required('source', 'varchar', 'The team.'),
    required('format', 'varchar', 'Log format.'),
    required('heartbeat', 'int', '1 where the exporter logs even when nothing happens.'),
    required('slots', 'varchar', '96 characters, one a quarter-hour UTC: 1 something was logged, 0 nothing.'),
    required('lost', 'varchar', '96 characters: 1 where the exporter says that it lost records.'),
    required('records', 'bigint', 'Records of any scope that began on the day.'),
  ],
}

export const uploads: TableSchema = {
  name: 'uploads',
  comment: 'What became of the uploads of a day: what does not count is in no other table.',
  partitions: ['dt'],
  columns: outcomeColumns,
}

export const totals: TableSchema = {
  name: 'totals',
  comment: 'Records by scope and what became of them: what activity leaves out, and what has no watched end.',
  partitions: ['dt'],
  columns: [
    required('local_day', 'varchar', "Day YYYY-MM-DD in the network's zone; the UTC day where out of scope."),
    required('network', 'varchar', 'Watched network; empty where out of scope.'),
    required('scope', 'varchar', 'external, internal, special; or out_of_scope: no watched end, in no other table.'),
    required('action', 'varchar', 'accept, deny or unknown; unknown where out of scope.'),
    required('exporter', 'varchar', 'What wrote the records; empty where out of scope.'),
    required('source', 'varchar', 'The team.'),
    required('format', 'varchar', 'Log format.'),
    required('sampled', 'int', '1 where the records are sampled or it is unknown.'),
    required(
      'icmp',
      'varchar',
      'error, untyped (the log has no type), echo (any other type); empty for other protocols.',
    ),
    required('records', 'bigint', 'Records that began on the day.'),
    required('bytes_out', 'bigint', 'Bytes sent by the watched end; 0 where out of scope.'),
    required('bytes_in', 'bigint', 'Bytes received by the watched end; 0 where out of scope.'),
    required(
      'repeated',
      'bigint',
      'Records beside these that two overlapping uploads of the exporter hold, once too often: in no other figure. In flows a mark.',
    ),
    reference,
  ],
}
