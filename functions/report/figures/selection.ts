/**
 * Which rows a figure counts: a table and conditions on its own columns. From it one function makes the SELECT that
 * `explain` shows; names of columns come from the table's schema, values are bound.
 */
import type { SqlParameter } from '../../lib/ports.ts'
import { publishedTables } from '../../lib/tables/index.ts'
import { type Column, required, type TableSchema } from '../../lib/tables/table-schema.ts'
import { addDays } from '../window/calendar.ts'

type Value = string | number

/** On one column; `local …` on a timestamp, in the zone of the row's network, or on a `local_day`. A NULL is equal to nothing. */
export type Condition =
  | { column: string; is: 'equal'; value: Value }
  | { column: string; is: 'one of' | 'none of'; values: readonly Value[] }
  | { column: string; is: 'null' | 'not null' }
  /** At least, and below: a number, or a time `YYYY-MM-DD hh:mm:ss`. */
  | { column: string; is: 'at least' | 'below'; value: Value }
  /** First and last day, `YYYY-MM-DD`. */
  | { column: string; is: 'local day'; from: string; to: string }
  /** ISO days of the week, or hours. */
  | { column: string; is: 'local weekday' | 'local hour'; values: readonly number[] }
  /** All of one of the lists. */
  | { anyOf: readonly (readonly Condition[])[] }

export interface Selection {
  /** A published table. */
  table: string
  /** UTC days that hold the rows. */
  fromDt: string
  toDt: string
  /** All of them. */
  conditions: readonly Condition[]
  /** Columns that add up to what is counted; where absent, rows are. */
  sums?: readonly string[]
}

export interface SelectionQuery {
  sql: string
  parameters: SqlParameter[]
  columns: string[]
}

/**
 * The SELECT of every row and column of a selection, in a total order; times as text, NULL in sums as it is. Throws where
 * the table or a column is not there, or a value is not of the column's type.
 */
export function selectRows({ table, fromDt, toDt, conditions }: Selection): SelectionQuery {
  const schema = publishedTables.find(({ schema: { name } }) => name === table)?.schema
  if (schema === undefined) throw new Error(`selection: expected a published table, found ${JSON.stringify(table)}`)
  const dt = required('dt', 'varchar', 'UTC day.')
  const columns = [dt, ...schema.columns]
  const parameters: SqlParameter[] = [fromDt, toDt]
  const terms = ['"dt" BETWEEN ? AND ?', ...conditions.map(condition => term(condition, schema, parameters))]
  const sql = [
    `SELECT ${columns.map(shown).join(', ')}`,
    `FROM ${schema.name}`,
    `WHERE ${terms.join('\n  AND ')}`,
    `ORDER BY ${columns.map((_, at) => at + 1).join(', ')}`,
  ].join('\n')
  return { sql: `${sql}\n`, parameters, columns: columns.map(({ name }) => name) }
}

/** A condition on a table's columns as SQL, its values bound to `?` in order. Throws as `selectRows`. */
export function conditionText(condition: Condition, schema: TableSchema): { sql: string; parameters: SqlParameter[] } {
  const parameters: SqlParameter[] = []
  return { sql: term(condition, schema, parameters), parameters }
}

/** Queries give whole numbers and text. */
const shown = ({ name, type }: Column): string =>
  type === 'timestamp' ? `date_format("${name}", '%Y-%m-%d %H:%i:%s') AS "${name}"` : `"${name}"`

function term(condition: Condition, schema: TableSchema, parameters: SqlParameter[]): string {
  if ('anyOf' in condition) {
    const lists = condition.anyOf.map(all => all.map(own => term(own, schema, parameters)))
    return lists.length === 0
      ? NONE
      : `(${lists.map(all => (all.length === 0 ? ALL : all.join(' AND '))).join(' OR ')})`
  }
  const column = columnOf(schema, condition.column)
  const name = `"${column.name}"`
  switch (condition.is) {
    case 'equal':
      return `${name} = ${bound(column, condition.value, parameters)}`
    case 'one of':
      return listed(name, column, condition.values, parameters)
    case 'none of': {
      if (condition.values.length === 0) return ALL
      const known = `NOT (${listed(name, column, condition.values, parameters)})`
      return column.nullable ? `(${name} IS NULL OR ${known})` : known
    }
    case 'null':
      return `${name} IS NULL`
    case 'not null':
      return `${name} IS NOT NULL`
    case 'at least':
      return `${name} >= ${bound(column, condition.value, parameters)}`
    case 'below':
      return `${name} < ${bound(column, condition.value, parameters)}`
    case 'local day':
      return localDay(column, schema, condition, parameters)
    case 'local weekday':
      return listed(`day_of_week(${localTime(column, schema)})`, NUMBER, condition.values, parameters)
    case 'local hour':
      return listed(`hour(${localTime(column, schema)})`, NUMBER, condition.values, parameters)
  }
}

const ALL = '1 = 1'
const NONE = '1 = 0'
const NUMBER = required('number', 'int', 'A part of a local time.')

function columnOf(schema: TableSchema, name: string): Column {
  const column = schema.columns.find(own => own.name === name)
  if (column !== undefined) return column
  throw new Error(`selection: expected a column of ${schema.name}, found ${JSON.stringify(name)}`)
}

function listed(expression: string, column: Column, values: readonly Value[], parameters: SqlParameter[]): string {
  if (values.length === 0) return NONE
  return `${expression} IN (${values.map(value => bound(column, value, parameters)).join(', ')})`
}

/** Binds a value; gives the place that it takes. */
function bound({ name, type }: Column, value: Value, parameters: SqlParameter[]): string {
  const isNumber = type === 'int' || type === 'bigint'
  if (isNumber ? !Number.isSafeInteger(value) : typeof value !== 'string')
    throw new Error(
      `selection: expected ${isNumber ? 'a whole number' : 'text'} for ${name}, found ${JSON.stringify(value)}`,
    )
  parameters.push(value)
  return type === 'timestamp' ? 'cast(? AS timestamp)' : '?'
}

/**
 * Whether a column's local day is one of some. What is a day within them in UTC is so in any zone: zones, which take an engine
 * ten times as long as all the rest, are asked about the first and the last of them alone.
 */
function localDay(
  column: Column,
  schema: TableSchema,
  { from, to }: { from: string; to: string },
  parameters: SqlParameter[],
): string {
  const name = `"${column.name}"`
  if (isDay(column)) {
    parameters.push(from, to)
    return `${name} BETWEEN ? AND ?`
  }
  const ofZone = `date_format(${localTime(column, schema)}, '%Y-%m-%d') BETWEEN ? AND ?`
  const second = addDays(from, 1)
  if (second >= to) {
    parameters.push(from, to)
    return ofZone
  }
  parameters.push(`${second} 00:00:00`, `${to} 00:00:00`, from, to)
  // A CASE stops at what is so; of an OR both sides are worked out.
  return `CASE WHEN ${name} >= cast(? AS timestamp) AND ${name} < cast(? AS timestamp) THEN 1 WHEN ${ofZone} THEN 1 ELSE 0 END = 1`
}

/** A column that holds local days already. */
const isDay = ({ name }: Column): boolean => name === 'local_day'

/** What the clocks of the row's network showed. */
function localTime(column: Column, schema: TableSchema): string {
  const { name, type } = column
  if (isDay(column)) return `cast("${name}" AS timestamp)`
  if (type !== 'timestamp') throw new Error(`selection: expected a time for a local day or hour, found ${name}`)
  const zone = `"${columnOf(schema, 'time_zone').name}"`
  return `at_timezone(with_timezone("${name}", 'UTC'), CASE WHEN ${zone} = '' THEN 'UTC' ELSE ${zone} END)`
}
