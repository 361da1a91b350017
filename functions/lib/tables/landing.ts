import { flows } from './flows.ts'
import { required, type TableSchema } from './table-schema.ts'

/** What publish adds: facts of networks, as a landing row names them by prefix alone, and what other uploads say. */
const JOINED = new Set(['network', 'access_path', 'time_zone', 'remote_network', 'repeated'])

const EXCLUDED = required(
  'remote_excluded_as',
  'varchar',
  'cdn or cloud where presence leaves the end out whatever the network; empty.',
)

/** What normalise wrote, whether it counts or not. */
export const landing: TableSchema = {
  ...flows,
  name: 'landing',
  comment: 'Rows of every upload ever normalised, whether it counts or not; networks by prefix.',
  columns: flows.columns
    .filter(({ name }) => !JOINED.has(name))
    .map(column => (column.name === EXCLUDED.name ? EXCLUDED : column)),
}
