/** Rows as a table, CSV or JSON. */
import { csvLine } from '../../functions/lib/csv.ts'
import { doubleText, type ShownValue } from '../../functions/lib/shown-values.ts'
import { bold, dim, jsonText, printable } from './terminal.ts'

export type RowFormat = 'table' | 'csv' | 'json'

export interface Rows {
  columns: readonly string[]
  rows: readonly (readonly ShownValue[])[]
  /** Of the columns, in capitals: doubles have a point even where they are whole. */
  types?: readonly string[]
  /** Where a terminal is too narrow: columns whose cells stand below their row, those that say anything; else in their place. */
  below?: readonly string[]
  /** Where a terminal is too narrow: the last column is sentences, which go on in further lines. */
  lastWraps?: boolean
}

/** Columns wider than this are not padded further, but beside sentences: one long text must not push all others away. */
const WIDEST = 60
/** Between columns. */
const GAP = '  '
/** No column is made narrower than this: a day stays whole. */
const NARROWEST = 10
/** What a table shows of a value that is not there; an empty text stays empty. */
const NULL = 'NULL'

/** The terminal that a table is for; a table for none is as wide as it is. */
export interface RowsScreen {
  /** Characters a line. */
  width: number
  hasColours: boolean
  /** Hears that cells were cut to the width. */
  onCut: () => void
}

export function formatRows(table: Rows, format: RowFormat, screen?: RowsScreen): string {
  const { columns, rows, types = [] } = table
  if (format === 'json') {
    const objects = rows.map(row => Object.fromEntries(columns.map((column, at) => [column, row[at] ?? null])))
    return jsonText(objects)
  }
  const plain = rows.map(row => row.map((value, at) => plainValue(value, types[at])))
  if (format === 'csv') return [columns, ...plain].map(csvLine).join('').replace(/\n$/, '')
  const cells = [columns, ...plain].map(row => row.map(value => (value === null ? NULL : printable(String(value)))))
  const own = columns.map((_, at) => longest(cells, at))
  if (screen !== undefined && table.below !== undefined && lineOf(own) > screen.width)
    return withCellsBelow(table, table.below, screen)
  const most = table.lastWraps === true ? Number.POSITIVE_INFINITY : WIDEST
  const widths = screen === undefined ? own.map(width => Math.min(most, width)) : fitting(own, screen.width)
  if (table.lastWraps === true) widths.splice(-1, 1, lastWidth(own, widths, screen))
  const numeric = columns.map(
    (_, at) =>
      rows.some(row => typeof row[at] === 'number') &&
      rows.every(row => row[at] === null || typeof row[at] === 'number'),
  )
  let isCut = false
  const lines = cells.flatMap((whole, line) => {
    const [row = whole, ...more] = table.lastWraps === true ? wrappedLast(whole, widths.at(-1) ?? 0) : [whole]
    const shown = row.map((cell, at) => {
      const width = widths[at] ?? 0
      const isLong = screen !== undefined && cell.length > width
      isCut ||= isLong
      const text = isLong ? cut(cell, width) : cell
      return numeric[at] ? text.padStart(width) : text.padEnd(width)
    })
    const isNull = (at: number) => line > 0 && plain[line - 1]?.[at] === null
    const styled = shown.map((text, at) => {
      if (screen?.hasColours !== true) return text
      return line === 0 ? bold(text) : isNull(at) ? dim(text) : text
    })
    // Behind the last cell is nothing to be seen.
    const first = [...styled.slice(0, -1), styled.at(-1)?.trimEnd() ?? ''].join(GAP).trimEnd()
    const indent = ' '.repeat(lineOf(widths) - (widths.at(-1) ?? 0))
    return [first, ...more.map(([text = '']) => `${indent}${text}`)]
  })
  if (isCut) screen?.onCut()
  return lines.join('\n')
}

/** A key or path keeps its end, which has the day and the name; any other text its beginning. */
const cut = (text: string, width: number): string =>
  /^[^\s/]+\/\S+$/.test(text) ? `…${text.slice(text.length - width + 1)}` : `${text.slice(0, width - 1)}…`

/** Characters of a line of columns so wide. */
const lineOf = (widths: readonly number[]): number =>
  widths.reduce((total, width) => total + width, GAP.length * Math.max(0, widths.length - 1))

/** Each row, and below it, in from the edge, what its other cells say. */
function withCellsBelow(table: Rows, below: readonly string[], screen: RowsScreen): string {
  const kept = table.columns.map((_, at) => at).filter(at => !below.includes(table.columns[at] ?? ''))
  const pick = <T>(all: readonly T[]): T[] => kept.flatMap(at => all.slice(at, at + 1))
  const narrow = { columns: pick(table.columns), rows: table.rows.map(pick), types: pick(table.types ?? []) }
  const [head = '', ...lines] = formatRows(narrow, 'table', screen).split('\n')
  const texts = table.rows.map(row =>
    below
      .map(name => [name, row[table.columns.indexOf(name)]] as const)
      .filter(([, value]) => value !== null && value !== undefined && value !== '')
      .map(([name, value]) => `${name}: ${printable(String(value))}`)
      .join('; '),
  )
  const indent = GAP.repeat(2)
  const wrapped = texts.map(text => (text === '' ? [] : wrap(text, screen.width - indent.length)))
  return [head, ...lines.flatMap((line, at) => [line, ...(wrapped[at] ?? []).map(text => `${indent}${text}`)])].join(
    '\n',
  )
}

/** What is left for the last column, where the others are as wide as they are. */
function lastWidth(own: readonly number[], widths: readonly number[], screen: RowsScreen | undefined): number {
  const last = own.at(-1) ?? 0
  if (screen === undefined) return last
  return Math.max(NARROWEST, Math.min(last, screen.width - lineOf([...widths.slice(0, -1), 0])))
}

/** The row with the first line of its last cell, then the further lines of that cell alone. */
function wrappedLast(row: readonly string[], width: number): string[][] {
  const [first = '', ...more] = wrap(row.at(-1) ?? '', width)
  return [[...row.slice(0, -1), first], ...more.map(text => [text])]
}

/** Lines of at most `width` characters, broken at spaces; a word that is longer stands alone. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (longer.length <= width || line === '') line = longer
    else {
      lines.push(line)
      line = word
    }
  }
  return [...lines, line]
}

/** The widest columns are made narrower until all fit; what does not fit then is as narrow as it may be. */
function fitting(own: readonly number[], width: number): number[] {
  const room = width - GAP.length * (own.length - 1)
  const sum = (most: number) => own.reduce((total, one) => total + Math.min(one, most), 0)
  let most = Math.max(NARROWEST, ...own)
  if (sum(most) > room) {
    let [low, high] = [NARROWEST, most]
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if (sum(middle) <= room) low = middle
      else high = middle - 1
    }
    most = low
  }
  return own.map(one => Math.min(one, most))
}

/** Length of the longest cell of a column: rows are as many as a query gives. */
function longest(cells: readonly (readonly string[])[], at: number): number {
  let length = 0
  for (const row of cells) length = Math.max(length, (row[at] ?? '').length)
  return length
}

function plainValue(value: ShownValue, type: string | undefined): string | number | null {
  if (typeof value === 'boolean') return String(value)
  return typeof value === 'number' && /^(DOUBLE|FLOAT|REAL)$/.test(type ?? '') ? doubleText(value) : value
}
