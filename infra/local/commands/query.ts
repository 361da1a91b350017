/** `npm run query`: one SELECT in Athena's dialect over the tables. */
import { allTables } from '../../../functions/lib/tables/index.ts'
import { openExistingLake } from '../lake.ts'
import { checkPortable } from '../portable-sql.ts'
import { formatRows, type RowFormat } from '../rows.ts'
import { print } from '../terminal.ts'

export async function query(sql: string | undefined, options: { format: RowFormat; lake?: string }): Promise<void> {
  if (sql === undefined) {
    const rows = allTables.flatMap(table => [
      ...table.columns.map(column => [table.name, column.name, column.type, column.comment]),
      ...table.partitions.map(name => [
        table.name,
        name,
        'varchar',
        name === 'dt' ? 'UTC day, YYYY-MM-DD.' : 'Attempt of publish.',
      ]),
    ])
    print(formatRows({ columns: ['table', 'column', 'type', 'comment'], rows }, options.format))
    return
  }
  const text = await checkPortable(sql)
  const lake = await openExistingLake(options.lake)
  try {
    const engine = await lake.engine()
    print(formatRows(await engine.show(text), options.format))
  } finally {
    await lake.close()
  }
}
