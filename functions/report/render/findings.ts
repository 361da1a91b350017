/** Findings as the page shows them: three conclusions in large letters, the others as sentences, weak signs apart. */
import type { Finding } from '../figures/figure.ts'
import { CONCLUSIONS, limitOf, type Report, surenessWord } from '../report.ts'
import { capitalised } from '../sentences.ts'
import { escapeMarkup as text } from './escape.ts'
import type { Prose } from './prose.ts'

/** The conclusions: figure, words, small chart, how sure; each opens its section. */
export function renderConclusions({ findings }: Pick<Report, 'findings'>): string {
  const shown = findings.slice(0, CONCLUSIONS)
  if (shown.length === 0)
    return '<p class="none">Nothing found is sure enough to stand here: see the sections for what was seen.</p>'
  return `<ol class="conclusions">\n${shown.map(renderConclusion).join('\n')}\n</ol>`
}

const renderConclusion = (finding: Finding): string => {
  const { headline, section, small } = finding
  return `<li><a class="claim" href="#${text(section)}"><strong>${text(headline.figure)}</strong> <span>${text(headline.words)}</span></a>
${small === undefined ? '' : `<div class="small">${small.wide}</div>\n`}${howSure(finding)}</li>`
}

/** Below the conclusions, what their words for how sure mean here. */
export function sureness({ findings, quality }: Report, prose: Prose): string {
  const words = new Map(
    findings
      .slice(0, CONCLUSIONS)
      .map(({ confidence }) => [confidence, `${surenessWord(confidence)} is ${confidence} of 5`] as const),
  )
  if (words.size === 0) return ''
  const said = [...words].sort(([a], [b]) => b - a).map(([, word]) => word)
  const sentence = capitalised(said.join(', '))
  const limit = limitOf(quality, { cap: 5, capReason: '' })
  return `<p class="soft sureness">${text(sentence)}; no more, as ${prose.say(limit)}. <a href="#how-sure">How sure is told</a></p>`
}

/** Everything after the first screen that was found. */
export function renderFindings(report: Report, prose: Prose): string {
  const { findings, further, changes, changed, weaker, unlisted, findingRule } = report
  const more = [...findings.slice(CONCLUSIONS), ...further].filter(({ change }) => change === undefined)
  const inside = changes.filter(({ change }) => change === 'inside')
  const before = changes.filter(({ change }) => change === 'before')
  return `<section aria-labelledby="findings"><h2 id="findings">More findings</h2>
${more.length === 0 ? '<p>Nothing else is sure enough to be said.</p>' : listed(more, prose)}
<details class="rule"><summary>Which findings come first</summary><p>${text(findingRule)}</p></details></section>
<section aria-labelledby="changed"><h2 id="changed">What changed</h2>
<h3>Inside this window</h3>
${inside.length === 0 ? '<p>Nothing that is sure enough to be said began, ended or rose for a while.</p>' : listed(inside, prose)}
<h3>Against the window before</h3>
${before.length === 0 ? '' : listed(before, prose)}
${changed === '' ? '' : `<p>${prose.say(changed)}</p>`}</section>
<section aria-labelledby="weaker"><h2 id="weaker">Weaker signs</h2>
${weaker.length === 0 ? '<p>None.</p>' : `<p>Not sure enough to be findings; each says what it lacks.</p>\n${listed(weaker, prose)}`}
${unlisted.map(line => `<p>${prose.say(line)}</p>`).join('\n')}</section>`
}

const listed = (findings: readonly Finding[], prose: Prose): string =>
  `<ul class="found">\n${findings.map(finding => renderListed(finding, prose)).join('\n')}\n</ul>`

const renderListed = (finding: Finding, prose: Prose): string =>
  `<li><p>${prose.say(finding.sentence)}</p>
<p class="soft">${howSure(finding)} · <a href="#${text(finding.section)}">chart and table</a></p></li>`

/** `fairly sure: 63 to 65 %`; the number stands behind the word. */
function howSure({ confidence, sureness: reason }: Finding): string {
  const meaning = `${confidence} on a scale of 1 to 5; “How sure is told” says what that means`
  return `<span class="sure"><abbr title="${text(meaning)}">${text(surenessWord(confidence))}</abbr>: ${text(reason)}</span>`
}
