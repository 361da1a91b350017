/** The report as one HTML page that needs nothing else. */
import type { Finding, SectionResult, Table } from '../figure.ts'
import type { Report } from '../report.ts'
import { escapeMarkup as text } from './escape.ts'
import { PAGE_STYLE } from './page-style.ts'

/** Rows of a table shown in the page; the CSV has all. */
const SHOWN_ROWS = 40

export function renderPage(report: Report): string {
  const title = `${report.name}: ${report.window.fromDay} to ${report.window.toDay}`
  return page(title, [firstScreen(report), ...report.sections.map(renderSection), aboutFigures(report)].join('\n'))
}

/** A page of this style around a body of markup. */
export function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${text(title)}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
${body}
</body>
</html>
`
}

function firstScreen(report: Report): string {
  const { window, quality, facts } = report
  return `<header>
<h1>What was seen of ${text(report.watchedNames)}</h1>
<p class="soft">Network activity from flow logs, ${text(window.fromDay)} to ${text(window.toDay)}, local days</p>
</header>
<main>
${report.notices.map(notice => `<p class="notice">${text(notice)}</p>`).join('\n')}
<dl class="facts">
${facts.map(([label, value]) => `<dt>${text(label)}</dt><dd>${text(value)}</dd>`).join('\n')}
<dt>Data quality</dt><dd>${quality.value} of 5, set by ${text(quality.decidedBy)}: ${text(quality.components.find(({ name }) => name === quality.decidedBy)?.because ?? '')}</dd>
</dl>
<h2 id="findings">Findings</h2>
${renderFindings(report.findings)}
<p class="soft">${text(report.findingRule)}</p>
<h2 id="changed">What changed</h2>
<p>${text(report.changed)}</p>
<h2 id="cannot-tell">What this report cannot tell</h2>
<ul>${report.cannotTell.map(line => `<li>${text(line)}</li>`).join('')}</ul>
<p class="soft">Sections: ${report.sections.map(({ name, title }) => `<a href="#${name}">${text(title)}</a>`).join(' · ')}</p>`
}

function renderFindings(findings: readonly Finding[]): string {
  if (findings.length === 0)
    return '<p>No finding has a confidence of 3 or more: see the sections for what was seen.</p>'
  const items = findings.map(
    ({ sentence, section, figure, confidence }) =>
      `<li>${text(sentence)} <span class="soft">Confidence ${confidence} of 5. <a href="#${section}">Table and method</a> · <code>${text(figure)}</code></span></li>`,
  )
  return `<ol class="findings">${items.join('\n')}</ol>`
}

function renderSection(section: SectionResult | { name: string; title: string; failure: string }): string {
  const head = `<h2 id="${section.name}">${text(section.title)}</h2>`
  if ('failure' in section)
    return `${head}\n<p class="notice">This section could not be made: ${text(section.failure)}</p>`
  return `${head}
<p class="soft">${text(section.question)}</p>
${section.paragraphs.map(paragraph => `<p>${text(paragraph)}</p>`).join('\n')}
${section.charts.map(({ svg, description }) => `<figure>${svg}<figcaption>${text(description)}</figcaption></figure>`).join('\n')}
${section.tables.map(table => renderTable(section.name, table)).join('\n')}
<details><summary>How this was computed</summary>
<ul>${section.howComputed.map(line => `<li>${text(line)}</li>`).join('')}</ul>
<p class="soft">Confidence at most ${section.cap} of 5: ${text(section.capReason)}.</p>
<div class="wide"><table><caption>Figures of this section; <code>npm run explain -- &lt;report&gt;#&lt;figure&gt;</code> goes down to the uploaded lines</caption>
<tr><th>figure</th><th>what</th><th class="n">value</th><th class="n">of</th><th>unit</th><th>SQL</th></tr>
${section.figures
  .map(
    figure =>
      `<tr><td><code>${text(figure.id)}</code></td><td>${text(figure.label)}</td><td class="n">${text(figure.text)}</td><td class="n">${figure.numerator} / ${figure.denominator}</td><td>${text(figure.unit)}</td><td><code>${text(figure.query.file)}</code> ${text(figure.query.hash)}</td></tr>`,
  )
  .join('\n')}
</table></div></details>`
}

/** Name of a table's CSV beside the page. */
export const csvName = (section: string, table: string): string =>
  table === section ? `${section}.csv` : `${section}-${table}.csv`

function renderTable(section: string, table: Table): string {
  const rows = table.rows.slice(0, SHOWN_ROWS)
  const more = table.rows.length > rows.length ? `, ${table.rows.length - rows.length} more rows in the file` : ''
  const cells = (row: Table['rows'][number]) =>
    row
      .map(
        (value, at) =>
          `<td${table.columns[at]?.numeric ? ' class="n"' : ''}>${text(value === null ? '' : String(value))}</td>`,
      )
      .join('')
  return `<details${table.rows.length <= 16 ? ' open' : ''}><summary>${text(table.caption)}</summary>
<div class="wide"><table>
<tr>${table.columns.map(({ label, numeric }) => `<th${numeric ? ' class="n"' : ''}>${text(label)}</th>`).join('')}</tr>
${rows.map(row => `<tr>${cells(row)}</tr>`).join('\n')}
</table></div>
<p class="soft"><a href="${csvName(section, table.name)}">${csvName(section, table.name)}</a>${more}</p></details>`
}

function aboutFigures(report: Report): string {
  return `<h2 id="about">About the figures</h2>
<p>${text(report.unitSentence)}</p>
<p>Reference data: ${text(report.referenceSentence)}. Unit rules: version ${text(report.unitRule)}. Content of this report: <code>${text(report.contentHash)}</code>; which revision it is stands in the index of reports.</p>
<p class="soft">Every figure with its numerator, denominator, filters, window, versions and SQL stands in <a href="report.json">report.json</a> and beside each table as CSV.</p>
</main>`
}
