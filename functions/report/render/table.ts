/** Tables as markup, with numbers as people read them; the files beside have them raw. */
import type { Whole } from '../../lib/exact-numbers.ts'
import type { SqlValue } from '../../lib/ports.ts'
import { bytesText, type Column, countText, type Table } from '../figures/figure.ts'
import { escapeMarkup as text } from './escape.ts'

/** Rows of a table shown in the page; the CSV has all. */
const SHOWN_ROWS = 40

/** Name of a table's CSV beside the page. */
export const csvName = (section: string, table: string): string =>
  table === section ? `${section}.csv` : `${section}-${table}.csv`

export function renderTable(section: string, table: Table): string {
  const file = csvName(section, table.name)
  const link = `<a href="${text(file)}">${text(file)}</a>`
  if (table.fileOnly)
    return `<p class="soft">${text(table.caption)}: ${link}, ${countText(table.rows.length)} rows.</p>`
  const rows = table.rows.slice(0, SHOWN_ROWS)
  const more = table.rows.length > rows.length ? `, ${countText(table.rows.length - rows.length)} more rows in it` : ''
  const head = table.columns.map(
    ({ label, numeric }) => `<th scope="col"${numeric ? ' class="n"' : ''}>${text(label)}</th>`,
  )
  const lines = rows.map(row => `<tr>${row.map((value, at) => cell(value, table.columns[at], at)).join('')}</tr>`)
  const markup = `<div class="scroll" tabindex="0" role="region" aria-label="${text(table.caption)}"><table>
<thead><tr>${head.join('')}</tr></thead>
<tbody>
${lines.length === 0 ? `<tr><td colspan="${table.columns.length}">nothing seen in this window</td></tr>` : lines.join('\n')}
</tbody></table></div>
<p class="soft">${link}${more}</p>`
  const caption = text(table.caption)
  return table.folded
    ? `<details><summary>${caption}</summary>\n${markup}\n</details>`
    : `<h3>${caption}</h3>\n${markup}`
}

function cell(value: SqlValue, column: Column | undefined, at: number): string {
  const shown = value === null ? '' : typeof value === 'string' ? value : numberText(value, column)
  if (at === 0) return `<th scope="row">${text(shown)}</th>`
  return `<td${column?.numeric ? ' class="n"' : ''}>${text(shown)}</td>`
}

function numberText(value: Whole, column: Column | undefined): string {
  if (column?.print === 'bytes') return bytesText(value)
  if (column?.print === 'mean') return Number(value).toFixed(2)
  return countText(value)
}
