/** What the activity tells the first page: more or less than in the window before. */
import type { Figure, Finding, SectionResult } from '../../figures/figure.ts'
import { smallBars } from '../../render/small.ts'
import { sizeOfChange, surenessOf } from '../../report.ts'
import type { DataQuality } from '../../section.ts'
import type { LikeForLike } from './like-for-like.ts'
import {
  type BeforeWords,
  changeChart,
  changeChartText,
  changeHeadline,
  changeRange,
  changeSentence,
  MAY_BE_CHANCE,
  NO_INTERVAL,
  perDayText,
} from './words.ts'

/** Without an interval, a smaller difference is a weak sign. */
const LARGE = 1.25
const WEAK = 2

export function findingsOf(
  quality: DataQuality,
  sure: Pick<SectionResult, 'cap' | 'capReason'>,
  change: Figure | undefined,
  like: LikeForLike | undefined,
  before: BeforeWords,
): Finding[] {
  if (change === undefined || change.value === null || like === undefined) return []
  const { value, interval } = change
  const ratio = 1 + value / 100
  const isLarge = ratio >= LARGE || ratio * LARGE <= 1
  const isWeak = interval === null && !isLarge
  const most = Math.min(quality.value, sure.cap)
  const range = interval === null ? (isLarge ? NO_INTERVAL : MAY_BE_CHANCE) : changeRange(interval)
  const isClear = interval === null || interval.low > 0 || interval.high < 0
  const days = like.days.reduce((sum, day) => sum + day.contacts.denominator, 0)
  const [was, is] = [like.earlier.contacts / days, like.now.contacts / days].map(of => of * like.networks.length)
  const bars = [
    { label: changeChart.before, value: was ?? 0, text: perDayText.contacts(was ?? 0), strong: false },
    { label: changeChart.now, value: is ?? 0, text: perDayText.contacts(is ?? 0) },
  ]
  return [
    {
      section: 'activity',
      sentence: changeSentence(value, interval, before),
      figure: change.id,
      confidence: isWeak ? Math.min(WEAK, most) : most,
      sizeClass: isClear ? sizeOfChange(ratio) : 1,
      headline: changeHeadline(value, isClear, before),
      sureness: surenessOf(quality, sure, range),
      change: 'before',
      small: smallBars('activity', changeChartText(was ?? 0, is ?? 0), bars),
    },
  ]
}
