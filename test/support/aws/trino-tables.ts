/** The tables of Glue as the Trino node sees them: definitions as its file metastore keeps them, partitions one by one. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Column, Partition, Table } from '@aws-sdk/client-glue'
import type { Trino } from '../trino/trino.ts'

interface Known {
  definition: string
  partitions: Map<string, string>
}

/** Keeps a Trino node in step with Glue's tables. Calls must not overlap each other or queries. */
export function createTrinoTables(trino: Trino) {
  const schemas = new Set<string>()
  const known = new Map<string, Known>()

  async function define(table: Table, database: string): Promise<Known> {
    const name = table.Name ?? ''
    const definition = JSON.stringify(definitionOf(table))
    const before = known.get(`${database}.${name}`)
    if (before?.definition === definition) return before
    if (!schemas.has(database)) await trino.run(`CREATE SCHEMA IF NOT EXISTS lake."${database}"`)
    schemas.add(database)
    if (before !== undefined) await trino.run(`DROP TABLE lake."${database}"."${name}"`)
    const folder = join(trino.folder, '.trino', 'metastore', database, name)
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, '.trinoSchema'), definition)
    const now = { definition, partitions: new Map<string, string>() }
    known.set(`${database}.${name}`, now)
    return now
  }

  return {
    async follow(database: string, table: Table, partitions: readonly Partition[]): Promise<void> {
      const now = await define(table, database)
      if (isProjected(table)) return
      const keys = (table.PartitionKeys ?? []).map(({ Name }) => `'${Name}'`).join(', ')
      const wanted = new Map(
        partitions.map(({ Values = [], StorageDescriptor }) => [
          Values.map(value => `'${value}'`).join(', '),
          StorageDescriptor?.Location ?? '',
        ]),
      )
      const at = (values: string) =>
        `schema_name => '${database}', table_name => '${table.Name}', partition_columns => ARRAY[${keys}], partition_values => ARRAY[${values}]`
      for (const [values, location] of now.partitions) {
        if (wanted.get(values) === location) continue
        await trino.run(`CALL lake.system.unregister_partition(${at(values)})`)
        now.partitions.delete(values)
      }
      for (const [values, location] of wanted) {
        if (now.partitions.has(values)) continue
        await trino.run(
          `CALL lake.system.register_partition(${at(values)}, location => '${location.replaceAll("'", "''")}')`,
        )
        now.partitions.set(values, location)
      }
    },
  }
}

/** Partitions are computed from the table's properties; those of the catalogue count for nothing. */
export const isProjected = (table: Table): boolean => table.Parameters?.['projection.enabled'] === 'true'

/** The SELECT of a view as Athena keeps it, or undefined for a table. */
export function viewText(table: Table): string | undefined {
  const encoded = /^\/\* Presto View: (\S+) \*\/$/.exec(table.ViewOriginalText ?? '')?.[1]
  if (encoded === undefined) return undefined
  const { originalSql } = JSON.parse(Buffer.from(encoded, 'base64').toString()) as { originalSql: string }
  return originalSql
}

function definitionOf(table: Table) {
  const columns = (list: readonly Column[] = []) =>
    list.map(({ Name, Type }) => ({ name: Name, type: Type, properties: {} }))
  const { EXTERNAL: _, ...parameters } = table.Parameters ?? {}
  return {
    writerVersion: '476',
    owner: 'front',
    tableType: 'EXTERNAL_TABLE',
    dataColumns: columns(table.StorageDescriptor?.Columns),
    partitionColumns: columns(table.PartitionKeys),
    parameters: { EXTERNAL: 'TRUE', ...parameters },
    storageFormat: 'PARQUET',
    serdeParameters: {},
    externalLocation: (table.StorageDescriptor?.Location ?? '').replace(/\/$/, ''),
    columnStatistics: {},
  }
}
