/** Tables of the registry in Trino's Hive catalogue, over Parquet files of a folder. */
import type { ColumnType, TableSchema } from '../../../functions/lib/tables/table-schema.ts'
import type { Trino } from './trino.ts'

const TYPES: Record<ColumnType, string> = {
  varchar: 'varchar',
  int: 'integer',
  bigint: 'bigint',
  timestamp: 'timestamp(3)',
}

/**
 * Declares a table over `folder` (relative to the node's folder), and its partitions: those given, by where they lie, or
 * all that stand in the folder.
 */
export async function declareTable(
  trino: Trino,
  table: TableSchema,
  folder: string,
  partitions: readonly { dt: string; location: string }[] | 'all',
  schema = 'default',
): Promise<void> {
  const columns = table.columns.map(({ name, type }) => `"${name}" ${TYPES[type]}`)
  for (const name of table.partitions) columns.push(`"${name}" varchar`)
  const partitioned = table.partitions.map(name => `'${name}'`).join(', ')
  await trino.run(
    `CREATE TABLE ${table.name} (${columns.join(', ')}) WITH (format = 'PARQUET', external_location = 'local:///${folder}', partitioned_by = ARRAY[${partitioned}])`,
    schema,
  )
  if (partitions === 'all') {
    await trino.run(`CALL lake.system.sync_partition_metadata('${schema}', '${table.name}', 'FULL')`)
    return
  }
  for (const { dt, location } of partitions) {
    await trino.run(
      `CALL lake.system.register_partition(schema_name => '${schema}', table_name => '${table.name}', partition_columns => ARRAY['dt'], partition_values => ARRAY['${dt}'], location => 'local:///${location}')`,
    )
  }
}
