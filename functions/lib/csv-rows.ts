/** The rows of a small CSV file (RFC 4180) that a user writes, with their places, for messages. */
import { CsvError, parse } from 'csv-parse/sync'

/** What such a file is: its name in messages, its columns in any order, and those that it cannot be without. */
export interface CsvFile<Column extends string> {
  name: string
  columns: readonly Column[]
  needed: readonly Column[]
}

export interface CsvRow<Column extends string> {
  /** The cell without spaces around it; empty where the file has no such column. */
  value(column: Column): string
  /** Notes a problem of this cell: what was expected, what was found, what to do. */
  problem(column: Column, expected: string, found: string, todo: string): void
}

interface Line {
  cells: string[]
  /** Where it begins, counted from 1: a quoted cell may hold line ends. */
  line: number
}

/** What the CSV reader refuses, in words: expected and found. */
const QUOTES: Readonly<Record<string, readonly [expected: string, found: string]>> = {
  CSV_QUOTE_NOT_CLOSED: ['a closing quote', 'the end of the file'],
  INVALID_OPENING_QUOTE: ['quotes around a whole cell', 'one inside a cell'],
  CSV_INVALID_CLOSING_QUOTE: ["a comma or the line's end after a closing quote", 'more text'],
}

/** Gives the rows below the header; what does not fit the header is noted in `problems` and left out. */
export function* rowsOf<Column extends string>(
  csv: string,
  { name: file, columns, needed }: CsvFile<Column>,
  problems: string[],
): Generator<CsvRow<Column>> {
  const [header, ...rest] = linesOf(csv, file, problems)
  if (problems.length > 0) return
  const names = header?.cells ?? []
  const headerLine = header?.line ?? 1
  const isKnown = (name: string) => columns.some(column => column === name.toLowerCase())
  if (names.length > 0 && !names.some(isKnown)) {
    const { expected, todo } = withoutColumns(names, needed, isKnown)
    problems.push(`${file} line ${headerLine}: expected ${expected}, found ${shown(names.join(','))}; ${todo}`)
    return
  }
  names.forEach((name, at) => {
    if (columns.some(column => column === name) && names.indexOf(name) === at) return
    problems.push(
      `${file} line ${headerLine}, column ${at + 1}: expected one of ${columns.join(', ')}, once, ` +
        `found ${shown(name)}; rename or remove it`,
    )
  })
  for (const column of needed) {
    if (!names.includes(column))
      problems.push(
        `${file} line ${headerLine}: expected a column ${JSON.stringify(column)}, found none; add it to the header`,
      )
  }
  if (problems.length > 0) return
  for (const { cells, line } of rest) {
    if (cells.length !== names.length) {
      problems.push(
        `${file} line ${line}: expected ${names.length} fields as in the header, found ${cells.length}; check commas and quotes`,
      )
      continue
    }
    yield {
      value: column => cells[names.indexOf(column)] ?? '',
      problem(column, expected, found, todo) {
        const at = `column ${names.indexOf(column) + 1} (${column})`
        problems.push(`${file} line ${line}, ${at}: expected ${expected}, found ${shown(found)}; ${todo}`)
      },
    }
  }
}

/** Cells that European spreadsheets write, and those of a copied table. */
const OTHER_SEPARATORS: readonly (readonly [separator: string, name: string])[] = [
  [';', 'semicolons'],
  ['\t', 'tabs'],
]

/** What is said of a first line in which no cell names a column: another mark stands between its cells, or it is a row. */
function withoutColumns(
  names: readonly string[],
  needed: readonly string[],
  isKnown: (name: string) => boolean,
): { expected: string; todo: string } {
  if (names.some(name => name.includes('\0'))) return { expected: 'text in UTF-8', todo: 'save it as UTF-8' }
  for (const [separator, name] of OTHER_SEPARATORS)
    if (names.some(cell => cell.split(separator).some(part => isKnown(part.trim()))))
      return { expected: `commas between the cells, not ${name}`, todo: 'save it with commas' }
  return { expected: 'the names of the columns', todo: `put a line such as ${needed.join(',')} above all others` }
}

function linesOf(csv: string, file: string, problems: string[]): Line[] {
  const lines: Line[] = []
  // The reader counts the lines up to a record's end, and the blank ones: what is left begins after the one before.
  let end = 0
  let blank = 0
  try {
    parse(csv, {
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      on_record: (cells: string[], context) => {
        lines.push({ cells, line: end + context.empty_lines - blank + 1 })
        end = context.lines
        blank = context.empty_lines
        return null
      },
    })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const line = end + Number(error.empty_lines) - blank + 1
    const [expected, found] = QUOTES[error.code] ?? ['comma-separated values', shown(error.message)]
    // Fields of the record before the one at which the reader stopped.
    const before = Number(error.column)
    const name = lines[0]?.cells[before]
    const at = Number.isNaN(before) ? '' : `, column ${before + 1}${name === undefined ? '' : ` (${name})`}`
    problems.push(`${file} line ${line}${at}: expected ${expected}, found ${found}; check its quotes`)
  }
  return lines
}

const shown = (text: string): string => JSON.stringify(text.slice(0, 60))

/** A cell of such a file, as it is read again. Not for spreadsheets: csv.ts is. */
export const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)
