import { outcomeColumns } from './outcome-columns.ts'
import { optional, required, type TableSchema } from './table-schema.ts'

/** What publish writes for a run before it builds any table: the uploads that count, and what goes with them. */

export const inputsUploads: TableSchema = {
  name: 'inputs_uploads',
  comment: 'Uploads that count for a day, one per content, with what their receipts say of the day.',
  partitions: ['dt', 'run'],
  columns: [
    required('upload_id', 'varchar', 'The upload.'),
    required('build', 'varchar', 'Build whose landing object counts.'),
    required(
      'landing_build',
      'varchar',
      'The same as landing rows name it; numbered where the upload came back to its key.',
    ),
    required('reference_version', 'varchar', 'Hash of the reference set of that build.'),
    required('source', 'varchar', 'The team.'),
    required('format', 'varchar', 'Log format.'),
    required('directions', 'int', '1 where each record shows one direction (VPC), 2 where both (Zeek, EVE flow).'),
    required('landed_rows', 'bigint', 'Rows of the landing object, all parts.'),
    required('landed_records', 'bigint', 'Rows with part 0.'),
    required('bytes_out', 'bigint', 'Sum of bytes_out over part 0, as the receipt has it.'),
    required('bytes_in', 'bigint', 'Sum of bytes_in over part 0, as the receipt has it.'),
    required('out_of_scope', 'bigint', 'Records that began on the day and have no watched end: they are in no table.'),
    required(
      'overlapping',
      'int',
      'Its place, from 1 and by key, among those that overlap in time with another upload of one of their exporters; else 0.',
    ),
  ],
}

export const inputsLiveness: TableSchema = {
  name: 'inputs_liveness',
  comment:
    'When each exporter logged anything on the day, from the receipts of all uploads; one row per network that it saw.',
  partitions: ['dt', 'run'],
  columns: [
    required('exporter', 'varchar', 'What wrote the records.'),
    optional('network', 'varchar', 'Watched network that it logged records of; NULL where of none.'),
    required('source', 'varchar', 'The team.'),
    required('format', 'varchar', 'Log format.'),
    required('heartbeat', 'int', '1 where the exporter logs even when nothing happens.'),
    required('slots', 'varchar', '96 characters, one a quarter-hour UTC: 1 something was logged, 0 nothing.'),
    required('lost', 'varchar', '96 characters: 1 where the exporter says that it lost records.'),
    required('records', 'bigint', 'Records that the exporter began on the day, of any scope.'),
  ],
}

export const inputsOutcomes: TableSchema = {
  name: 'inputs_outcomes',
  comment: 'What became of the uploads that say something of the day, counted.',
  partitions: ['dt', 'run'],
  columns: outcomeColumns,
}

export const inputsServices: TableSchema = {
  name: 'inputs_services',
  comment: 'Services of the catalogues that the uploads that count were made with.',
  partitions: ['dt', 'run'],
  columns: [
    required('reference_version', 'varchar', 'Hash of the reference set.'),
    required('service', 'varchar', 'Name of the service.'),
    required('category', 'varchar', 'Its category.'),
    required('exclusion', 'varchar', 'infrastructure, peer_to_peer, cdn, or empty.'),
    required('wide_use', 'varchar', '* used everywhere; else country codes with spaces around each; or empty.'),
    required(
      'family',
      'varchar',
      'Service that stands for all of the owner where evidence cannot part them; or empty.',
    ),
  ],
}

export const inputsNetworks: TableSchema = {
  name: 'inputs_networks',
  comment:
    'Facts of the watched networks that occur on the day, for each reference set that placed records: of networks.csv ' +
    'as it is now where it has the prefix, else of that set.',
  partitions: ['dt', 'run'],
  columns: [
    required('reference_version', 'varchar', 'Hash of the reference set that placed the records.'),
    required('prefix', 'varchar', 'The network as landing rows name it.'),
    required('valid_from', 'timestamp', 'First start of records that the facts are for, UTC.'),
    required('valid_to', 'timestamp', 'The first start that they are not for any more.'),
    required('name', 'varchar', 'Name of the network.'),
    required('time_zone', 'varchar', 'IANA zone; empty where none is set.'),
    required('access_path', 'varchar', 'Access path; empty where none is given.'),
    required('weekend', 'varchar', 'ISO days of the week (Monday 1) with spaces around each.'),
    required('home_country', 'varchar', 'ISO 3166 code; empty where none is given.'),
    required('provider_asns', 'varchar', 'AS numbers of the access providers with spaces around each; or empty.'),
  ],
}
