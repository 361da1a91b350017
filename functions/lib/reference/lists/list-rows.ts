/** Rows of one list of the catalogue, from CSV; what does not fit is refused whole, with file, line and column. */
import { CsvError, parse } from 'csv-parse/sync'

/** A list's file and how its rows are read. */
export interface List<T> {
  /** File name without `.csv`; also that of the shipped file in `data/`. */
  name: string
  /** Columns of the header, in order. */
  columns: readonly string[]
  /** Reads the cells of one row. Throws what `refuse` makes where one does not fit. */
  read(cells: Readonly<Record<string, string>>, refuse: Refuse): T
  /** What may stand in one row only; `expected` says so. */
  once?: { expected: string; keyOf(row: T): string }
}

/** Makes the error for a row: what was expected, what was found, in which column where one cell is to blame. */
export type Refuse = (expected: string, found: string, column?: string) => Error

/**
 * Reads a list's text, and the text of a user's own rows: these stand first, and a shipped row that one of them says
 * otherwise is left out. Who asks a list without `once` takes the first row that fits. Throws at the first row that does not fit.
 */
export function parseList<T>(list: List<T>, text: string, own?: string): readonly Readonly<T>[] {
  const shipped = shippedRows(list, text)
  if (own === undefined) return shipped
  const rows: Readonly<T>[] = parseOwn(list, own)
  const { once } = list
  const said = new Set(once === undefined ? [] : rows.map(row => once.keyOf(row)))
  for (const row of shipped) if (once === undefined || !said.has(once.keyOf(row))) rows.push(row)
  return rows
}

/** Reads a user's own rows alone. Throws as `parseList` does. */
export const parseOwn = <T>(list: List<T>, own: string): T[] => rowsOf(list, ownFile(list.name), own)

/** Of each list the text that was read last. Sets of a lake differ in networks and own rows; half a second reads all of them anew. */
const lastRead = new WeakMap<object, { text: string; rows: readonly unknown[] }>()

function shippedRows<T>(list: List<T>, text: string): readonly Readonly<T>[] {
  const last = lastRead.get(list)
  if (last?.text === text) return last.rows as readonly Readonly<T>[]
  const rows = rowsOf(list, `${list.name}.csv`, text)
  lastRead.set(list, { text, rows })
  return rows
}

/** How messages call a user's own rows of a list. */
export const ownFile = (name: string): string => `own ${name}.csv`

function rowsOf<T>({ columns, read, once }: List<T>, file: string, text: string): T[] {
  const {
    cells: [header = [], ...rows],
    lines,
  } = cellsOf(file, text)
  if (header.join() !== columns.join())
    throw new Error(`${file} line ${lines[0] ?? 1}: expected ${columns.join()}, found ${header.join()}`)
  const seen = new Set<string>()
  return rows.map((cells, at) => {
    const refuse = refuseLine(file, columns, lines[at + 1] ?? 0)
    if (cells.length !== columns.length) throw refuse(`${columns.length} fields`, cells.join())
    const named: Record<string, string> = {}
    for (let index = 0; index < columns.length; index++) named[columns[index] ?? ''] = cells[index] ?? ''
    const row = read(named, refuse)
    const key = once?.keyOf(row)
    if (once !== undefined && key !== undefined) {
      if (seen.has(key)) throw refuse(once.expected, key)
      seen.add(key)
    }
    return row
  })
}

/** The error of a row of a text, counted from 0 below the header. */
export const refuseRow = <T>({ columns }: List<T>, file: string, text: string, at: number): Refuse =>
  refuseLine(file, columns, cellsOf(file, text).lines[at + 1] ?? 0)

function refuseLine(file: string, columns: readonly string[], line: number): Refuse {
  return (expected, found, column) => {
    const at = column === undefined ? '' : `, column ${columns.indexOf(column) + 1} (${column})`
    return new Error(`${file} line ${line}${at}: expected ${expected}, found ${JSON.stringify(found)}`)
  }
}

/** Rows with their cells, and the lines in which they begin, from 1: a cell in quotes may hold line ends. */
interface Rows {
  cells: string[][]
  lines: number[]
}

function cellsOf(file: string, text: string): Rows {
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/)
  // The SQL of tables puts one between texts.
  const control = CONTROL.test(text) ? lines.findIndex(line => CONTROL.test(line)) : -1
  if (control >= 0) throw new Error(`${file} line ${control + 1}: expected text, found a control character; remove it`)
  if (!lines.every(isWholeRow)) return parseRows(file, text)
  // The parser reads rows with quotes only; the others are cut at commas, ten times as fast: lists are of up to 24,000 rows.
  const quoted = parseRows(file, text, lines.filter(hasQuotes).join('\n')).cells.values()
  const rows: Rows = { cells: [], lines: [] }
  for (const [at, line] of lines.entries()) {
    if (line === '') continue
    rows.cells.push(hasQuotes(line) ? (quoted.next().value ?? []) : line.split(','))
    rows.lines.push(at + 1)
  }
  return rows
}

/** Control characters but tabs, and what line ends are made of. */
const CONTROL = /[^\P{Cc}\t\r\n]/u

const hasQuotes = (line: string): boolean => line.includes('"')

/** Whether no field goes on in the next line. */
const isWholeRow = (line: string): boolean =>
  !line.includes('\r') && (!hasQuotes(line) || line.split('"').length % 2 === 1)

/** Reads rows of the text that are given apart, by default all. */
function parseRows(file: string, text: string, part = text): Rows {
  const rows: Rows = { cells: [], lines: [] }
  // The parser counts the lines up to a row's end, and the blank ones: what is left begins after the one before.
  let end = 0
  let blank = 0
  try {
    parse(part, {
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
      on_record: (cells: string[], context) => {
        rows.cells.push(cells)
        rows.lines.push(end + context.empty_lines - blank + 1)
        end = context.lines
        blank = context.empty_lines
        return null
      },
    })
    return rows
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    // It says the line: that of the whole.
    if (part !== text) return parseRows(file, text)
    throw new Error(`${file}: expected comma-separated values, found ${error.message}; check its quotes`, {
      cause: error,
    })
  }
}
