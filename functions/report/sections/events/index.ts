/** Whether activity differs around dated events, by all circular shifts of each set of them. */
import { MIN_DENOMINATOR, type SectionResult } from '../../figures/figure.ts'
import type { Section, SectionContext } from '../../section.ts'
import { eventsChart, type ProfileBin, profileAround } from './chart.ts'
import { contactHours } from './counts.ts'
import { CAP, findingOf } from './findings.ts'
import { setFigures } from './set-figures.ts'
import { effectIn, type TestedSet, testSets } from './sets.ts'
import { eventsTable, hoursTable, setsTable } from './tables.ts'
import {
  answerText,
  CANNOT_TELL,
  CAP_REASON,
  COINCIDENCE,
  HOW_COMPUTED,
  leftOutText,
  NO_EVENTS,
  NOT_LOGGED,
  networksText,
  QUESTION,
  READING,
  setAnswer,
  TITLE,
  testText,
} from './words.ts'

/** Further sets stand in the tables. */
const CHARTED = 4

export const events: Section = { name: 'events', make }

async function make(context: SectionContext): Promise<SectionResult> {
  const common = { name: 'events', title: TITLE, question: QUESTION, cap: CAP, capReason: CAP_REASON }
  const unanswered = (answer: string): SectionResult => ({
    ...common,
    answer,
    unanswered: true,
    findings: [],
    paragraphs: [],
    figures: [],
    tables: [],
    charts: [],
    howComputed: [],
    cannotTell: [],
  })
  if (context.events.length === 0) return unanswered(NO_EVENTS)
  const answer = await context.byDay('sections/events/hours')
  const hours = contactHours(context, answer.rows)
  const total = hours?.contacts.reduce((sum, value) => sum + value, 0) ?? 0
  if (hours === undefined || total < MIN_DENOMINATOR) return unanswered(NOT_LOGGED)
  const sets = testSets(context.events, hours, context.window.days)
  const said = answerText(sets.map(answerOf))
  const isTold = sets.some(({ verdict }) => verdict === 'differs' || verdict === 'weak' || verdict === 'none')
  if (!isTold) return unanswered(said)

  const figures = setFigures(context, sets, hours, answer.query)
  const profiles = new Map<TestedSet, ProfileBin[]>()
  for (const set of sets) if (set.test !== undefined) profiles.set(set, profileAround(set, hours))
  const charted = [...profiles].slice(0, CHARTED)
  return {
    ...common,
    answer: said,
    findings: sets.flatMap((set, at) => {
      const figure = figures[at]?.windows[set.most] ?? figures[at]?.all[0]
      return figure === undefined ? [] : findingOf(context, set, profiles.get(set) ?? [], figure)
    }),
    paragraphs: [
      READING,
      COINCIDENCE,
      ...sets.flatMap(set => (set.test === undefined ? [] : [testText(set, set.test.asLarge, set.test.shifts)])),
      ...sets.flatMap(leftOutText),
      ...(hours.leftOut.length === 0 ? [] : [networksText(hours.leftOut)]),
    ],
    figures: figures.flatMap(({ all }) => all),
    tables: [setsTable(sets), eventsTable(sets), hoursTable(hours)],
    charts: await Promise.all(charted.map(([set, profile]) => eventsChart(set, profile))),
    howComputed: [...HOW_COMPUTED],
    cannotTell: [...CANNOT_TELL],
  }
}

function answerOf(set: TestedSet): string {
  const unknown = { effect: 0, interval: { low: -Infinity, high: Infinity }, detectable: Number.POSITIVE_INFINITY }
  return setAnswer(set, effectIn(set.test, set.most), effectIn(set.test, 'day') ?? unknown)
}
