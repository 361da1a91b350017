/** What the columns of given rows hold where a case does not say: an ordinary accepted TCP record, and its upload. */
import { allTables } from '../../functions/lib/tables/index.ts'
import type { Column, TableSchema } from '../../functions/lib/tables/table-schema.ts'

export const DEFAULT_DT = '2017-05-01'
export const DEFAULT_RUN = 'run-1'
export const DEFAULT_START = '01:00'

const upload = { upload_id: 'upload-1', build: 'build-1', source: 'team', format: 'aws-vpc' }
const exporter = { exporter: 'eni-1' }
const place = { network: 'harbour', time_zone: 'Asia/Pyongyang', access_path: 'cable' }
const classes = {
  role: 'use',
  country: 'NZ',
  kind: 'unknown',
  kind_by: 'none',
  category: 'Web',
  evidence: 'none',
  began_by: 'syn',
  reference_version: 'reference-1',
}

const flow = {
  ...upload,
  ...exporter,
  ...place,
  network_prefix: '175.45.176.0/22',
  start_time: DEFAULT_START,
  scope: 'external',
  local_ip: '175.45.176.10',
  local_prefix: '175.45.176.10',
  remote_ip: '202.36.1.1',
  protocol: '6',
  bytes_layer: 'ip',
  sampling: '1',
  action: 'accept',
  began: 'unknown',
  began_by: 'none',
  answered: 'unknown',
  remote_country: 'NZ',
  country_source: 'registry',
  remote_kind: 'unknown',
  kind_by: 'none',
}

const contact = {
  slot: '01:00',
  ...place,
  ...classes,
  local_ip: '175.45.176.10',
  local_prefix: '175.45.176.10',
  remote_ip: '202.36.1.1',
  protocol: '6',
  service_port: '443',
  sampling: '1',
  records: '1',
  exporters: '1',
}

const DEFAULTS: Record<string, Record<string, string>> = {
  landing: flow,
  flows: flow,
  contacts: contact,
  inputs_uploads: { ...upload, landing_build: upload.build, reference_version: 'reference-1', directions: '1' },
  inputs_liveness: { ...upload, ...exporter, network: 'harbour', slots: '1'.repeat(96), lost: '0'.repeat(96) },
  inputs_outcomes: { source: 'team', format: 'aws-vpc', outcome: 'counts' },
  inputs_networks: {
    reference_version: 'reference-1',
    prefix: '175.45.176.0/22',
    valid_from: '2017-04-01 00:00:00',
    valid_to: '2017-06-01 00:00:00',
    name: place.network,
    time_zone: place.time_zone,
    access_path: place.access_path,
  },
  inputs_services: { reference_version: 'reference-1', category: 'Web' },
  activity: { slot: '01:00', ...place, ...classes, contacts: '1', protocol: '6', service_port: '443' },
  daily: { ...place, ...classes, contacts: '1', local_day: DEFAULT_DT, remote_ip: '202.36.1.1' },
  locals: { ...place, ...classes, contacts: '1', local_day: DEFAULT_DT, local_address: '175.45.176.10' },
  exporter_pairs: { network: 'harbour', exporter_a: 'eni-1', exporter_b: 'eni-2' },
  scans: {
    first_slot: '01:00',
    last_slot: '01:00',
    ...place,
    began: 'local',
    initiator: '175.45.176.10',
    country: 'NZ',
    widest_protocol: '6',
  },
  attempts: { ...place, local_day: DEFAULT_DT, role: 'attempt_in', protocol: '6', country: 'NZ', contacts: '1' },
  signals: {
    ...place,
    ...classes,
    local_ip: '175.45.176.10',
    remote_ip: '202.36.1.1',
    protocol: '6',
    service_port: '443',
    slots: '4',
    local_addresses: '1',
  },
  liveness: { ...upload, ...exporter, network: 'harbour', slots: '1'.repeat(96), lost: '0'.repeat(96) },
  uploads: { source: 'team', format: 'aws-vpc', outcome: 'counts' },
  totals: {
    local_day: DEFAULT_DT,
    ...upload,
    ...exporter,
    network: 'harbour',
    scope: 'external',
    action: 'accept',
    reference_version: 'reference-1',
  },
}

/** The schema of a table that cases may name; throws for another. */
export function tableNamed(name: string): TableSchema {
  const table = allTables.find(table => table.name === name)
  if (table === undefined) throw new Error(`case: expected a table of the registry, found ${name}`)
  return table
}

/** What a column holds where a case does not say: text as in a case's cell, or null. */
export function defaultCell(table: TableSchema, column: Column): string | null {
  const known = DEFAULTS[table.name.replace(/_runs$/, '')]?.[column.name]
  if (known !== undefined) return known
  if (column.nullable) return null
  return column.type === 'varchar' ? '' : '0'
}
