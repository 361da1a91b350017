/** What is worth the first page of obfuscation: the lower bound, and a resolver with too much traffic for lookups. */
import type { Figure, Finding, SectionResult } from '../../figures/figure.ts'
import { smallShare } from '../../render/small.ts'
import { sizeOfShare } from '../../report.ts'
import type { SectionContext } from '../../section.ts'
import type { BusyResolver } from './counts.ts'
import type { SignFigures } from './shares.ts'
import {
  HEADLINE_WORDS,
  headlineFigure,
  RESOLVERS_SURENESS,
  RESOLVERS_WORDS,
  resolversSentence,
  SMALL,
  SURENESS,
  sentence,
  smallText,
} from './words.ts'

/** Volume alone is a weak sign. */
const RESOLVERS_CAP = 2

/** `busiest`: the figure of the resolver and day with most traffic. */
export function findingsOf(
  { quality }: Pick<SectionContext, 'quality'>,
  { cap }: Pick<SectionResult, 'cap'>,
  { all, allBytes }: SignFigures,
  resolvers: readonly BusyResolver[],
  busiest: Figure | undefined,
): Finding[] {
  const findings: Finding[] = []
  const confidence = Math.min(quality.value, cap)
  if (all.value !== null && all.value > 0)
    findings.push({
      section: 'obfuscation',
      sentence: sentence(all, allBytes),
      figure: all.id,
      confidence,
      sizeClass: sizeOfShare(all.value),
      headline: { figure: headlineFigure(all), words: HEADLINE_WORDS },
      sureness: SURENESS,
      small: smallShare('obfuscation', smallText(all), { percent: all.value, part: SMALL[0], rest: SMALL[1] }),
    })
  if (busiest !== undefined) {
    const days = new Set(resolvers.map(({ day }) => day)).size
    const addresses = new Set(resolvers.map(({ address }) => address)).size
    findings.push({
      section: 'obfuscation',
      sentence: resolversSentence(days, addresses),
      figure: busiest.id,
      confidence: Math.min(confidence, RESOLVERS_CAP),
      sizeClass: 1,
      headline: { figure: busiest.text, words: RESOLVERS_WORDS },
      sureness: RESOLVERS_SURENESS,
    })
  }
  return findings
}
