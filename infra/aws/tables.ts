/** The Glue database, and every table of the registry with the comments of its columns; views of queries/views/. */
import { Stack } from 'aws-cdk-lib'
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue'
import { Construct } from 'constructs'
import { loadQuery, queryNames } from '../../functions/lib/queries.ts'
import { allTables, publishedTables } from '../../functions/lib/tables/index.ts'
import type { ColumnType, TableSchema } from '../../functions/lib/tables/table-schema.ts'
import type { Config } from './config.ts'
import { viewTable } from './views.ts'

const GLUE_TYPES: Record<ColumnType, string> = {
  varchar: 'string',
  int: 'int',
  bigint: 'bigint',
  timestamp: 'timestamp',
}
const PARTITION_COMMENTS = { dt: 'UTC day, YYYY-MM-DD.', run: 'Attempt of publish.' } as const
/** The range of what normalise accepts; a record may end a day after it was received. */
const DAYS = '1990-01-01,NOW+2DAYS'

export class Tables extends Construct {
  readonly database: string
  /** Prefixes of the lake that hold tables, each with its slash. */
  readonly prefixes: string[]
  /** Those of published tables only. */
  readonly published: string[]

  constructor(scope: Construct, { names }: Pick<Config, 'names'>, lakeBucket: string) {
    super(scope, 'Tables')
    this.database = names.database
    this.prefixes = [...new Set(allTables.map(folderOf))].map(folder => `${folder}/`)
    const catalogId = Stack.of(this).account
    const database = new CfnDatabase(this, 'Database', {
      catalogId,
      databaseInput: {
        name: this.database,
        description: 'flowcensus: flows, contacts and what is added up from them.',
      },
    })
    const published = new Set(publishedTables.map(({ schema }) => schema.name))
    this.published = [...published].map(folder => `${folder}/`)
    const add = (tableInput: CfnTable.TableInputProperty) => {
      const table = new CfnTable(this, `Table-${tableInput.name}`, {
        catalogId,
        databaseName: this.database,
        tableInput,
      })
      table.node.addDependency(database)
    }
    for (const schema of allTables) add(glueTable(schema, lakeBucket, published.has(schema.name)))
    for (const name of queryNames().filter(query => query.startsWith('views/')))
      add(viewTable(loadQuery(name), this.database))
  }
}

/** A run's table lies beside the published one, whose partitions name single runs of it. */
const folderOf = ({ name }: TableSchema): string => name.replace(/_runs$/, '')

function glueTable(schema: TableSchema, lakeBucket: string, published: boolean): CfnTable.TableInputProperty {
  const folder = `s3://${lakeBucket}/${folderOf(schema)}/`
  return {
    name: schema.name,
    description: schema.comment,
    tableType: 'EXTERNAL_TABLE',
    parameters: {
      EXTERNAL: 'TRUE',
      classification: 'parquet',
      ...(published ? {} : projection(schema, folder)),
    },
    partitionKeys: schema.partitions.map(name => ({ name, type: 'string', comment: PARTITION_COMMENTS[name] })),
    storageDescriptor: {
      location: folder,
      columns: schema.columns.map(({ name, type, comment }) => ({ name, type: GLUE_TYPES[type], comment })),
      inputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
      outputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
      serdeInfo: {
        serializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
        parameters: { 'serialization.format': '1' },
      },
    },
  }
}

/** Partition projection: days by their range, runs as the query names them (`run = …` is then needed). */
function projection({ partitions }: TableSchema, folder: string): Record<string, string> {
  const place = partitions.map(name => `${name}=\${${name}}/`).join('')
  return {
    'projection.enabled': 'true',
    'projection.dt.type': 'date',
    'projection.dt.format': 'yyyy-MM-dd',
    'projection.dt.range': DAYS,
    'projection.dt.interval': '1',
    'projection.dt.interval.unit': 'DAYS',
    ...(partitions.includes('run') ? { 'projection.run.type': 'injected' } : {}),
    'storage.location.template': `${folder}${place}`,
  }
}
