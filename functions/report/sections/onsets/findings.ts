/** What changes tell the first page: a finding each. */
import type { Figure, Finding, SectionResult } from '../../figures/figure.ts'
import { smallColumns } from '../../render/small.ts'
import { limitOf, sizeOfChange } from '../../report.ts'
import type { SectionContext } from '../../section.ts'
import { shortDayText } from '../../window/day-text.ts'
import { BURST_DAYS } from './changes.ts'
import type { KeyChange } from './groups.ts'
import { changeSentence, chartText, headlineOf, surenessText, YOUNG_REASON } from './words.ts'

/** What lasts no longer may be a burst that is not over. */
const YOUNG_CONFIDENCE = 3

/** `days`: the observed ones; `figure` of the higher level. */
export function findingOf(
  { quality }: Pick<SectionContext, 'quality'>,
  section: Pick<SectionResult, 'cap' | 'capReason'>,
  days: readonly string[],
  change: KeyChange,
  figure: Figure,
): Finding {
  const limits = [section]
  const { key, kind, level, usual, from, to } = change
  if (key.kind === 'country') limits.push(capOf(quality.geographic))
  if (key.kind === 'system') limits.push(capOf(quality.operators))
  const isYoung = kind !== 'burst' && to - from < BURST_DAYS.most
  if (isYoung) limits.push({ cap: YOUNG_CONFIDENCE, capReason: YOUNG_REASON })
  const limit = limits.reduce((least, own) => (own.cap < least.cap ? own : least))
  const confidence = Math.min(quality.value, limit.cap)
  return {
    section: 'onsets',
    sentence: changeSentence(change),
    figure: figure.id,
    confidence,
    sizeClass: sizeOfChange(level / Math.max(usual, 1e-9)),
    headline: headlineOf(change),
    sureness: confidence < 4 ? `${surenessText(change)}; ${limitOf(quality, limit)}` : surenessText(change),
    change: 'inside',
    small: smallColumns(
      figure.id.replaceAll(/[^A-Za-z0-9]+/g, '-'),
      chartText(change),
      Array.from(key.counts, (value, at) => ({ value, strong: at >= from && at <= to })),
      { first: shortDayText(days[0] ?? ''), last: shortDayText(days.at(-1) ?? '') },
    ),
  }
}

const capOf = ({ cap, reason }: { cap: number; reason: string }) => ({ cap, capReason: reason })
