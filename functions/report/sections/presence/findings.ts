/** What ties to countries tell the first page. */
import { type Finding, roundPercentText, type SectionResult } from '../../figures/figure.ts'
import { countryLabel } from '../../labels.ts'
import type { OperatorsCap } from '../../operators-cap.ts'
import { smallBars } from '../../render/small.ts'
import { sizeOfShare, surenessOf } from '../../report.ts'
import type { SectionContext } from '../../section.ts'
import { type Country, tierOf } from './counts.ts'
import { activeSentence, activeWords, countriesText, tiesFigure, tiesSentence, tiesWords } from './words.ts'

/** What the section can carry, and ties alone where institutions are known less well. */
export interface Caps extends Pick<SectionResult, 'cap' | 'capReason'> {
  operators: OperatorsCap | undefined
}

/** Of countries that are active, and of those with ties. */
export interface Confidences {
  active: number
  tied: number
}

/** `left`: contacts after the waterfall. */
export function findingsOf(
  { quality }: SectionContext,
  countries: readonly Country[],
  confidences: Confidences,
  left: number,
  { operators, ...sure }: Caps,
): Finding[] {
  const tied = countries.filter(country => tierOf(country) === 3)
  const active = countries.filter(country => tierOf(country) === 2)
  const findings: Finding[] = []
  const share = (some: readonly Country[]) => some.reduce((sum, { figure }) => sum + (figure.value ?? 0), 0)
  const chart = (name: string, some: readonly Country[]) =>
    smallBars(
      name,
      countriesText(some, left),
      some.map(({ code, figure }) => ({
        label: countryLabel(code),
        value: figure.value ?? 0,
        text: roundPercentText(figure.value),
      })),
    )
  const [first] = tied
  if (first !== undefined) {
    const institutions = tied.reduce((sum, country) => sum + country.institutions.length, 0)
    findings.push({
      section: 'presence',
      sentence: tiesSentence(tied, left, institutions),
      figure: first.figure.id,
      confidence: confidences.tied,
      sizeClass: sizeOfShare(share(tied)),
      headline: { figure: tiesFigure(tied.length), words: tiesWords(tied) },
      sureness:
        operators !== undefined && confidences.tied < confidences.active ? operators.reason : surenessOf(quality, sure),
      small: chart('ties', tied),
    })
  }
  const [strongest] = active
  if (strongest !== undefined)
    findings.push({
      section: 'presence',
      sentence: activeSentence(active, left),
      figure: strongest.figure.id,
      confidence: confidences.active,
      sizeClass: sizeOfShare(share(active)),
      headline: { figure: roundPercentText(share(active)), words: activeWords(active) },
      sureness: surenessOf(quality, sure),
      small: chart('active', active),
    })
  return findings
}
