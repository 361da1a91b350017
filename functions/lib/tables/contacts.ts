import { optional, required, type TableSchema } from './table-schema.ts'

/**
 * The unit of activity: one (local address, remote address, protocol, service port) in one quarter-hour that external
 * traffic touched, all records and exporters merged.
 */
export const contacts: TableSchema = {
  name: 'contacts',
  comment: 'One row per contact: local address, remote address, protocol, service port, in one UTC quarter-hour.',
  partitions: ['dt'],
  columns: [
    required('slot', 'timestamp', 'Begin of the quarter-hour, UTC.'),
    required('network', 'varchar', 'Watched network of the local address.'),
    required('time_zone', 'varchar', 'IANA zone of the network; empty where none is set (then UTC).'),
    required('access_path', 'varchar', 'Access path of the network.'),
    required('local_ip', 'varchar', 'Address of the watched end.'),
    required(
      'local_prefix',
      'varchar',
      'The local IPv4 address, or the /64 of an IPv6 address: counts hosts, not privacy addresses.',
    ),
    required('remote_ip', 'varchar', 'Address of the other end.'),
    required('protocol', 'int', 'IANA protocol number.'),
    required('service_port', 'int', 'Port of the end that did not begin; 0 for ICMP or where unknown.'),
    required('role', 'varchar', 'use, served, attempt_out, attempt_in or unclear.'),
    required(
      'began_by',
      'varchar',
      'The strongest evidence that agrees on who began: log, syn, denied (denied records from one end only), packets (the ' +
        'other end sent none), port or none.',
    ),
    required(
      'country',
      'varchar',
      'ISO 3166 code of where the remote address is registered; ZZ none. flows: remote_country.',
    ),
    optional('asn', 'bigint', 'Autonomous system of the remote address. flows: remote_asn.'),
    required('kind', 'varchar', 'Kind of the remote end. flows: remote_kind.'),
    required(
      'kind_by',
      'varchar',
      'What kind rests on: list (a published list of prefixes), domain (the registrable domain of the server name), ' +
        'operator (a list of operators), name (a rule on the name of the AS) or none.',
    ),
    optional('institution', 'varchar', 'Named institution of the remote end. flows: remote_institution.'),
    optional(
      'institution_country',
      'varchar',
      'ISO 3166 code of where the institution is at home, whatever carries its name.',
    ),
    optional('service', 'varchar', "The responder's service; NULL unknown."),
    optional(
      'family',
      'varchar',
      "What the service is ranked as: its owner's family where evidence cannot part the services of one, else itself.",
    ),
    required('category', 'varchar', 'Category of the service; unknown, cdn and infrastructure are visible classes.'),
    required(
      'evidence',
      'varchar',
      'What the service rests on: relay (address and port in a list valid then), name, prefix, asn, port, protocol or none.',
    ),
    required(
      'excluded_as',
      'varchar',
      'Why presence leaves the contact out: home, access_provider, cdn, cloud, peer_to_peer, infrastructure, wide_use; empty.',
    ),
    required('sampling', 'int', 'Highest sampling rate of the exporters that count; 1 every packet, 0 unknown.'),
    optional(
      'bytes_out',
      'bigint',
      'Bytes sent by the local end in this slot, of the exporter that counts; NULL without counters.',
    ),
    optional('bytes_in', 'bigint', 'Bytes received by the local end in this slot.'),
    optional('packets_out', 'bigint', 'Packets sent by the local end in this slot.'),
    optional('packets_in', 'bigint', 'Packets received by the local end in this slot.'),
    required(
      'bytes_denied',
      'bigint',
      'Bytes of denied records in both directions, of the exporter that denied most of a connection; in no other column.',
    ),
    required('records', 'bigint', 'Records that touch the slot, of all exporters.'),
    required('exporters', 'int', 'Exporters with a record of the contact in its slot.'),
    required('reference_version', 'varchar', 'Hash of the reference set that the enrichment rests on.'),
  ],
}
