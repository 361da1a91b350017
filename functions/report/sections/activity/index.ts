/** How much: contacts and bytes per observed day, days that stand out, and the change against the window before. */

import { add, type Whole } from '../../../lib/exact-numbers.ts'
import { withoutInfrastructure } from '../../figures/counted.ts'
import { MIN_DENOMINATOR, type SectionResult } from '../../figures/figure.ts'
import type { Section, SectionContext } from '../../section.ts'
import { daysBetween } from '../../window/calendar.ts'
import { changeFigure, compareEarlier } from './change.ts'
import { daysChart } from './chart.ts'
import { dayTotals, networkSlots } from './counts.ts'
import { findingsOf } from './findings.ts'
import { perDayFigure } from './per-day.ts'
import { standingDays } from './standing-out.ts'
import { daysTable, networksTable } from './tables.ts'
import {
  answerText,
  beforeWords,
  CANNOT_TELL,
  capReason,
  comparedText,
  couldShowText,
  HOW_COMPUTED,
  NOT_COMPARED,
  NOTHING_BEFORE,
  NOTHING_SEEN,
  QUESTION,
  standingText,
  TITLE,
  unclearText,
} from './words.ts'

/** Below four weeks there are no intervals. */
const INTERVAL_DAYS = 28

export const activity: Section = { name: 'activity', make }

async function make(context: SectionContext): Promise<SectionResult> {
  const { window, networks, quality } = context
  const answer = await context.byDay('sections/activity/slots')
  const slots = networkSlots(context, answer.rows)
  const days = daysBetween(window.fromDay, window.toDay)
  const totals = dayTotals(days, answer.rows, slots, networks)
  const whole: Totals = { contacts: 0, bytes: 0, unclear: 0 }
  for (const day of totals.values()) {
    whole.contacts += day.contacts
    whole.bytes = add(whole.bytes, day.bytes)
    whole.unclear += day.unclear
  }
  const isShort = window.days < INTERVAL_DAYS
  const sure = { cap: isShort ? 3 : 5, capReason: capReason(isShort, INTERVAL_DAYS) }
  const common = { name: 'activity', title: TITLE, question: QUESTION, ...sure }
  if (whole.contacts === 0)
    return {
      ...common,
      answer: NOTHING_SEEN,
      unanswered: true,
      ...EMPTY,
      // Files are the same whatever was seen.
      tables: [daysTable(totals, []), networksTable(slots)],
      cannotTell: [],
      howComputed: [...HOW_COMPUTED],
    }

  const earlier = await context.earlier()
  const standing = await standingDays(context, days, slots, earlier)
  const out = standing.filter(({ standsOut }) => standsOut)
  const compared = earlier === null ? undefined : await compareEarlier(context, earlier, slots, days)
  const said = { role: 'use', exclusions: withoutInfrastructure(context.overview), query: answer.query }
  const perDay = [
    perDayFigure(context, 'contacts', slots, whole.contacts, said),
    perDayFigure(context, 'bytes', slots, whole.bytes, said),
  ] as const
  const why = compared === undefined ? (context.comparison === 'none' ? NOT_COMPARED : NOTHING_BEFORE) : compared.why
  const like = why === undefined ? compared?.like : undefined
  const changes =
    like === undefined
      ? []
      : (['contacts', 'bytes'] as const).map(measure => changeFigure(context, measure, like, isShort, said))
  const [change] = changes
  const before = beforeWords(earlier?.comparison ?? 'window before', earlier?.days ?? window.days)

  return {
    ...common,
    answer: answerText(perDay, change, before, why ?? NOTHING_BEFORE),
    findings: findingsOf(quality, sure, change, like, before),
    paragraphs: [
      standingText(standing.length, out),
      like === undefined ? [] : comparedText(like),
      change?.interval ? couldShowText((change.interval.high - change.interval.low) / 2) : [],
      unclearText(whole.unclear),
    ].flat(),
    figures: [...perDay, ...changes],
    tables: [daysTable(totals, standing), networksTable(slots)],
    charts: whole.contacts < MIN_DENOMINATOR ? [] : [await daysChart(totals, standing, context.versionDays)],
    howComputed: [...HOW_COMPUTED],
    cannotTell: [...CANNOT_TELL],
  }
}

const EMPTY = { findings: [], paragraphs: [], figures: [], charts: [] }

interface Totals {
  contacts: number
  bytes: Whole
  unclear: number
}
