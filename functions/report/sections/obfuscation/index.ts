/** Signs of obfuscation: how much went to VPN and proxy ports and to listed relays, at least, and what that cannot show. */
import { add } from '../../../lib/exact-numbers.ts'
import { type Figure, MIN_DENOMINATOR, type SectionResult } from '../../figures/figure.ts'
import { singleAddressClasses, WITHHELD } from '../../figures/withheld.ts'
import { numberIn, type Row, type Section, type SectionContext, textIn } from '../../section.ts'
import { daysBetween } from '../../window/calendar.ts'
import { signsChart } from './chart.ts'
import { type BusyResolver, busyResolvers, countActivity, countSigns, listedRelays } from './counts.ts'
import { findingsOf } from './findings.ts'
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
} from './words.ts'

const SURE = { cap: 5, capReason: CAP_REASON } as const

export const obfuscation: Section = { name: 'obfuscation', make }

async function make(context: SectionContext): Promise<SectionResult> {
  const byDay = await context.byDay('sections/obfuscation/days')
  const answered = await context.byDay('sections/obfuscation/resolvers')
  const activity = countActivity((await context.byDay('sections/categories/days')).rows)
  const shown = await shownRows(context, byDay.rows)
  const signs = countSigns(shown.rows)
  const resolvers = busyResolvers(answered.rows)
  const common = { name: 'obfuscation', title: TITLE, question: QUESTION, ...SURE }
  const tables = [signsTable(signs.all, activity.contacts), resolversTable(resolvers, !context.showLocalAddresses)]
  const howSo = howComputed(shown.isPooled)
  if (activity.contacts < MIN_DENOMINATOR)
    return {
      ...common,
      answer: activity.contacts === 0 ? NOTHING_SEEN : fewText(activity.contacts),
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
  const resolver = busiest === undefined ? undefined : resolverFigure(context, busiest, answered.query)
  const besides = signs.sumOf('besides').contacts
  return {
    ...common,
    answer: answerText(figures.all),
    findings: findingsOf(context, SURE, figures, resolvers, resolver),
    paragraphs: [
      partsText(signs.sumOf('port'), signs.sumOf('relay'), listed),
      listedText(listed),
      INVISIBLE,
      resolversText(
        new Set(resolvers.map(({ day }) => day)).size,
        new Set(resolvers.map(({ address }) => address)).size,
      ),
      ...(besides === 0 ? [] : [besidesText(besides)]),
    ],
    figures: [...figures.list, ...(resolver === undefined ? [] : [resolver])] satisfies Figure[],
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

/** Services and ports that one local address makes are called withheld where addresses are masked. */
async function shownRows(
  context: SectionContext,
  rows: readonly Row[],
): Promise<{ rows: readonly Row[]; isPooled: boolean }> {
  if (context.showLocalAddresses) return { rows, isPooled: false }
  const { rows: locals } = await context.byDay('sections/obfuscation/locals')
  const singles = singleAddressClasses(context, locals, keyOf)
  const pooled = rows.map(row => (singles.has(keyOf(row)) ? { ...row, service: WITHHELD, protocol: 0, port: 0 } : row))
  return { rows: pooled, isPooled: singles.size > 0 }
}

const keyOf = (row: Row): string =>
  JSON.stringify([textIn(row, 'sign'), textIn(row, 'service'), numberIn(row, 'protocol'), numberIn(row, 'port')])

/** The resolver and day with most bytes; of equal ones the first. */
function busiestOf(resolvers: readonly BusyResolver[]): BusyResolver | undefined {
  const bytesOf = ({ bytesOut, bytesIn }: BusyResolver) => add(bytesOut, bytesIn)
  let most: BusyResolver | undefined
  for (const own of resolvers) if (most === undefined || bytesOf(own) > bytesOf(most)) most = own
  return most
}
