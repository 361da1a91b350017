/** DuckDB's statements for both formats: the reading and the words of each, with what addresses say in common. */
import { readFileSync } from 'node:fs'
import { sqlLiteral } from '../../functions/lib/sql-literals.ts'
import { ZEEK_HEADER_LINES } from './inputs.ts'

const STATEMENTS = { vpc: 'duckdb-vpc.sql', zeek: 'duckdb-zeek.sql' } as const
const ENDS = 'duckdb-ends.sql'

export type BenchFormat = keyof typeof STATEMENTS

/** Whether a name is that of a format with a statement. */
export const isBenchFormat = (name: string): name is BenchFormat => Object.hasOwn(STATEMENTS, name)

const read = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8')

/** The statement that turns the log `input` into the Parquet file `output`. */
export function benchSql(format: BenchFormat, input: string, output: string): string {
  const parts: Record<string, string> = {
    ends: read(ENDS).trimEnd(),
    header: String(ZEEK_HEADER_LINES),
    input: sqlLiteral(input),
    output: sqlLiteral(output),
  }
  return read(STATEMENTS[format]).replace(/\$(\w+)/g, (name, part: string) => parts[part] ?? name)
}

/** The texts that all statements are made of, as README shows them. */
export const readBenchSql = (): string => [...Object.values(STATEMENTS), ENDS].map(read).join('\n')
