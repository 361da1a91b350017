/** Tables as markup, with numbers as people read them; the files beside have them raw. */
import type { Whole } from '../../lib/exact-numbers.ts'
import type { SqlValue } from '../../lib/ports.ts'
import { bytesText, type Column, countText, type Table } from '../figures/figure.ts'
import type { Report } from '../report.ts'
import { fileName } from '../reports-index/places.ts'
import { escapeMarkup as text } from './escape.ts'

/** Rows of a table that stands open, and of one that was opened; the CSV has all. */
const OPEN_ROWS = 10
const FOLDED_ROWS = 25
/** Columns that a wide screen has room for beside the contents. */
const MOST_ACROSS = 10
/** Columns that a phone has room for, where none says that it is beside the point. */
export const COLUMNS_SHOWN = 3
/** And at most, whatever says that it is not. */
const MOST_OPEN = 4

/** Name of a table's CSV beside the page. */
export const csvName = (report: Pick<Report, 'data'>, section: string, table: string): string =>
  fileName(report, table === section ? `${section}.csv` : `${section}-${table}.csv`)

export function renderTable(report: Pick<Report, 'data'>, section: string, table: Table): string {
  const file = csvName(report, section, table.name)
  const caption = text(table.caption)
  const link = `<a href="${text(file)}">${text(file)}</a>`
  if (table.fileOnly) return `<p class="soft">${caption}: ${link}, ${countText(table.rows.length)} rows.</p>`
  if (table.rows.length === 0) return `<p class="soft">${caption}: nothing in this window (${link}).</p>`
  const marked = table.columns.some(({ detail }) => detail === true)
  let open = 0
  const columns = table.columns.map((column, at) => {
    const detail = marked ? column.detail === true || open >= MOST_OPEN : at >= COLUMNS_SHOWN
    if (!detail) open++
    return { ...column, detail }
  })
  const shown = table.rows.slice(0, table.folded ? FOLDED_ROWS : OPEN_ROWS)
  const rows = shown.map(row =>
    row.map((value, at) => cellOf(valueText(value, columns[at], at === 0), columns[at], at)).join(''),
  )
  const rest = table.rows.length - shown.length
  const more = `<p class="soft">${rest === 0 ? '' : `${countText(rest)} more ${rest === 1 ? 'row' : 'rows'} in `}${link}</p>`
  const markup = `${shell(`${section}-${table.name}`, table.caption, columns, rows)}\n${more}`
  return table.folded
    ? `<details><summary>${caption} <span class="where">${text(file)}</span></summary>\n${markup}\n</details>`
    : `<h3>${caption}</h3>\n${markup}`
}

interface ShownColumn extends Pick<Column, 'label' | 'numeric' | 'print'> {
  detail: boolean
}

/**
 * A table of rows of markup. Where it has columns beside the point, a phone shows the others, and a box that is ticked turns
 * each row into a list of all of them: nothing scrolls sideways.
 */
export function shell(name: string, caption: string, columns: readonly ShownColumn[], rows: readonly string[]): string {
  const id = text(`all-${name}`)
  const hides = columns.some(({ detail }) => detail)
  const head = columns.map(
    ({ label, numeric, detail }) => `<th scope="col"${classOf(numeric, detail)}>${text(label)}</th>`,
  )
  const box = hides
    ? `<p class="tap"><input type="checkbox" id="${id}"><label for="${id}">all ${columns.length} columns</label></p>\n`
    : ''
  return `<div class="table${columns.length > MOST_ACROSS ? ' many' : ''}">${box}<table aria-label="${text(caption)}">
<thead><tr>${head.join('')}</tr></thead>
<tbody>
${rows.map(row => `<tr>${row}</tr>`).join('\n')}
</tbody></table></div>`
}

/** `markup` is escaped already. */
export function cellOf(markup: string, column: ShownColumn | undefined, at: number): string {
  if (at === 0) return `<th scope="row">${markup}</th>`
  return `<td${classOf(column?.numeric, column?.detail)} data-of="${text(column?.label ?? '')}">${markup}</td>`
}

function classOf(numeric: boolean | undefined, detail: boolean | undefined): string {
  const names = [numeric === true ? 'n' : '', detail === true ? 'd' : ''].filter(name => name !== '')
  return names.length === 0 ? '' : ` class="${names.join(' ')}"`
}

/** Escaped; names that are too long for a line may break, behind a sign where they have one. */
function valueText(value: SqlValue, column: ShownColumn | undefined, isName: boolean): string {
  if (value === null) return ''
  if (typeof value !== 'string') return text(numberText(value, column))
  if (ISO_DAY.test(value)) return `<span class="day">${value}</span>`
  const markup = text(value).replace(LONG_NAME, breakable)
  return value.length > SENTENCE && value.includes(' ') && !isName ? `<span class="wide-text">${markup}</span>` : markup
}

const breakable = (name: string): string => `<span class="long">${name.replace(/[/@_.:-]/g, '$&<wbr>')}</span>`

/** Is not broken at its hyphens. */
const ISO_DAY = /^\d{4}-\d\d-\d\d$/
/** Letters from which on a cell holds a sentence, which is read across. */
const SENTENCE = 45
/** In escaped text. */
const LONG_NAME = /[^\s&;]{19,}/g

function numberText(value: Whole, column: ShownColumn | undefined): string {
  if (column?.print === 'bytes') return bytesText(value)
  if (column?.print === 'mean') return Number(value).toFixed(2)
  return countText(value)
}
