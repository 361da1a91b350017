/** The first screen: what this is about, three conclusions, one strip of who, when and how complete, and where to read on. */
import type { Report } from '../report.ts'
import { capitalised } from '../sentences.ts'
import { escapeMarkup as text } from './escape.ts'
import { renderConclusions, sureness } from './findings.ts'
import type { Prose } from './prose.ts'

/** What stands above all else on the page, and on the first of printed sheets. */
export const aboveAll = ({ data }: Pick<Report, 'data'>): string =>
  data === undefined
    ? ''
    : `<header><p class="generated"><strong>${text(capitalised(data))}: nothing on this page was observed.</strong> A program made ` +
      'the logs up; the networks, governments, universities and companies that are named had no part in them.</p></header>'

export function renderFirstScreen(report: Report, prose: Prose): string {
  const { facts, notices, title, name } = report
  const [who, when, ...others] = facts
  const items = [...others.map(([label, value]) => [label, value] as const), ['The unit', report.unitInShort] as const]
  return `<div class="first">
<p class="kicker">Report ${text(name)} · from network flow logs</p>
<h1>${text(title)}</h1>
<p class="who"><span>${text(who?.[1] ?? '')}</span>${when === undefined ? '' : ` <span>${text(when[1])}</span>`}</p>
${renderConclusions(report)}
${sureness(report, prose)}
${notices.map(notice => `<p class="notice">${text(notice)}</p>`).join('\n')}
<dl class="strip">
${items.map(([label, value]) => `<div><dt>${text(label)}</dt><dd>${prose.link(value)}</dd></div>`).join('\n')}
</dl>
</div>`
}

/** The parts of the page, for a line on the first screen and for the column beside the text. */
export const entriesOf = ({ sections }: Report): readonly (readonly [id: string, label: string])[] => [
  ['findings', 'More findings'],
  ['changed', 'What changed'],
  ['weaker', 'Weaker signs'],
  ['cannot-tell', 'What this cannot tell'],
  ...sections.map(section => [section.name, section.title] as const),
  ['about', 'About the data'],
  ['words', 'Words'],
]

/** `kind` is its class, and `label` what it is called for those who do not see it. */
export const renderContents = (report: Report, kind: 'jump' | 'contents', label: string): string =>
  `<nav class="${kind}" aria-label="${label}"><ul>
${entriesOf(report)
  .map(([id, said]) => `<li><a href="#${text(id)}">${text(said)}</a></li>`)
  .join('\n')}
</ul></nav>`
