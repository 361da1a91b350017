/** `npm run connect`: what lets other tools read the tables of a lake. */
import { publishedFiles, selectOf } from '../../../functions/lib/local/table-views.ts'
import { sqlLiteral } from '../../../functions/lib/sql-literals.ts'
import { publishedTables } from '../../../functions/lib/tables/index.ts'
import { type DeploymentOptions, deploymentOf } from '../deployment-name.ts'
import { openExistingLake } from '../lake.ts'
import { print } from '../terminal.ts'

export interface ConnectOptions extends DeploymentOptions {
  lake?: string
  athena?: true
}

/** Prints the views of a lake, or what a deployment is connected by. */
export async function connect(options: ConnectOptions): Promise<void> {
  if (options.athena === true) {
    const { connectToAthena } = await import('../../aws/commands/connect.ts')
    return connectToAthena(deploymentOf(options) ?? { stage: 'dev' }, Date.now())
  }
  const lake = await openExistingLake(options.lake)
  try {
    const views = publishedTables.map(async ({ schema }) => {
      const files = await publishedFiles(lake.root, lake.catalogue, schema)
      const comments = schema.columns.map(
        ({ name, comment }) => `COMMENT ON COLUMN ${schema.name}."${name}" IS ${sqlLiteral(comment)};`,
      )
      return [
        `CREATE OR REPLACE VIEW ${schema.name} AS ${selectOf(schema, files)};`,
        `COMMENT ON VIEW ${schema.name} IS ${sqlLiteral(schema.comment)};`,
        ...comments,
      ]
    })
    for (const lines of await Promise.all(views)) print(lines.join('\n'))
  } finally {
    await lake.close()
  }
}
