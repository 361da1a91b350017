import { optional, required, type TableSchema } from './table-schema.ts'

/**
 * One row per accepted record of a log and UTC day that it touches. A record that crosses midnight stands in each day
 * with its whole times and counters and `part` 0, 1, …: count records, and add up bytes, over `part = 0`.
 */
export const flows: TableSchema = {
  name: 'flows',
  comment: 'One row per log record and UTC day touched; counts and sums of records: where part = 0.',
  partitions: ['dt'],
  columns: [
    required('start_time', 'timestamp', 'First packet of the record, UTC, floored to ms.'),
    required('end_time', 'timestamp', 'Last packet of the record, UTC, floored to ms; the slot it lies in is touched.'),
    required('part', 'int', '0 on the day of start_time, 1 on the next day, … for a record that crosses midnight.'),
    required('network', 'varchar', 'Name of the watched network of the local end.'),
    required('network_prefix', 'varchar', 'Prefix of networks.csv that the local end was placed by.'),
    required('access_path', 'varchar', 'Access path of that network; empty where networks.csv gives none.'),
    required('time_zone', 'varchar', 'IANA zone of that network; empty where none is set.'),
    required(
      'scope',
      'varchar',
      'external (one watched end), internal (both watched), special (not globally reachable).',
    ),
    optional('remote_network', 'varchar', 'Watched network of the other end of an internal record.'),
    optional('remote_network_prefix', 'varchar', 'Prefix of networks.csv that the other end was placed by.'),
    required('local_ip', 'varchar', 'Address of the watched end (internal: of the sender), RFC 5952 text.'),
    required(
      'local_prefix',
      'varchar',
      'The IPv4 address of the watched end, or the /64 of an IPv6 address. locals: local_address.',
    ),
    optional('local_port', 'int', 'Port of the watched end; NULL for protocols without ports.'),
    required('remote_ip', 'varchar', 'Address of the other end, RFC 5952 text.'),
    optional('remote_port', 'int', 'Port of the other end; NULL for protocols without ports.'),
    required('protocol', 'int', 'IANA protocol number: 1 ICMP, 6 TCP, 17 UDP, 58 ICMPv6.'),
    optional(
      'icmp_type',
      'int',
      'ICMP type of the beginner; NULL where the log has none (VPC text) or it is not ICMP.',
    ),
    optional('icmp_code', 'int', 'ICMP code of the beginner; NULL as icmp_type.'),
    optional('bytes_out', 'bigint', 'Bytes sent by the watched end, whole record; NULL where the log has no counter.'),
    optional(
      'bytes_in',
      'bigint',
      'Bytes received by the watched end, whole record; NULL where the log has no counter.',
    ),
    optional(
      'packets_out',
      'bigint',
      'Packets sent by the watched end, whole record; NULL without counter (0 where denied and of the other end).',
    ),
    optional('packets_in', 'bigint', 'Packets received by the watched end, whole record; NULL likewise.'),
    required('bytes_layer', 'varchar', 'What bytes count: ip, ethernet, payload or unknown.'),
    required('sampling', 'int', '1 where every packet is seen, N where one in N, 0 where unknown.'),
    optional('tcp_flags_out', 'int', 'TCP flags sent by the watched end, OR-ed (FIN 1, SYN 2, RST 4, PSH 8, ACK 16).'),
    optional('tcp_flags_in', 'int', 'TCP flags received by the watched end, OR-ed.'),
    optional('state', 'varchar', "The log's own word on the connection (Zeek conn_state, EVE flow state)."),
    required('action', 'varchar', 'accept, deny (by a policy) or unknown.'),
    required('began', 'varchar', 'Which end began by this record alone: local, remote or unknown.'),
    required('began_by', 'varchar', 'How that is known: log, syn, port or none.'),
    required('answered', 'varchar', "The log's own word whether the other end answered: yes, no or unknown."),
    required(
      'remote_country',
      'varchar',
      'ISO 3166 code of where the other end is registered; ZZ unknown or none. Tables of contacts: country.',
    ),
    required(
      'country_source',
      'varchar',
      'What says so: registry, none, or why it is withheld (anycast, cdn, special).',
    ),
    optional('remote_asn', 'bigint', 'Autonomous system that announces the other end. Tables of contacts: asn.'),
    optional('remote_as_name', 'varchar', 'Its name in the reference data.'),
    required(
      'remote_kind',
      'varchar',
      'Kind of the other end by documented rules (education, cdn, cloud, …); unknown. Tables of contacts: kind.',
    ),
    required(
      'kind_by',
      'varchar',
      'What remote_kind rests on: list (a published list of prefixes), domain (the registrable domain of the server name), ' +
        'operator (a list of operators), name (a rule on the name of the AS) or none.',
    ),
    optional(
      'remote_institution',
      'varchar',
      'Named institution by registrable domain, catalogue prefix or AS name. Tables of contacts: institution.',
    ),
    optional(
      'institution_country',
      'varchar',
      'ISO 3166 code of where the institution is at home: by its domain, else where its address is registered; NULL without one.',
    ),
    required(
      'remote_excluded_as',
      'varchar',
      'home, access_provider, cdn or cloud where presence leaves the end out; empty. excluded_as of contacts adds what the service says.',
    ),
    optional('app', 'varchar', "The log's word on the application protocol."),
    optional(
      'host',
      'varchar',
      "Server name that the log gives (TLS SNI), at most 253 characters; nobody's word but the client's.",
    ),
    optional('service_by_name', 'varchar', 'Service that the server name is evidence for.'),
    optional('service_by_address', 'varchar', "Service that the other end's prefix or AS is evidence for."),
    optional(
      'address_evidence',
      'varchar',
      'prefix, asn or relay (address and port, by a list valid then): what service_by_address rests on.',
    ),
    optional('service_by_remote_port', 'varchar', "Service that the other end's port is distinctive for."),
    optional('service_by_local_port', 'varchar', "Service that the watched end's port is distinctive for."),
    required('exporter', 'varchar', 'What wrote the record: interface and log series, node, host, or folder.'),
    required('source', 'varchar', 'The team: first part of the key of the upload.'),
    required('format', 'varchar', 'Log format as recognised.'),
    required('upload_id', 'varchar', 'The upload; its receipt is ledger/uploads/<upload_id>.json.'),
    required('build', 'varchar', 'Version of normalise and of the reference data that made this row.'),
    required(
      'record',
      'bigint',
      'Line number (text, 1-based) or ordinal (1-based) of the record in the decompressed upload.',
    ),
    required(
      'repeated',
      'int',
      '1 where another upload of the exporter holds the same record, which counts in its place: add up where it is 0.',
    ),
  ],
}
