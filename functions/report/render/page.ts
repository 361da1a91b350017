/** The report as one HTML page that needs nothing else. */
import type { Whole } from '../../lib/exact-numbers.ts'
import { type Chart, countText, type Figure, type SectionResult } from '../figures/figure.ts'
import type { Report } from '../report.ts'
import { escapeMarkup as text } from './escape.ts'
import { renderConclusions, renderFindings } from './findings.ts'
import { PAGE_STYLE } from './page-style.ts'
import { renderTable } from './table.ts'

export function renderPage(report: Report): string {
  const title = `${report.name}: ${report.window.fromDay} to ${report.window.toDay}`
  return page(
    report.data === undefined ? title : `${sentenceOf(report.data)} · ${title}`,
    [
      ...aboveAll(report),
      firstScreen(report),
      ...report.sections.map(renderSection),
      aboutFigures(report),
      '</main>',
    ].join('\n'),
  )
}

/** What stands above all else on the page, and is seen on each printed sheet's first. */
const aboveAll = ({ data }: Report): string[] =>
  data === undefined
    ? []
    : [
        `<p class="generated" role="note"><strong>${text(sentenceOf(data))}.</strong> A program made these logs up; the networks, ` +
          'governments, universities and companies that are named had no part in them.</p>',
      ]

const sentenceOf = (data: string): string => data.replace(/^./, letter => letter.toUpperCase())

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
  const deciding = quality.components.find(({ name }) => name === quality.decidedBy)?.reason ?? ''
  const set = `${quality.value} of 5, set by ${quality.decidedBy}: ${deciding}`
  const dots = `${'●'.repeat(quality.value)}${'○'.repeat(5 - quality.value)}`
  const fact = (label: string, value: string, whole = false) =>
    `<div${whole ? ' class="whole"' : ''}><dt>${text(label)}</dt><dd>${value}</dd></div>`
  return `<header>
<p class="kicker">Report ${text(report.name)} · network activity from flow logs</p>
<h1>What was seen of ${text(report.watchedNames)}</h1>
<p class="soft">${text(window.fromDay)} to ${text(window.toDay)}, local days</p>
</header>
<main>
${renderConclusions(report)}
${report.notices.map(notice => `<p class="notice">${text(notice)}</p>`).join('\n')}
<dl class="facts">
${facts.map(([label, value], at) => fact(label, text(value), at === 0)).join('\n')}
${fact('Data quality', `<span class="dots" aria-hidden="true">${dots}</span> ${text(set)}`)}
${fact('The unit', text(report.unitSentence), true)}
</dl>
${renderFindings(report)}
<h2 id="cannot-tell">What this report cannot tell</h2>
<ul>${report.cannotTell.map(line => `<li>${text(line)}</li>`).join('')}</ul>
<p class="soft">Revision: <a href="../../index.html">the index of reports</a> says which revision this is and what changed;
its content is <code>${text(report.contentHash)}</code>.</p>
<nav class="contents" aria-label="Contents"><p>In this report</p><ol>
${report.sections.map(renderEntry).join('\n')}
<li><a href="#about">About the figures</a> <span class="soft">Unit, reference data, files.</span></li>
</ol></nav>`
}

type SectionOfReport = Report['sections'][number]

/** Of the contents. */
function renderEntry(section: SectionOfReport): string {
  const question = 'failure' in section ? '' : ` <span class="soft">${text(section.question)}</span>`
  return `<li><a href="#${text(section.name)}">${text(section.title)}</a>${question}</li>`
}

function renderSection(section: SectionOfReport): string {
  const head = `<section aria-labelledby="${text(section.name)}">\n<h2 id="${text(section.name)}">${text(section.title)}</h2>`
  if ('failure' in section)
    return `${head}\n<p class="notice">This section could not be made: ${text(section.failure)}</p>\n</section>`
  return `${head}
<p class="question">${text(section.question)}</p>
<p class="answer">${text(section.answer)}</p>
${section.paragraphs.map(paragraph => `<p>${text(paragraph)}</p>`).join('\n')}
${section.charts.map(renderChart).join('\n')}
${section.tables.map(table => renderTable(section.name, table)).join('\n')}
<details><summary>How this was computed, and every figure</summary>
<ul>${section.howComputed.map(line => `<li>${text(line)}</li>`).join('')}</ul>
<p>Confidence at most ${section.cap} of 5: ${text(section.capReason)}.</p>
${renderFigures(section)}
</details>
</section>`
}

const renderChart = ({ wide, narrow, title }: Chart): string =>
  `<figure><figcaption>${text(title)}</figcaption><div class="wide">${wide}</div><div class="narrow">${narrow}</div></figure>`

/** What differs between the figures of a section; the rest is said once below the table. */
function renderFigures({ name, figures }: SectionResult): string {
  const [first] = figures
  if (first === undefined) return '<p>No figures.</p>'
  return `<h3>Figures of this section</h3>
<div class="scroll" tabindex="0" role="region" aria-label="Figures of this section"><table>
<thead><tr><th scope="col">figure</th><th scope="col" class="n">value</th><th scope="col">unit</th>
<th scope="col" class="n">numerator / denominator</th><th scope="col">95 % interval</th>
<th scope="col">taken out before, contacts</th><th scope="col">SQL, hash</th></tr></thead>
<tbody>
${figures.map(renderFigure).join('\n')}
</tbody></table></div>
<p class="soft">All of them: scope ${text(first.scope)}, ${text(first.fromDay)} to ${text(first.toDay)}. Zones, contacts of
unclear role beside it, formula, rounding, method of the interval, bound parameters, local addresses behind it and versions
stand with each figure in <a href="${text(name)}-figures.csv">${text(name)}-figures.csv</a> and
<a href="${text(name)}.json">${text(name)}.json</a>.
<code>npm run explain -- &lt;report&gt;#&lt;figure&gt;</code> goes down to the uploaded lines.</p>`
}

function renderFigure(figure: Figure): string {
  const { label, id, unit, numerator, denominator, exclusions, query } = figure
  const takenOut = exclusions.map(({ what, contacts }) => `${what} ${countText(contacts)}`).join(', ') || 'nothing'
  const cells = [
    `<th scope="row">${text(label)}<br><code>${text(id)}</code></th>`,
    `<td class="n">${text(figure.text)}</td>`,
    `<td>${text(unit)}</td>`,
    `<td class="n">${text(amount(numerator))} / ${text(amount(denominator))}</td>`,
    `<td>${text(intervalOf(figure))}</td>`,
    `<td>${text(takenOut)}</td>`,
    `<td><code>${text(query.file)}</code> <code>${text(query.hash)}</code></td>`,
  ]
  return `<tr>${cells.join('')}</tr>`
}

const amount = (value: Whole): string =>
  typeof value === 'bigint' || Number.isInteger(value) ? countText(value) : value.toFixed(2)
const intervalOf = ({ interval, withheld }: Figure): string =>
  interval === null ? (withheld ?? 'none') : `${interval.low.toFixed(1)} to ${interval.high.toFixed(1)}`

function aboutFigures(report: Report): string {
  const versions = report.references.map(({ version, firstDay, lastDay, contacts, editions, files }) => {
    const data = editions.map(
      ({ name, version: of, date, contacts: placed, firstDay: from, lastDay: to }) =>
        `${text(name)} ${text(of)} of ${date} (placed ${countText(placed)} contacts, ${from} to ${to})`,
    )
    const listed = files.map(({ name, hash }) => `<code>${text(name)}</code> <code>${text(hash)}</code>`)
    return `<li>Set <code>${text(version)}</code>, ${text(firstDay)} to ${text(lastDay)}, ${countText(contacts)} contacts:
${data.join(', ')}; catalogue ${listed.join(', ')}.
Who began is told by the port list <code>ports.csv</code> where flags do not tell.</li>`
  })
  const geographic = report.quality.geographic.reason.replace(/^./, letter => letter.toUpperCase())
  return `<section aria-labelledby="about">
<h2 id="about">About the figures</h2>
<p>${text(report.unitSentence)} ${text(report.unitLimits)}</p>
<p>Unit rules: version ${text(report.unitRule)}. ${text(geographic)}. Reference data and catalogue:</p>
<ul>${versions.length === 0 ? '<li>No contact rests on any.</li>' : versions.join('\n')}</ul>
<p class="soft">Every figure with all that it takes to check it stands in <a href="report.json">report.json</a>;
tables stand beside this page as CSV.</p>
</section>`
}
