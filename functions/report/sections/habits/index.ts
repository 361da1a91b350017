/** Habits: which services and institutions were used daily, which once, and at which hours. */
import type { Figure, SectionResult } from '../../figures/figure.ts'
import { cellsOf, profileOf } from '../../hour-cells.ts'
import { operatorsCap } from '../../operators-cap.ts'
import type { Answer, Section, SectionContext } from '../../section.ts'
import { type BusiestSpan, busiestSpan, LONGEST_SPAN_HOURS } from '../../statistics/busiest-span.ts'
import { daysBetween } from '../../window/calendar.ts'
import { daysSeen } from '../../window/observed-days.ts'
import { habitsChart } from './chart.ts'
import { countHabits, type Habit, type Habits } from './counts.ts'
import { counted, findingsOf, isUpdater, type Told } from './findings.ts'
import { type Rhythm, rhythmsOf } from './rhythm.ts'
import { habitFigures } from './shares.ts'
import { habitsTable } from './tables.ts'
import { MIN_DAYS } from './thresholds.ts'
import {
  allWithheldText,
  answerText,
  CANNOT_TELL,
  CAP_REASON,
  dailyText,
  howComputed,
  NOTHING_USED,
  nameText,
  needsText,
  onceText,
  ownersReason,
  QUESTION,
  rhythmsText,
  spanText,
  TITLE,
  UPDATERS_TEXT,
  withheldText,
} from './words.ts'

/** Figures of so many of each kind; all are in the table. */
const TOLD = 12
const LISTED = 8
const CHARTED_DAILY = 14
const CHARTED_ONCE = 6

const NONE: Pick<Answer, 'rows'> = { rows: [] }

export const habits: Section = { name: 'habits', make }

async function make(context: SectionContext): Promise<SectionResult> {
  const seen = daysSeen(context.observed, context.networks)
  const owners = operatorsCap(context.quality)
  const sure =
    owners === undefined
      ? { cap: 5, capReason: CAP_REASON }
      : { cap: owners.cap, capReason: ownersReason(owners.reason) }
  const common = { name: 'habits', title: TITLE, question: QUESTION, ...sure }
  const none = (answer: string): SectionResult => ({
    ...common,
    answer,
    unanswered: true,
    findings: [],
    paragraphs: [],
    figures: [],
    // Files are the same whatever was seen.
    tables: [habitsTable([], [], seen.size)],
    charts: [],
    howComputed: howComputed(false),
    cannotTell: [],
  })
  if (seen.size < MIN_DAYS) return none(needsText(seen.size))
  const hours = await context.byDay('sections/habits/hours')
  const found = await habitsOf(context, hours, seen)
  if (found.all.length === 0) return none(found.withheld === 0 ? NOTHING_USED : allWithheldText(found.withheld))
  const span = await workingSpan(context)
  const rhythms = rhythmsOf(found.all, span, context.seed)
  const told = toldOf(found.all, rhythms)
  const figures = figuresOf(context, hours, told, seen.size)
  return {
    ...common,
    answer: answerText(counted(told.daily), counted(told.once)),
    findings: findingsOf(context, sure, found, told, figures, seen.size),
    paragraphs: paragraphsOf(found, told, rhythms, span),
    figures: [...figures.days.values(), ...figures.oneOff.values(), ...figures.rhythm.values()],
    tables: [habitsTable(found.all, rhythms, seen.size)],
    charts: await chartsOf(context, told, seen),
    howComputed: howComputed(found.withheld > 0),
    cannotTell: [...CANNOT_TELL],
  }
}

async function habitsOf(context: SectionContext, hours: Answer, seen: ReadonlySet<string>): Promise<Habits> {
  const [institutions, serviceLocals, institutionLocals] = await Promise.all([
    context.byDay('sections/habits/institutions'),
    context.byDay('sections/services/locals'),
    // Reads a row of every contact: only where it is asked whether a name may be shown.
    context.showLocalAddresses ? NONE : context.byDay('sections/habits/institution-locals'),
  ])
  const answers = {
    hours: hours.rows,
    institutions: institutions.rows,
    serviceLocals: serviceLocals.rows,
    institutionLocals: institutionLocals.rows,
  }
  return countHabits(context, answers, seen)
}

/** Busiest hours of the mean working day, as the section on hours has them. */
async function workingSpan(context: SectionContext): Promise<BusiestSpan | undefined> {
  const { rows } = await context.byDay('sections/hours/cells')
  const profile = profileOf(cellsOf(context, rows), 'weekdays')
  if (profile.some(mean => Number.isNaN(mean))) return undefined
  const span = busiestSpan(profile)
  return span === undefined || span.to - span.from > LONGEST_SPAN_HOURS ? undefined : span
}

function toldOf(all: readonly Habit[], rhythms: readonly Rhythm[]): Told {
  return {
    daily: all.filter(({ isDaily }) => isDaily),
    once: all.filter(({ isOneOff }) => isOneOff),
    software: all.flatMap((own, at) => {
      const rhythm = rhythms[at]
      return rhythm?.kind === 'round the clock' ? [{ own, rhythm }] : []
    }),
  }
}

function figuresOf(context: SectionContext, { query }: Answer, { daily, once, software }: Told, observedDays: number) {
  const figures = habitFigures(context, query, observedDays)
  // What the sentence on updates names has a figure, however many others are used more.
  const days = [...daily.filter(isUpdater).slice(0, TOLD), ...daily.slice(0, TOLD)]
  const byHabit = (habits: readonly Habit[], figureOf: (own: Habit) => Figure) =>
    new Map(habits.map(own => [own, figureOf(own)]))
  return {
    days: byHabit(days, figures.days),
    oneOff: byHabit(once.slice(0, TOLD), figures.oneOff),
    rhythm: new Map(software.slice(0, TOLD).map(({ own, rhythm }) => [own, figures.rhythm(own, rhythm)])),
  }
}

function paragraphsOf(
  { all, withheld }: Habits,
  { daily, once, software }: Told,
  rhythms: readonly Rhythm[],
  span: BusiestSpan | undefined,
): string[] {
  const namesOf = (habits: readonly Habit[]) => habits.map(({ name, country }) => nameText(name, country))
  const working = all.filter((_, at) => rhythms[at]?.kind === 'working day')
  return [
    dailyText(namesOf(daily), LISTED),
    ...(daily.some(isUpdater) ? [UPDATERS_TEXT] : []),
    onceText(namesOf(once), LISTED),
    rhythmsText(
      namesOf(working),
      namesOf(software.map(({ own }) => own)),
      span === undefined ? undefined : spanText(span),
    ),
    ...(withheld === 0 ? [] : [withheldText(withheld)]),
  ]
}

async function chartsOf({ window }: SectionContext, { daily, once }: Told, seen: ReadonlySet<string>) {
  const rows = [...daily.slice(0, CHARTED_DAILY), ...once.slice(0, CHARTED_ONCE)].map(own => ({
    ...own,
    label: nameText(own.name, own.country),
  }))
  if (rows.length === 0) return []
  return [await habitsChart(rows, daysBetween(window.fromDay, window.toDay), seen)]
}
