/**
 * Cases of a table's query laid down as one: each case's networks, uploads and reference sets carry its number, so no row
 * of one case meets one of another, and one run of the query answers for all of them.
 */
import type { SqlParameter, SqlValue } from '../../functions/lib/ports.ts'
import { type QueryCase, type Rows, sortedRows, textOf } from './query-cases.ts'
import { defaultCell, tableNamed } from './row-defaults.ts'

/** What tells cases apart: every table's query keeps these apart, or it would mix networks or uploads. */
const KEYS = ['network', 'upload_id', 'reference_version']
const MARK = /^\d+\//

/** Whether a query's cases are tried as one: those of a table with more than three. A run costs 50 ms, nearly all of it planning. */
export const isMerged = (query: string, cases: readonly QueryCase[]): boolean =>
  query.startsWith('tables/') && cases.filter(own => own.query === query).length > 3

/** One case that holds the rows of all; its own expected rows are empty. */
export function mergeCases(cases: readonly QueryCase[]): QueryCase {
  const [first] = cases
  if (first === undefined) throw new Error('merged cases: expected a case, found none')
  if (cases.some(({ parameters }) => !sameParameters(parameters, first.parameters)))
    throw new Error(`merged cases: expected the same parameters in every case of ${first.query}`)
  const given = new Map<string, Record<string, string>[]>()
  for (const [at, queryCase] of cases.entries()) {
    for (const [name, rows] of queryCase.given) {
      const table = tableNamed(name)
      const keys = table.columns.filter(column => KEYS.includes(column.name))
      const marked = rows.map(row => ({
        ...row,
        ...Object.fromEntries(
          keys.map(column => [column.name, `${at}/${row[column.name] || defaultCell(table, column)}`]),
        ),
      }))
      given.set(name, [...(given.get(name) ?? []), ...marked])
    }
  }
  return { ...first, name: 'all', given, expected: { columns: [], rows: [] } }
}

/** Numbers of the cases whose rows are not the expected ones; `columns` and `rows` are an answer with every column. */
export function differingCases(
  cases: readonly QueryCase[],
  columns: readonly string[],
  rows: readonly SqlValue[][],
): number[] {
  const network = columns.indexOf('network')
  const byCase = Map.groupBy(rows, row => Number(String(row[network]).split('/')[0]))
  const marked = columns.map(name => KEYS.includes(name))
  const foundOf = (at: number, wanted: readonly string[]): Rows => {
    const places = wanted.map(name => columns.indexOf(name))
    return (byCase.get(at) ?? []).map(row =>
      places.map(place => {
        const text = textOf(row[place])
        return marked[place] ? (text?.replace(MARK, '') ?? null) : text
      }),
    )
  }
  return [...cases.keys()].filter(at => {
    const expected = cases[at]?.expected ?? { columns: [], rows: [] }
    return JSON.stringify(sortedRows(foundOf(at, expected.columns))) !== JSON.stringify(sortedRows(expected.rows))
  })
}

const sameParameters = (a: readonly SqlParameter[], b: readonly SqlParameter[]): boolean =>
  JSON.stringify(a) === JSON.stringify(b)
