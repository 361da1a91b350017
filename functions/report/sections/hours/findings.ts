/** What the hours tell the first page: the busiest span of working days, and the days of the week that stand out. */
import type { Figure, Finding, SectionResult } from '../../figures/figure.ts'
import { smallColumns } from '../../render/small.ts'
import { sizeOfChange, sizeOfShare, surenessOf } from '../../report.ts'
import type { SectionContext } from '../../section.ts'
import type { BusiestSpan } from '../../statistics/busiest-span.ts'
import type { BusiestWeekdays } from './busiest-weekdays.ts'
import {
  busiestSentence,
  busiestText,
  busiestWords,
  SPAN_CHART,
  SPAN_WORDS,
  shortSpan,
  spanChartText,
  spanSentence,
  timesRange,
} from './words.ts'

export interface Span {
  span: BusiestSpan | undefined
  /** `09:00 to 21:00`, or why there is none. */
  text: string
  /** Sums of the mean day, in the span and in all. */
  within: number
  whole: number
  contacts: number
}

/** `profile`: the mean working day, contacts per observed hour; `figure` of its busiest span. */
export function findingsOf(
  { quality }: SectionContext,
  sure: Pick<SectionResult, 'cap' | 'capReason'>,
  weekdays: Span,
  profile: readonly number[],
  figure: Figure,
  busiest: BusiestWeekdays | undefined,
): Finding[] {
  const confidence = Math.min(quality.value, sure.cap)
  const findings: Finding[] = []
  const { span, text, within, whole } = weekdays
  if (span !== undefined)
    findings.push({
      section: 'hours',
      sentence: spanSentence(text),
      figure: figure.id,
      confidence,
      sizeClass: sizeOfShare((100 * within) / whole),
      headline: { figure: shortSpan(span), words: SPAN_WORDS },
      sureness: surenessOf(quality, sure),
      small: smallColumns(
        'hours',
        spanChartText(text),
        profile.map((value, hour) => ({ value, strong: isWithin(span, hour) })),
        SPAN_CHART,
      ),
    })
  const interval = busiest?.figure.interval
  if (busiest?.ratio !== undefined && interval)
    findings.push({
      section: 'hours',
      sentence: busiestSentence(busiest.names, busiest.ratio, interval),
      figure: busiest.figure.id,
      confidence,
      sizeClass: sizeOfChange(busiest.ratio),
      headline: { figure: busiestText(busiest.ratio), words: busiestWords(busiest.names) },
      sureness: surenessOf(quality, sure, timesRange(interval)),
    })
  return findings
}

/** A span may pass midnight: its end is beyond 24 then. */
const isWithin = ({ from, to }: BusiestSpan, hour: number): boolean =>
  (hour >= from && hour < to) || (hour + 24 >= from && hour + 24 < to)
