/** Rows of a finished query, as Athena pages them, decoded by the types that it says. */
import { type AthenaClient, type ColumnInfo, type Datum, GetQueryResultsCommand } from '@aws-sdk/client-athena'
import { exactNumber } from '../exact-numbers.ts'
import { QueryFailed, type QueryResult, type SqlValue } from '../ports.ts'
import { type ShownRows, type ShownValue, withMilliseconds } from '../shown-values.ts'

type Decode<Value> = (text: string) => Value

/** Every row of a SELECT. Throws QueryFailed for a column of another type than whole number or text. */
export async function readResults(athena: AthenaClient, id: string): Promise<QueryResult> {
  const { columns, rows } = await readRows<SqlValue>(athena, id, decoderOf)
  return { columns, rows }
}

/**
 * Every row of any statement, for people. Whole numbers beyond 2^53 and decimals stay text, so that no digit is lost;
 * times, lists, maps and rows are text as Athena writes them.
 */
export async function readShown(athena: AthenaClient, id: string): Promise<ShownRows> {
  return readRows<ShownValue>(athena, id, shownDecoderOf)
}

async function readRows<Value>(
  athena: AthenaClient,
  id: string,
  decoderFor: (column: ColumnInfo) => Decode<Value>,
): Promise<{ columns: string[]; types: string[]; rows: (Value | null)[][] }> {
  let columns: string[] | undefined
  let types: string[] = []
  let decoders: Decode<Value>[] = []
  const rows: (Value | null)[][] = []
  let token: string | undefined
  do {
    const page = await athena.send(new GetQueryResultsCommand({ QueryExecutionId: id, NextToken: token }))
    let found = page.ResultSet?.Rows ?? []
    if (columns === undefined) {
      const infos = page.ResultSet?.ResultSetMetadata?.ColumnInfo ?? []
      columns = infos.map(({ Name }) => Name ?? '')
      types = infos.map(({ Type }) => (Type ?? '').toUpperCase())
      decoders = infos.map(decoderFor)
      if (isHeader(found[0]?.Data, columns)) found = found.slice(1)
    }
    for (const { Data } of found) rows.push(decodeRow(Data ?? [], decoders))
    token = page.NextToken
  } while (token !== undefined)
  return { columns, types, rows }
}

/** The first row of the first page of a SELECT repeats the names of the columns; that of SHOW or DESCRIBE does not. */
const isHeader = (data: readonly Datum[] | undefined, columns: readonly string[]): boolean =>
  data !== undefined && columns.every((name, at) => data[at]?.VarCharValue === name)

function decodeRow<Value>(data: readonly Datum[], decoders: readonly Decode<Value>[]): (Value | null)[] {
  return decoders.map((decode, at) => {
    const text = data[at]?.VarCharValue
    return text === undefined ? null : decode(text)
  })
}

const WHOLE = /^(tinyint|smallint|integer|bigint)$/

function decoderOf({ Name, Type = '' }: ColumnInfo): Decode<SqlValue> {
  if (Type === 'varchar' || Type === 'char' || Type === 'string') return text => text
  if (WHOLE.test(Type)) return text => wholeNumber(Name ?? '', text)
  throw new QueryFailed(`column ${Name}: expected whole numbers or text, found ${Type}; cast it`)
}

function wholeNumber(column: string, text: string): number | bigint {
  if (/^-?\d+$/.test(text)) return exactNumber(BigInt(text))
  throw new QueryFailed(`column ${column}: expected a whole number, found ${text}`)
}

function shownDecoderOf({ Type = '' }: ColumnInfo): Decode<ShownValue> {
  if (Type === 'boolean') return text => text === 'true'
  if (WHOLE.test(Type)) return text => (Number.isSafeInteger(Number(text)) ? Number(text) : text)
  if (/^(double|float|real)$/.test(Type)) return text => (Number.isFinite(Number(text)) ? Number(text) : text)
  if (Type.startsWith('timestamp')) return withMilliseconds
  return text => text
}
