/** Signs of obfuscation: how much went to VPN and proxy ports and to listed relays, at least, and what that cannot show. */
import { add } from '../../../lib/exact-numbers.ts'
import { MIN_DENOMINATOR, type SectionResult } from '../../figures/figure.ts'
import type { Section, SectionContext } from '../../section.ts'
import { daysBetween } from '../../window/calendar.ts'
import { signsChart } from './chart.ts'
import { type BusyResolver, busyResolvers, countActivity, countSigns, listedRelays } from './counts.ts'
import { findingsOf } from './findings.ts'
import { shownSigns } from './masked.ts'
import { resolverFigure, signFigures } from './shares.ts'
import { resolversTable, signsTable } from './tables.ts'
import {
  answerText,
  besidesText,
  CANNOT_TELL,
  CAP_REASON,
  fewText,
  howComputed,
  INVISIBLE,
  listedText,
  NOTHING_SEEN,
  partsText,
  QUESTION,
  resolversText,
  TITLE,
  WITHHELD_ANSWER,
} from './words.ts'

const SURE = { cap: 5, capReason: CAP_REASON } as const

export const obfuscation: Section = { name: 'obfuscation', make }

async function make(context: SectionContext): Promise<SectionResult> {
  const [byDay, answered, categories] = await Promise.all([
    context.byDay('sections/obfuscation/days'),
    context.byDay('sections/obfuscation/resolvers'),
    context.byDay('sections/categories/days'),
  ])
  const activity = countActivity(categories.rows)
  const shown = await shownSigns(context, byDay.rows)
  const signs = countSigns(shown.rows)
  const resolvers = busyResolvers(answered.rows)
  const common = { name: 'obfuscation', title: TITLE, question: QUESTION, ...SURE }
  const tables = [signsTable(signs.all, activity.contacts), resolversTable(resolvers, !context.showLocalAddresses)]
  const howSo = howComputed(shown.isPooled)
  if (activity.contacts < MIN_DENOMINATOR || !shown.isAllShown)
    return {
      ...common,
      answer:
        activity.contacts === 0
          ? NOTHING_SEEN
          : activity.contacts < MIN_DENOMINATOR
            ? fewText(activity.contacts)
            : WITHHELD_ANSWER,
      unanswered: true,
      findings: [],
      paragraphs: [],
      figures: [],
      tables,
      charts: [],
      howComputed: howSo,
      cannotTell: [],
    }
  const listed = listedRelays(context.relays)
  const figures = signFigures(context, signs, activity, listed, byDay.query)
  const busiest = busiestOf(resolvers)
  // A resolver that one machine asks for too much is that machine: masked, it is in the sum of the table only.
  const resolver =
    busiest === undefined || !context.showLocalAddresses ? undefined : resolverFigure(context, busiest, answered.query)
  const besides = signs.sumOf('besides').contacts
  return {
    ...common,
    answer: answerText(figures.all),
    findings: findingsOf(context, SURE, figures, resolvers, resolver),
    paragraphs: [
      ...(shown.isApartShown ? [partsText(signs.sumOf('port'), signs.sumOf('relay'), listed)] : []),
      listedText(listed),
      INVISIBLE,
      resolversText(
        new Set(resolvers.map(({ day }) => day)).size,
        new Set(resolvers.map(({ address }) => address)).size,
      ),
      ...(besides === 0 ? [] : [besidesText(besides)]),
    ],
    figures: [
      figures.all,
      figures.allBytes,
      ...(shown.isApartShown ? figures.apart : []),
      ...(resolver === undefined ? [] : [resolver]),
    ],
    tables,
    charts:
      signs.contacts === 0
        ? []
        : [
            await signsChart(
              daysBetween(context.window.fromDay, context.window.toDay).map(day => ({
                day,
                contacts: signs.byDay.get(day) ?? 0,
              })),
            ),
          ],
    howComputed: howSo,
    cannotTell: [...CANNOT_TELL],
  }
}

/** The resolver and day with most bytes; of equal ones the first. */
function busiestOf(resolvers: readonly BusyResolver[]): BusyResolver | undefined {
  const bytesOf = ({ bytesOut, bytesIn }: BusyResolver) => add(bytesOut, bytesIn)
  let most: BusyResolver | undefined
  for (const own of resolvers) if (most === undefined || bytesOf(own) > bytesOf(most)) most = own
  return most
}
