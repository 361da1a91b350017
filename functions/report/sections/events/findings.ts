/** What dated events tell the first page: sets around which activity differs. */
import type { Figure, Finding } from '../../figures/figure.ts'
import { smallColumns } from '../../render/small.ts'
import { sizeOfChange } from '../../report.ts'
import type { SectionContext } from '../../section.ts'
import type { ProfileBin } from './chart.ts'
import { effectIn, type TestedSet, WINDOWS } from './sets.ts'
import { changeText, findingSentence, headlineWords, rangeText, SMALL_ENDS, smallText, weakSureness } from './words.ts'

/** Highest confidence of the section, and of a sign. */
export const CAP = 4
const WEAK = 2

/** `figureOf` gives the figure of the window that differs most. */
export function findingOf(
  { quality }: SectionContext,
  set: TestedSet,
  profile: readonly ProfileBin[],
  figure: Figure,
): Finding[] {
  const found = effectIn(set.test, set.most)
  if (found === undefined || (set.verdict !== 'differs' && set.verdict !== 'weak')) return []
  const isWeak = set.verdict === 'weak'
  const cap = isWeak ? WEAK : CAP
  const window = WINDOWS[set.most]
  return [
    {
      section: 'events',
      sentence: findingSentence(set, found),
      figure: figure.id,
      confidence: Math.min(quality.value, cap),
      sizeClass: sizeOfChange(Math.exp(found.effect)),
      headline: { figure: changeText(found.effect), words: headlineWords(set) },
      sureness: isWeak
        ? weakSureness(set, effectIn(set.test, 'day')?.detectable ?? Number.POSITIVE_INFINITY)
        : rangeText(found.interval),
      small: smallColumns(
        `events-${set.number}`,
        smallText(set, found.effect),
        profile.map(({ from, to, mean }) => ({
          value: Math.exp(mean),
          strong: from >= window.from && to <= window.to,
        })),
        SMALL_ENDS,
      ),
    },
  ]
}
