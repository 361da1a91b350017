/** What is worth the first page of services: the most used one, and the most used social network. */
import {
  type Figure,
  type Finding,
  percentOf,
  roundPercentText,
  roundRangeText,
  type SectionResult,
} from '../../figures/figure.ts'
import { WITHHELD } from '../../figures/withheld.ts'
import { smallBars } from '../../render/small.ts'
import { sizeOfChange, sizeOfShare, surenessOf } from '../../report.ts'
import type { SectionContext } from '../../section.ts'
import type { RankChange } from './change.ts'
import type { Ranked, ServiceCounts } from './counts.ts'
import type { ServiceFigures } from './shares.ts'
import {
  CHANGE_SURENESS,
  changeSentence,
  changeWords,
  chartText,
  hiddenWords,
  type Lead,
  memberLabel,
  type SaidService,
  surenessText,
  topSentence,
  topWords,
  withinSentence,
  withinWords,
} from './words.ts'

/** The kind whose first is told: who is asked what people use names their social network. */
const TOLD_CATEGORY = 'SocialNetwork'
const SMALL_BARS = 5

/** Whether the first share is above the second by more than chance. */
export function leadOf(first: Pick<Figure, 'interval'>, second: Pick<Figure, 'interval'> | undefined): Lead {
  if (second === undefined) return 'alone'
  if (first.interval === null || second.interval === null) return 'below four weeks'
  return first.interval.low > second.interval.high ? 'clear' : 'overlap'
}

/** Without intervals, shares of at most so many points between them may be as large as each other. */
const CLOSE_POINTS = 2

/** What is said of a service; undefined where its share is no figure. */
function saidOf({ name }: Ranked, label: string, figures: ReadonlyMap<string, Figure> | undefined) {
  const figure = figures?.get(name)
  return figure === undefined ? undefined : { name: label, figure }
}

/** The second, where it may be as much as the first. */
function rivalOf(first: SaidService, second: SaidService | undefined): SaidService | undefined {
  const lead = leadOf(first.figure, second?.figure)
  const isClose =
    lead === 'overlap' ||
    (lead === 'below four weeks' && (first.figure.value ?? 0) - (second?.figure.value ?? 0) <= CLOSE_POINTS)
  return isClose ? second : undefined
}

export function findingsOf(
  { quality }: SectionContext,
  sure: Pick<SectionResult, 'cap' | 'capReason'>,
  { families, categories, unnamed, total }: ServiceCounts,
  { overall, within }: ServiceFigures,
  changes: readonly RankChange[],
): Finding[] {
  const confidence = Math.min(quality.value, sure.cap)
  const hidden = hiddenWords(percentOf(unnamed.find(({ category }) => category === 'cdn')?.contacts ?? 0, total))
  const sureness = ({ interval }: Figure) => {
    const range = interval === null ? undefined : `${roundRangeText(interval)}\u202f%`
    return surenessText(surenessOf(quality, sure, range), hidden)
  }
  const findings: Finding[] = []
  const [top, second] = families.slice(0, 2).map(own => saidOf(own, own.name, overall))
  if (top !== undefined && top.figure.value !== null) {
    const rival = rivalOf(top, second)
    findings.push({
      section: 'services',
      sentence: topSentence(top, rival),
      figure: top.figure.id,
      confidence,
      sizeClass: sizeOfShare(top.figure.value),
      headline: { figure: roundPercentText(top.figure.value), words: topWords(top.name, rival) },
      sureness: sureness(top.figure),
      small: small('services-top', families, total),
    })
  }
  const kind = categories.find(({ name }) => name === TOLD_CATEGORY)
  const [leader, ...others] = kind?.members ?? []
  const [own, next] = (kind?.members ?? [])
    .slice(0, 2)
    .map(member => saidOf(member, memberLabel(member.name, member.services), within.get(TOLD_CATEGORY)))
  // Of one service alone there is no rank to tell.
  const isRanked = kind !== undefined && leader !== undefined && others.length > 0
  if (isRanked && own !== undefined && own.figure.value !== null) {
    const rival = rivalOf(own, next)
    findings.push({
      section: 'services',
      sentence: withinSentence(own, TOLD_CATEGORY, rival),
      figure: own.figure.id,
      confidence,
      sizeClass: sizeOfShare((100 * leader.contacts) / total),
      headline: { figure: roundPercentText(own.figure.value), words: withinWords(leader.name, TOLD_CATEGORY, rival) },
      sureness: sureness(own.figure),
      small: small('services-kind', kind.members, kind.contacts),
    })
  }
  const [change] = changes
  if (change !== undefined && change.figure.value !== null)
    findings.push({
      section: 'services',
      sentence: changeSentence(change),
      figure: change.figure.id,
      confidence,
      sizeClass: sizeOfChange(change.before.value === 0 ? 2 : change.figure.value / change.before.value),
      headline: { figure: roundPercentText(change.figure.value), words: changeWords(change) },
      sureness: CHANGE_SURENESS,
      change: 'before',
    })
  return findings
}

function small(name: string, members: readonly Ranked[], total: number) {
  const bars = members
    .filter(({ name: own }) => own !== WITHHELD)
    .slice(0, SMALL_BARS)
    .map(({ name: label, contacts }, at) => {
      const share = (100 * contacts) / total
      return { label, share, value: share, text: roundPercentText(share), strong: at === 0 }
    })
  return smallBars(name, chartText(bars), bars)
}
