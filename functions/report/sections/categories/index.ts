/** On what: shares of categories in contacts and bytes, by week, and how much of each rests on one local address. */

import { bytesOf, contactsOf } from '../../figures/counted.ts'
import {
  type Figure,
  type Finding,
  MIN_DENOMINATOR,
  percentOf,
  roundPercentText,
  roundRangeText,
  type SectionResult,
} from '../../figures/figure.ts'
import type { Selection } from '../../figures/selection.ts'
import { shareFigure } from '../../figures/share-figure.ts'
import { singleAddressClasses, WITHHELD, withhold } from '../../figures/withheld.ts'
import { categoryLabel } from '../../labels.ts'
import { smallShare } from '../../render/small.ts'
import { sizeOfShare, surenessOf } from '../../report.ts'
import { type Section, type SectionContext, textIn } from '../../section.ts'
import { daysBetween } from '../../window/calendar.ts'
import { sharesChart, weeksChart } from './chart.ts'
import { type CategoryCounts, countCategories, INFRASTRUCTURE, isCounted } from './counts.ts'
import { sharesTable, weeksOf, weeksTable } from './tables.ts'
import {
  answerText,
  BYTES_UNIT,
  bytesLabel,
  CANNOT_TELL,
  CAP_REASON,
  CONTENT_STREAMING,
  GAMES,
  howComputed,
  NOTHING_SEEN,
  OF_ALL_UNIT,
  ofAllLabel,
  oneAddressSentence,
  oneAddressWords,
  PLAYED_CHART,
  playedText,
  QUESTION,
  SHARE_UNIT,
  shareLabel,
  TITLE,
  TOGETHER_LABEL,
  TOGETHER_WORDS,
  togetherSentence,
  totalsText,
  unknownText,
} from './words.ts'

/** The study's headline: what is played and watched. */
const PLAYED_AND_WATCHED: readonly string[] = [GAMES, ...CONTENT_STREAMING]
const isPlayed = (name: string): boolean => PLAYED_AND_WATCHED.includes(name)
/** A share of which one address makes more than half says little about the network. */
const ONE_ADDRESS = 0.5
const SURE = { cap: 5, capReason: CAP_REASON } as const
const CHARTED_WEEKS = 6
const CHARTED_SHARES = 12

export const categories: Section = { name: 'categories', make }

async function make(context: SectionContext): Promise<SectionResult> {
  const byDay = await context.byDay('sections/categories/days')
  const locals = await context.byDay('sections/categories/locals')
  // Infrastructure is outside of the denominator: pooled with others it would move every share.
  const singles = singleAddressClasses(
    context,
    locals.rows.filter(row => isCounted(textIn(row, 'category'))),
    row => textIn(row, 'category'),
  )
  const days = daysBetween(context.window.fromDay, context.window.toDay)
  const counts = countCategories(
    withhold(byDay.rows, 'category', singles),
    withhold(locals.rows, 'category', singles),
    days,
  )
  const { total, totalBytes, everything, names } = counts

  const contactShare = (id: string, label: string, keep: (name: string) => boolean, category: string | null) =>
    shareFigure(
      context,
      {
        id: `categories.share.${id}`,
        label,
        unit: SHARE_UNIT,
        numerator: counts.sum(counts.contacts, name => isCounted(name) && keep(name)),
        denominator: total,
        role: 'use',
        exclusions: [{ what: INFRASTRUCTURE, contacts: everything - total }],
        query: byDay.query,
        counted: countedOf(context, names, keep, category),
      },
      counts.series(isCounted, name => isCounted(name) && keep(name)),
    )
  const allShare = (id: string, label: string, keep: (name: string) => boolean, category: string | null) =>
    shareFigure(context, {
      id: `categories.share-of-all.${id}`,
      label: ofAllLabel(label),
      unit: OF_ALL_UNIT,
      numerator: counts.sum(counts.contacts, keep),
      denominator: everything,
      role: 'use',
      query: byDay.query,
      counted: countedOf(context, names, keep, category),
    })
  const byteShare = (id: string, label: string, keep: (name: string) => boolean, category: string | null) =>
    shareFigure(context, {
      id: `categories.bytes.${id}`,
      label: bytesLabel(label),
      unit: BYTES_UNIT,
      numeratorOf: 'bytes',
      numerator: total < MIN_DENOMINATOR ? 0 : counts.sumBytes(name => isCounted(name) && keep(name)),
      denominator: total < MIN_DENOMINATOR ? 0 : totalBytes,
      role: 'use',
      exclusions: [{ what: INFRASTRUCTURE, contacts: everything - total }],
      query: byDay.query,
      counted: bytesOf(countedOf(context, names, keep, category)),
    })

  const together = ['games-and-content', TOGETHER_LABEL, isPlayed, null] as const
  const played = contactShare(...together)
  const playedBytes = byteShare(...together)
  const playedOfAll = allShare(...together)
  const classes = names.map(name => [name, shareLabel(name), (other: string) => other === name, name] as const)
  const counted = classes.filter(([name]) => isCounted(name))
  const shares = counted.map(args => contactShare(...args))
  const bytes = counted.map(args => byteShare(...args))
  const ofAll = classes.map(args => allShare(...args))
  const weeks = weeksOf(days)

  return {
    name: 'categories',
    title: TITLE,
    question: QUESTION,
    answer: answerText(played, largestClass(counts)),
    ...SURE,
    findings: findingsOf(context, played, counts),
    paragraphs: paragraphsOf(played, playedBytes, playedOfAll, counts),
    figures: [played, playedBytes, playedOfAll, ...shares, ...bytes, ...ofAll],
    tables: [
      sharesTable(counts, shares, ofAll, bytes),
      weeksTable('weeks', weeks, names, counts.contactsByDay),
      weeksTable('weeks-bytes', weeks, names, counts.bytesByDay),
    ],
    charts:
      total < MIN_DENOMINATOR
        ? []
        : [
            await sharesChart(
              counted.slice(0, CHARTED_SHARES).map(([name], at) => ({
                label: categoryLabel(name),
                contacts: shares[at]?.value ?? 0,
                bytes: bytes[at]?.value ?? 0,
              })),
            ),
            await weeksChart(
              counted.slice(0, CHARTED_WEEKS).map(([name]) => ({
                label: categoryLabel(name),
                weeks: weeks.map(week => ({
                  week: week.from,
                  days: week.days.length,
                  contacts: week.days.reduce((sum, day) => sum + (counts.contactsByDay.get(day)?.get(name) ?? 0), 0),
                })),
              })),
              context.versionDays,
            ),
          ],
    howComputed: howComputed(singles.size > 0),
    cannotTell: [...CANNOT_TELL],
  }
}

/** What a share counts, by the names that the report shows: a name that is withheld stands for all others. */
const countedOf = (
  { window }: SectionContext,
  names: readonly string[],
  keep: (name: string) => boolean,
  category: string | null,
): Selection => {
  const others = [INFRASTRUCTURE, ...names.filter(name => name !== WITHHELD)]
  return contactsOf(window, [
    { column: 'role', is: 'equal', value: 'use' },
    category === WITHHELD
      ? { column: 'category', is: 'none of', values: others }
      : { column: 'category', is: 'one of', values: category === null ? names.filter(keep) : [category] },
  ])
}

function findingsOf(
  { quality, overview }: SectionContext,
  played: Figure,
  { largest, contacts, names, total }: CategoryCounts,
): Finding[] {
  const findings: Finding[] = []
  // Where one address is all that was seen, that everything came from it says nothing.
  const isOfMany = overview.localAddresses > 1
  if (played.value !== null && played.numerator > 0) {
    // The largest addresses of several categories may differ: their sum is the most that one can have.
    const most = percentOf(
      PLAYED_AND_WATCHED.reduce((sum, name) => sum + (largest.get(name) ?? 0), 0),
      played.numerator,
    )
    findings.push({
      section: 'categories',
      sentence: togetherSentence(played, isOfMany ? most : null),
      figure: played.id,
      confidence: quality.value,
      sizeClass: sizeOfShare(played.value),
      headline: { figure: roundPercentText(played.value), words: TOGETHER_WORDS },
      sureness: surenessOf(
        quality,
        SURE,
        played.interval === null ? undefined : `${roundRangeText(played.interval)}\u202f%`,
      ),
      small: smallShare('categories', playedText(played), {
        percent: played.value,
        part: PLAYED_CHART[0],
        rest: PLAYED_CHART[1],
      }),
    })
  }
  for (const name of isOfMany ? names : []) {
    const one = largest.get(name) ?? 0
    const all = contacts.get(name) ?? 0
    const share = percentOf(all, total)
    if (!isCounted(name) || share === null || share < 5 || all < MIN_DENOMINATOR || one / all <= ONE_ADDRESS) continue
    findings.push({
      section: 'categories',
      sentence: oneAddressSentence(name, (100 * one) / all, share),
      figure: `categories.share.${name}`,
      confidence: quality.value,
      sizeClass: sizeOfShare(share),
      headline: { figure: roundPercentText((100 * one) / all), words: oneAddressWords(name) },
      sureness: surenessOf(quality, SURE),
    })
    break
  }
  return findings
}

/** Of those below the line, what is not identified apart. */
function largestClass({ names, contacts, total }: CategoryCounts) {
  const category = names.find(name => isCounted(name) && name !== 'unknown' && name !== WITHHELD)
  return category === undefined ? undefined : { category, share: percentOf(contacts.get(category) ?? 0, total) }
}

function paragraphsOf(played: Figure, playedBytes: Figure, playedOfAll: Figure, counts: CategoryCounts): string[] {
  const { total, totalBytes, everything, contacts, unclear } = counts
  if (everything === 0) return [NOTHING_SEEN]
  const ofTotal = (name: string) => percentOf(contacts.get(name) ?? 0, total)
  return [
    totalsText(
      { contacts: total, bytes: totalBytes, everything },
      { contacts: played, bytes: playedBytes, ofAll: playedOfAll },
    ),
    unknownText(ofTotal('unknown'), ofTotal('cdn'), unclear),
  ]
}
