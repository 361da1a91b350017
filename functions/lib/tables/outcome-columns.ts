import { type Column, required } from './table-schema.ts'

/** What became of a day's uploads: of the input table and of the published one. */
export const outcomeColumns: readonly Column[] = [
  required('source', 'varchar', 'The team.'),
  required('format', 'varchar', 'Log format; empty where none is known.'),
  required(
    'outcome',
    'varchar',
    'counts; cut (counts, bytes missing from its end); copy; unknown (no known format); refused; ' +
      'implausible (more bytes than a day can hold).',
  ),
  required('uploads', 'bigint', 'Uploads.'),
  required('records', 'bigint', 'Records of any scope that began on the day, as their receipts say.'),
  required('example', 'varchar', 'Of their keys the first by name.'),
]
