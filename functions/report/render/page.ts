/** The report as one HTML page that needs nothing else. */
import type { Term } from '../figures/figure.ts'
import type { Report } from '../report.ts'
import { capitalised } from '../sentences.ts'
import { daysText } from '../window/day-text.ts'
import { renderAbout, renderWords } from './about.ts'
import { escapeMarkup as text } from './escape.ts'
import { renderFindings } from './findings.ts'
import { aboveAll, renderContents, renderFirstScreen } from './first-screen.ts'
import { COMMON_TERMS } from './glossary.ts'
import { renderNeighbours } from './neighbours.ts'
import { inLanguage } from './number-language.ts'
import { PAGE_STYLE } from './page-style.ts'
import { printFoot } from './print-foot.ts'
import { PRINT_STYLE } from './print-style.ts'
import { createProse } from './prose.ts'
import { renderSection } from './section.ts'

export function renderPage(report: Report): string {
  const terms = termsOf(report)
  const prose = createProse(terms)
  const { fromDay, toDay } = report.window
  const title = `${report.name}: ${fromDay} to ${toDay}`
  const markup = page(
    report.data === undefined ? title : `${capitalised(report.data)} · ${title}`,
    [
      aboveAll(report),
      '<a class="skip" href="#main">To the findings</a>',
      '<main id="main">',
      // In the order of the page: what is said first is explained first.
      renderFirstScreen(report, prose),
      renderNeighbours({ name: report.name }),
      renderContents(report, 'jump', 'In this report'),
      '<div class="rest">',
      renderContents(report, 'contents', 'Contents'),
      '<div class="text">',
      renderFindings(report, prose),
      renderCannotTell(report),
      ...report.sections.map(section => renderSection(report, section, prose)),
      renderAbout(report),
      renderWords(terms),
      '</div>',
      '</div>',
      '</main>',
      `<footer>${text(report.name)} · ${text(daysText(fromDay, toDay))}</footer>`,
    ],
    printFoot(report),
  )
  return report.language === undefined ? markup : inLanguage(markup, report.language, report.watched)
}

/** A section's own words after those of all. */
function termsOf({ sections }: Report): Term[] {
  const terms = new Map(COMMON_TERMS.map(term => [term.word, term]))
  for (const section of sections)
    if (!('failure' in section)) for (const term of section.terms ?? []) terms.set(term.word, term)
  return [...terms.values()]
}

const renderCannotTell = ({ cannotTell }: Report): string =>
  `<section aria-labelledby="cannot-tell"><h2 id="cannot-tell">What this report cannot tell</h2>
<ul>${cannotTell.map(line => `<li>${text(line)}</li>`).join('\n')}</ul></section>`

/** A page around lines of markup; `style` beside that of every page. */
export function page(title: string, body: readonly string[], style = ''): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${text(title)}</title>
<style>${PAGE_STYLE}${PRINT_STYLE}${style}</style>
</head>
<body>
${body.filter(line => line !== '').join('\n')}
</body>
</html>
`
}
