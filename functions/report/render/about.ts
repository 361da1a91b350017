/** The end of the page: who logged what, versions and licences, how sure is told, and the words. */
import { contactsText, type Term } from '../figures/figure.ts'
import { limitOf, type Report } from '../report.ts'
import { capitalised } from '../sentences.ts'
import { escapeMarkup as text } from './escape.ts'
import { INTERVAL_TERM, SURENESS_TEXT } from './glossary.ts'
import { termId } from './prose.ts'

export function renderAbout(report: Report): string {
  const { quality, facts } = report
  const licences = new Map(
    report.references.flatMap(({ editions }) =>
      editions.map(
        ({ name, licence, notice }) => [`${name}: ${licence}${notice === '' ? '' : `, ${notice}`}`, 0] as const,
      ),
    ),
  )
  const versions = report.references.map(({ version, firstDay, lastDay, contacts, editions, files }) => {
    const data = editions.map(
      ({ name, version: of, date, contacts: placed, firstDay: from, lastDay: to }) =>
        `<span translate="no">${text(name)} ${text(of)}</span> of ${text(date ?? 'an unknown date')} ` +
        `(placed ${contactsText(placed)}, ${from} to ${to})`,
    )
    const listed = files.map(({ name, hash }) => `<code>${text(name)}</code> <code>${text(hash)}</code>`)
    return `<li>Set <code>${text(version)}</code>, ${text(firstDay)} to ${text(lastDay)}, ${contactsText(contacts)}:
${data.join(', ')}; catalogue ${listed.join(', ')}.
Who began is told by the port list <code>ports.csv</code> where flags do not tell.</li>`
  })
  const geographic = capitalised(quality.geographic.reason)
  return `<section aria-labelledby="about">
<h2 id="about">About the data</h2>
<dl class="facts">
${facts.map(([label, value]) => `<div><dt>${text(label)}</dt><dd>${text(value)}</dd></div>`).join('\n')}
</dl>
<p>${text(report.unitSentence)} ${text(report.unitLimits)}</p>
<h3 id="how-sure">How sure is told</h3>
<p>${text(SURENESS_TEXT)}</p>
<p>Here the quality of the data is ${quality.value} of 5: ${text(limitOf(quality, { cap: 5, capReason: '' }))}. ${text(geographic)}.</p>
<details class="method"><summary>Reference data, versions, licences</summary>
<div id="about-method">
<p>Unit rules: version ${text(report.unitRule)}. Reference data and catalogue:</p>
<ul>${versions.length === 0 ? '<li>No contact rests on any.</li>' : versions.join('\n')}</ul>
${licences.size === 0 ? '' : `<p translate="no">Licences: ${text([...licences.keys()].join('; '))}.</p>`}
</div></details>
<p class="soft">Every figure with all that it takes to check it stands in <a href="report.json">report.json</a>; tables stand beside
this page as CSV. Revision: <a href="../../index.html">the index of reports</a> says which revision this is and what changed; its
content is <code>${text(report.contentHash)}</code>.</p>
</section>`
}

export const renderWords = (terms: readonly Term[]): string =>
  `<section aria-labelledby="words">
<h2 id="words">Words</h2>
<dl class="words">
${terms
  .map(
    term =>
      `<div id="${termId(term)}"><dt>${text(term.word)}</dt><dd>${text(term.short)}.<br>${text(term.exact)}</dd></div>`,
  )
  .join('\n')}
<div id="word-interval"><dt>64 % (63 to 65)</dt><dd>${text(INTERVAL_TERM.short)}<br>${text(INTERVAL_TERM.exact)}</dd></div>
</dl>
</section>`
