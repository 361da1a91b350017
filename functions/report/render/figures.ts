/** The figures of a section as a table: what differs between them; the rest is said once below it. */
import type { Whole } from '../../lib/exact-numbers.ts'
import { countText, type Figure, type SectionResult } from '../figures/figure.ts'
import { exclusionLabel } from '../labels.ts'
import type { Report } from '../report.ts'
import { escapeMarkup as text } from './escape.ts'
import { COLUMNS_SHOWN, cellOf, csvName, shell } from './table.ts'

/** Figures in the page; the file has all. */
const SHOWN_FIGURES = 15
const COLUMNS = ['figure', 'value', 'of', 'numerator / denominator', '95 % interval', 'left out before', 'SQL, hash']
const NUMERIC: readonly number[] = [1, 3]

export function renderFigures(report: Pick<Report, 'data'>, { name, figures }: SectionResult): string {
  const [first] = figures
  if (first === undefined) return '<p>No figures.</p>'
  const shown = figures.slice(0, SHOWN_FIGURES)
  const more = figures.length - shown.length
  const columns = COLUMNS.map((label, at) => ({
    label,
    numeric: NUMERIC.includes(at),
    detail: at >= COLUMNS_SHOWN,
  }))
  const rows = shown.map(figure =>
    cellsOf(figure)
      .map((markup, at) => cellOf(markup, columns[at], at))
      .join(''),
  )
  const csv = text(csvName(report, name, 'figures'))
  const file = `<a href="${csv}">${csv}</a>`
  return `<h3>Figures of this section</h3>
${shell(`${name}-figures`, 'Figures of this section', columns, rows)}
<p class="soft">${more === 0 ? '' : `${countText(more)} more in the file. `}All of them: scope ${text(first.scope)}, ${text(first.fromDay)}
to ${text(first.toDay)}. Zones, contacts where it is not clear who began, formula, rounding, method of the interval, bound parameters,
devices behind it and versions stand with each figure in ${file} and <a href="${text(name)}.json">${text(name)}.json</a>.
<code>npx flowcensus explain &lt;report&gt;#&lt;figure&gt;</code> goes down to the uploaded lines.</p>`
}

function cellsOf(figure: Figure): string[] {
  const { label, id, unit, numerator, denominator, exclusions, query } = figure
  const leftOut =
    exclusions.map(({ what, contacts }) => `${exclusionLabel(what)} ${countText(contacts)}`).join(', ') || 'nothing'
  return [
    `${text(label)}<br><code>${text(id)}</code>`,
    text(figure.text),
    text(unit),
    `${text(amount(numerator))} / ${text(amount(denominator))}`,
    text(intervalOf(figure)),
    text(leftOut),
    `<code>${text(query.file)}</code> <code>${text(query.hash)}</code>`,
  ]
}

const amount = (value: Whole): string =>
  typeof value === 'bigint' || Number.isInteger(value) ? countText(value) : value.toFixed(2)
const intervalOf = ({ interval, withheld }: Figure): string =>
  interval === null ? (withheld ?? 'none') : `${interval.low.toFixed(1)} to ${interval.high.toFixed(1)}`
