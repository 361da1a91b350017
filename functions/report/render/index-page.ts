/** The index of reports: all definitions with the newest reports of each, and all reports of one definition. */
import { GENERATED } from '../../lib/lake-origin.ts'
import { countText } from '../figures/figure.ts'
import {
  type DefinitionSummary,
  DRAWN_REPORTS,
  type Line,
  linesOf,
  NEWEST_REPORTS,
  type ReportEntry,
} from '../reports-index/entries.ts'
import { folderLink } from '../reports-index/places.ts'
import { capitalised } from '../sentences.ts'
import { daysText } from '../window/day-text.ts'
import { escapeMarkup as text } from './escape.ts'
import { renderLine } from './line.ts'
import { inLanguage } from './number-language.ts'
import { page } from './page.ts'
import { cellOf, shell } from './table.ts'

const INDEX_STYLE = `
ul.lines.lines { list-style: none; max-width: none; margin: 1rem 0; padding: 0; display: grid; gap: 1rem 1.6rem;
  grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)) }
ul.lines li { margin: 0; break-inside: avoid } ul.lines strong { display: block; font-size: 1.45rem; line-height: 1.2 }
ul.lines span { display: block; font-size: .9rem; line-height: 1.4 }
ul.lines svg { display: block; width: 100%; max-width: 15rem; height: auto }
ul.years.years { columns: 17rem; list-style: none; padding: 0; max-width: none }
.text > section.reports:first-child { border-top: 0; margin-top: .5rem }
`

/** The page of all definitions. */
export function renderAllReports(all: readonly DefinitionSummary[]): string {
  const areGenerated = all.length > 0 && all.every(({ reports }) => reports.every(({ generated }) => generated))
  const title = areGenerated ? `${capitalised(GENERATED)} · Reports` : 'Reports'
  return page(
    title,
    [
      areGenerated ? generatedBanner('every report here') : '',
      '<main><h1>Reports</h1>',
      all.length === 0 ? '<p>None was made yet.</p>' : '',
      '<div class="text">',
      ...all.map((own, at) => {
        const folder = `${folderLink(own.name)}/`
        const more =
          own.total <= own.reports.length
            ? ''
            : `<p><a href="${text(folder)}index.html">All ${countText(own.total)} reports called ${text(own.name)}</a></p>`
        const section = `<section class="reports" aria-labelledby="d${at}">
<h2 id="d${at}"><a href="${text(folder)}index.html">${text(own.name)}</a></h2>
${renderNewest(own.reports, folder, areGenerated)}
${renderLines(`d${at}`, own.lines)}
${renderTable(own.name, `d${at}`, own.reports, folder)}
${more}</section>`
        return inOwnLanguage(section, own.name, own.reports)
      }),
      '</div></main>',
    ],
    INDEX_STYLE,
  )
}

/** The page of one definition: its newest reports as a table, all others by year. */
export function renderReportsOf(name: string, reports: readonly ReportEntry[]): string {
  const areGenerated = reports.length > 0 && reports.every(({ generated }) => generated)
  const older = new Map<string, ReportEntry[]>()
  for (const report of reports.slice(NEWEST_REPORTS)) {
    const year = report.until.slice(0, 4)
    older.set(year, [...(older.get(year) ?? []), report])
  }
  const title = `Reports called ${name}`
  const markup = page(
    areGenerated ? `${capitalised(GENERATED)} · ${title}` : title,
    [
      areGenerated ? generatedBanner('every report called so') : '',
      `<main><p class="kicker"><a href="../index.html">All reports</a></p><h1>${text(title)}</h1>`,
      '<div class="text"><section class="reports" aria-labelledby="newest"><h2 id="newest">The newest</h2>',
      renderNewest(reports, '', areGenerated),
      renderLines('l', linesOf(reports)),
      renderTable(name, 'newest-reports', reports.slice(0, NEWEST_REPORTS), ''),
      ...[...older].map(([year, own]) => renderYear(year, own)),
      '</section></div></main>',
    ],
    INDEX_STYLE,
  )
  return inOwnLanguage(markup, name, reports)
}

/** Numbers as the newest report of the definition writes them. */
function inOwnLanguage(markup: string, name: string, reports: readonly ReportEntry[]): string {
  const language = reports[0]?.language
  if (language === undefined) return markup
  const names = new Set([name, ...reports.flatMap(({ watched = [] }) => watched)])
  return inLanguage(markup, language, [...names])
}

const generatedBanner = (what: string): string =>
  `<header><p class="generated"><strong>${text(capitalised(GENERATED))}:</strong> a program made up the logs of ${what}. ` +
  'Nothing in them was observed.</p></header>'

/** `folder`: where the definition's folder is from here, with closing slash. */
function renderNewest(reports: readonly ReportEntry[], folder: string, isSaidAbove: boolean): string {
  const [newest] = reports
  if (newest === undefined) return ''
  const { from, until, page: file, conclusions, generated } = newest
  const said = generated && !isSaidAbove ? `<p class="generated">${text(capitalised(GENERATED))}.</p>\n` : ''
  const found =
    conclusions.length === 0
      ? '<p>Nothing found is sure enough to stand here.</p>'
      : `<ul>${conclusions.map(conclusion => `<li>${text(conclusion)}</li>`).join('')}</ul>`
  return `${said}<p>The newest: <a href="${text(folder)}${text(until)}/${text(file)}">${text(daysText(from, until))}</a>,
${revisionText(newest)}. <a href="${text(folder)}latest/${text(file)}">latest/${text(file)}</a> is always the newest.</p>
${found}`
}

const revisionText = ({ revision, partial }: ReportEntry): string =>
  `revision ${revision}${revision > 1 ? ', in the place of an earlier one' : ''}${partial ? ', partial' : ''}`

function renderLines(id: string, lines: readonly Line[]): string {
  const reports = lines[0]?.points.length ?? 0
  if (reports === 0) return ''
  const drawn = lines.map(
    ({ label, unit, text: value, points }, at) =>
      `<li><strong>${text(value)}</strong><span>${text(label)}</span>${renderLine(`${id}-${at}`, { unit, points })}` +
      // Of other units the label says what they are.
      `${unit.startsWith('%') ? `<span class="soft">${text(unit)}</span>` : ''}</li>`,
  )
  const over =
    reports === 1
      ? 'One report so far: its figures are dots.'
      : `Each line goes over ${reports === DRAWN_REPORTS ? `the ${DRAWN_REPORTS} newest` : `all ${reports}`} reports, from 0 to its ` +
        'largest value; the dot is the newest report with a value. Where a report has none the line is broken.'
  return `<ul class="lines">\n${drawn.join('\n')}\n</ul>\n<p class="soft">${over}</p>`
}

const COLUMNS = [
  { label: 'local days', numeric: false, detail: false },
  { label: 'what it concludes first', numeric: false, detail: false },
  { label: 'revision', numeric: true, detail: false },
  { label: 'what changed against the revision before', numeric: false, detail: true },
] as const

function renderTable(name: string, id: string, reports: readonly ReportEntry[], folder: string): string {
  const rows = reports.map(report => {
    const { from, until, page: file, conclusions, revision, partial, changed, generated } = report
    const days = `<a href="${text(folder)}${text(until)}/${text(file)}">${text(daysText(from, until))}</a>`
    const first = `${generated ? `<strong>${GENERATED}:</strong> ` : ''}${text(conclusions[0] ?? 'nothing sure enough')}`
    const cells = [days, first, `${revision}${partial ? ' (partial)' : ''}`, text(changed)]
    return cells.map((markup, at) => cellOf(markup, COLUMNS[at], at)).join('')
  })
  return shell(id, `The newest reports called ${name}`, COLUMNS, rows)
}

const renderYear = (year: string, reports: readonly ReportEntry[]): string =>
  `<details><summary>${text(year)}: ${countText(reports.length)} ${reports.length === 1 ? 'report' : 'reports'}</summary>
<ul class="years">${reports
    .map(
      ({ from, until, page: file, revision }) =>
        `<li><a href="${text(until)}/${text(file)}">${text(daysText(from, until))}</a>${revision > 1 ? `, revision ${revision}` : ''}</li>`,
    )
    .join('\n')}</ul></details>`
