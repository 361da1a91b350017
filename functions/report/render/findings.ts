/** Findings as the page shows them: three conclusions in large letters, the others as sentences, weak signs apart. */
import type { Finding } from '../figures/figure.ts'
import { CONCLUSIONS, type Report, surenessWord } from '../report.ts'
import { escapeMarkup as text } from './escape.ts'

type Found = Pick<Report, 'findings' | 'further' | 'changes' | 'changed' | 'weaker' | 'unlisted' | 'findingRule'>

/** The conclusions: figure, words, small chart, how sure; each opens its section. */
export function renderConclusions({ findings }: Found): string {
  const shown = findings.slice(0, CONCLUSIONS)
  if (shown.length === 0)
    return '<p class="none">Nothing found is sure enough to stand here: see the sections for what was seen.</p>'
  return `<ol class="conclusions">\n${shown.map(renderConclusion).join('\n')}\n</ol>`
}

const renderConclusion = (finding: Finding): string => {
  const { headline, section, small } = finding
  return `<li><a class="claim" href="#${text(section)}"><strong>${text(headline.figure)}</strong> <span>${text(headline.words)}</span></a>
${small === undefined ? '' : `<div class="small">${small.wide}</div>\n`}${renderSureness(finding)}</li>`
}

/** Everything after the first screen that was found. */
export function renderFindings(report: Found): string {
  const { findings, further, changes, changed, weaker, unlisted, findingRule } = report
  const more = [...findings.slice(CONCLUSIONS), ...further].filter(({ change }) => change === undefined)
  return `<h2 id="findings">More findings</h2>
${more.length === 0 ? '<p>Nothing else is sure enough to be said.</p>' : listed(more)}
<p class="soft">${text(findingRule)}</p>
<h2 id="changed">What changed</h2>
${changes.length === 0 ? '' : listed(changes)}
<p>${text(changed)}</p>
<h2 id="weaker">Weaker signs</h2>
${weaker.length === 0 ? '<p>None.</p>' : listed(weaker)}
${unlisted.map(line => `<p>${text(line)}</p>`).join('\n')}`
}

const listed = (findings: readonly Finding[]): string =>
  `<ul class="found">\n${findings
    .map(
      finding =>
        `<li><a href="#${text(finding.section)}">${text(finding.sentence)}</a> ${renderSureness(finding)}</li>`,
    )
    .join('\n')}\n</ul>`

const renderSureness = ({ confidence, sureness }: Finding): string =>
  `<span class="sure"><abbr title="${confidence} of 5">${text(surenessWord(confidence))}</abbr>: ${text(sureness)}</span>`
