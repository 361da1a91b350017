/** A view as Glue keeps it for Athena: the SELECT and its columns, in the form that Athena itself writes. */
import type { CfnTable } from 'aws-cdk-lib/aws-glue'
import type { Query } from '../../functions/lib/queries.ts'
import { flows } from '../../functions/lib/tables/flows.ts'
import type { ColumnType } from '../../functions/lib/tables/table-schema.ts'

/** Type in Athena's SQL, and in Glue. */
const TYPES: Record<ColumnType, readonly [sql: string, glue: string]> = {
  varchar: ['varchar', 'string'],
  int: ['integer', 'int'],
  bigint: ['bigint', 'bigint'],
  timestamp: ['timestamp(3)', 'timestamp'],
}

/** Columns of views that are none of flows. */
const OTHERS = new Map([
  ['dt', 'UTC day, YYYY-MM-DD.'],
  ['published', 'yes, or no for rows of uploads that no published day counts.'],
])

/** The view's table; its columns are those that its header lists. Throws for one that nothing describes. */
export function viewTable(query: Query, database: string): CfnTable.TableInputProperty {
  const columns = query.columns.map(name => {
    const column = flows.columns.find(known => known.name === name)
    const comment = column?.comment ?? OTHERS.get(name)
    if (comment === undefined) throw new Error(`queries/${query.name}.sql: expected a known column, found ${name}`)
    const [sql, glue] = TYPES[column?.type ?? 'varchar']
    return { name, sql, glue, comment }
  })
  const definition = {
    originalSql: query.text,
    catalog: 'awsdatacatalog',
    schema: database,
    columns: columns.map(({ name, sql }) => ({ name, type: sql })),
  }
  return {
    name: query.name.replace('views/', '').replaceAll('-', '_'),
    description: query.question,
    tableType: 'VIRTUAL_VIEW',
    parameters: { presto_view: 'true', comment: 'Presto View' },
    viewOriginalText: `/* Presto View: ${Buffer.from(JSON.stringify(definition)).toString('base64')} */`,
    viewExpandedText: '/* Presto View */',
    partitionKeys: [],
    storageDescriptor: {
      columns: columns.map(({ name, glue, comment }) => ({ name, type: glue, comment })),
      location: '',
      serdeInfo: {},
    },
  }
}
