/** Rows of a finished query, as Athena pages them, decoded by the types that it says. */
import { type AthenaClient, type ColumnInfo, type Datum, GetQueryResultsCommand } from '@aws-sdk/client-athena'
import { QueryFailed, type QueryResult, type SqlValue } from '../ports.ts'

type Decode = (text: string) => SqlValue

/** Every row of a SELECT. Throws QueryFailed for a column of another type than whole number or text. */
export async function readResults(athena: AthenaClient, id: string): Promise<QueryResult> {
  const columns: string[] = []
  const rows: SqlValue[][] = []
  let decoders: Decode[] | undefined
  let token: string | undefined
  do {
    const page = await athena.send(new GetQueryResultsCommand({ QueryExecutionId: id, NextToken: token }))
    let found = page.ResultSet?.Rows ?? []
    if (decoders === undefined) {
      const infos = page.ResultSet?.ResultSetMetadata?.ColumnInfo ?? []
      columns.push(...infos.map(({ Name }) => Name ?? ''))
      decoders = infos.map(decoderOf)
      // The first row of the first page of a SELECT repeats the names of the columns.
      found = found.slice(1)
    }
    for (const { Data } of found) rows.push(decodeRow(Data ?? [], decoders))
    token = page.NextToken
  } while (token !== undefined)
  return { columns, rows }
}

function decodeRow(data: readonly Datum[], decoders: readonly Decode[]): SqlValue[] {
  return decoders.map((decode, at) => {
    const text = data[at]?.VarCharValue
    return text === undefined ? null : decode(text)
  })
}

function decoderOf({ Name, Type }: ColumnInfo): Decode {
  if (Type === 'varchar' || Type === 'char' || Type === 'string') return text => text
  if (/^(tinyint|smallint|integer|bigint)$/.test(Type ?? '')) return text => wholeNumber(Name ?? '', text)
  throw new QueryFailed(`column ${Name}: expected whole numbers or text, found ${Type}; cast it`)
}

function wholeNumber(column: string, text: string): number {
  const value = Number(text)
  if (/^-?\d+$/.test(text) && Number.isSafeInteger(value)) return value
  throw new QueryFailed(`column ${column}: expected a whole number below 2^53, found ${text}`)
}
