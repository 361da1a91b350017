/** The registry of tables: what publish builds, in this order, and what every engine declares. Adding one: a line here. */
import { contacts } from './contacts.ts'
import { flows } from './flows.ts'
import { inputsLiveness, inputsNetworks, inputsOutcomes, inputsServices, inputsUploads } from './inputs.ts'
import { landing } from './landing.ts'
import {
  activity,
  attempts,
  daily,
  exporterPairs,
  liveness,
  locals,
  scans,
  signals,
  totals,
  uploads,
} from './rollups.ts'
import type { TableSchema } from './table-schema.ts'

/** What a table's SQL reads of the run under way; its `?` are dt and run for each, in this order. */
export type RunSource =
  | 'landing'
  | 'inputs_uploads'
  | 'inputs_liveness'
  | 'inputs_services'
  | 'inputs_outcomes'
  | 'inputs_networks'
  | 'flows_runs'
  | 'contacts_runs'
  | 'scans_runs'

export interface PublishedTable {
  schema: TableSchema
  /** Its SELECT is queries/tables/<name>.sql. */
  reads: readonly RunSource[]
}

/** Published per day, in order: a table may read what stands above it. */
export const publishedTables: readonly PublishedTable[] = [
  { schema: flows, reads: ['inputs_networks', 'landing', 'inputs_uploads', 'landing', 'inputs_uploads'] },
  { schema: contacts, reads: ['flows_runs', 'flows_runs', 'inputs_uploads', 'inputs_services'] },
  { schema: activity, reads: ['contacts_runs'] },
  { schema: daily, reads: ['contacts_runs', 'contacts_runs'] },
  { schema: locals, reads: ['contacts_runs', 'contacts_runs'] },
  { schema: exporterPairs, reads: ['flows_runs'] },
  { schema: scans, reads: ['contacts_runs'] },
  { schema: attempts, reads: ['scans_runs', 'contacts_runs', 'contacts_runs'] },
  { schema: signals, reads: ['contacts_runs', 'contacts_runs'] },
  { schema: liveness, reads: ['inputs_liveness'] },
  { schema: totals, reads: ['inputs_uploads', 'flows_runs'] },
  { schema: uploads, reads: ['inputs_outcomes'] },
]

/** Written by publish itself, before it builds any table. */
export const inputTables: readonly TableSchema[] = [
  inputsUploads,
  inputsLiveness,
  inputsServices,
  inputsOutcomes,
  inputsNetworks,
]

const runsOf = (schema: TableSchema): TableSchema => ({
  ...schema,
  name: `${schema.name}_runs`,
  comment: `${schema.comment} Every run of publish, also those that did not become the table.`,
  partitions: ['dt', 'run'],
})

export { landing }

/** Every table that SQL may name. */
export const allTables: readonly TableSchema[] = [
  ...publishedTables.map(table => table.schema),
  ...publishedTables.map(table => runsOf(table.schema)),
  landing,
  ...inputTables,
]
