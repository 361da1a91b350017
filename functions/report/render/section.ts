/** A section of the page: its question, the answer in one sentence, charts, what to make of them, tables, how it was computed. */
import type { Chart, SectionResult } from '../figures/figure.ts'
import type { Report } from '../report.ts'
import { escapeMarkup as text } from './escape.ts'
import { renderFigures } from './figures.ts'
import type { Prose } from './prose.ts'
import { renderTable } from './table.ts'

/** Paragraphs that stand open; the others are read by those who ask. */
const OPEN_PARAGRAPHS = 3

export function renderSection(report: Pick<Report, 'data'>, section: Report['sections'][number], prose: Prose): string {
  const id = text(section.name)
  const open = `<section class="section" aria-labelledby="${id}">\n<p class="kicker">${text(section.title)}</p>`
  if ('failure' in section)
    return `${open}\n<h2 id="${id}">${text(section.title)}</h2>
<p class="notice">This section could not be made: ${text(section.failure)}</p>\n</section>`
  const head = `${open}\n<h2 id="${id}">${text(section.question)}</h2>\n<p class="answer">${prose.say(section.answer)}</p>`
  if (section.unanswered === true) return `${head}\n</section>`
  const paragraphs = section.paragraphs.map(paragraph => `<p>${prose.say(paragraph)}</p>`)
  const beside = paragraphs.slice(OPEN_PARAGRAPHS)
  return [
    head,
    ...section.charts.map(renderChart),
    ...paragraphs.slice(0, OPEN_PARAGRAPHS),
    ...(beside.length === 0 ? [] : [`<details><summary>More to know of it</summary>${beside.join('\n')}</details>`]),
    ...section.tables
      .filter(({ fileOnly }) => fileOnly !== true)
      .map(table => renderTable(report, section.name, table)),
    renderMethod(report, section),
    '</section>',
  ].join('\n')
}

/** Opens where something inside it is jumped to, as browsers do by themselves. */
const renderMethod = (report: Pick<Report, 'data'>, section: SectionResult): string =>
  `<details class="method"><summary>How this was computed, and every figure</summary>
<div id="${text(section.name)}-method">
<ul>${section.howComputed.map(line => `<li>${text(line)}</li>`).join('')}</ul>
<p>How sure, at most ${section.cap} of 5: ${text(section.capReason)}.</p>
${section.tables
  .filter(({ fileOnly }) => fileOnly === true)
  .map(table => renderTable(report, section.name, table))
  .join('\n')}
${renderFigures(report, section)}
</div></details>`

const renderChart = ({ wide, narrow, title }: Chart): string =>
  `<figure><figcaption>${text(title)}</figcaption><div class="wide">${wide}</div><div class="narrow">${narrow}</div></figure>`
