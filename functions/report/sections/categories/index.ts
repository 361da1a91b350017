/** On what: shares of categories in contacts and bytes, by week, and how much of each rests on one local address. */

import { countedContacts } from '../../figures/counted.ts'
import {
  bytesText,
  countText,
  type Figure,
  type Finding,
  MIN_DENOMINATOR,
  percentOf,
  percentText,
  type SectionResult,
} from '../../figures/figure.ts'
import { INTERVAL_METHOD, shareFigure } from '../../figures/share-figure.ts'
import { singleAddressClasses, WITHHELD, withhold } from '../../figures/withheld.ts'
import { categoryLabel } from '../../labels.ts'
import { sizeOfShare } from '../../report.ts'
import { type Section, type SectionContext, textIn } from '../../section.ts'
import { daysBetween } from '../../window/calendar.ts'
import { sharesChart, weeksChart } from './chart.ts'
import { type CategoryCounts, countCategories, INFRASTRUCTURE, isCounted } from './counts.ts'
import { sharesTable, weeksOf, weeksTable } from './tables.ts'

/** The study's headline: what is played and watched. */
const PLAYED_AND_WATCHED = ['Game', 'Video', 'Streaming', 'Media', 'Music']
const isPlayed = (name: string): boolean => PLAYED_AND_WATCHED.includes(name)
/** A share of which one address makes more than half says little about the network. */
const ONE_ADDRESS = 0.5
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
        unit: '% of use contacts, infrastructure left out',
        numerator: counts.sum(counts.contacts, name => isCounted(name) && keep(name)),
        denominator: total,
        role: 'use',
        exclusions: [{ what: INFRASTRUCTURE, contacts: everything - total }],
        ...(category === null ? {} : localsOf(counts, category)),
        query: byDay.query,
        counted: countedOf(names, keep, category),
      },
      counts.series(isCounted, name => isCounted(name) && keep(name)),
    )
  const allShare = (id: string, label: string, keep: (name: string) => boolean, category: string | null) =>
    shareFigure(context, {
      id: `categories.share-of-all.${id}`,
      label: `${label}, infrastructure below the line`,
      unit: '% of use contacts, infrastructure included',
      numerator: counts.sum(counts.contacts, keep),
      denominator: everything,
      role: 'use',
      ...(category === null ? {} : localsOf(counts, category)),
      query: byDay.query,
      counted: countedOf(names, keep, category),
    })
  const byteShare = (id: string, label: string, keep: (name: string) => boolean, category: string | null) =>
    shareFigure(context, {
      id: `categories.bytes.${id}`,
      label: `${label}, in bytes`,
      unit: '% of the bytes of use contacts, infrastructure left out',
      numeratorOf: 'bytes',
      numerator: total < MIN_DENOMINATOR ? 0 : counts.sum(counts.bytes, name => isCounted(name) && keep(name)),
      denominator: total < MIN_DENOMINATOR ? 0 : totalBytes,
      role: 'use',
      exclusions: [{ what: INFRASTRUCTURE, contacts: everything - total }],
      ...(category === null ? {} : localsOf(counts, category)),
      query: byDay.query,
      counted: countedOf(names, keep, category),
    })

  const together = ['games-and-content', 'Games and content streaming together', isPlayed, null] as const
  const played = contactShare(...together)
  const playedBytes = byteShare(...together)
  const playedOfAll = allShare(...together)
  const classes = names.map(
    name => [name, `Share of ${categoryLabel(name)}`, (other: string) => other === name, name] as const,
  )
  const counted = classes.filter(([name]) => isCounted(name))
  const shares = counted.map(args => contactShare(...args))
  const bytes = counted.map(args => byteShare(...args))
  const ofAll = classes.map(args => allShare(...args))
  const weeks = weeksOf(days)

  return {
    name: 'categories',
    title: 'On what',
    question: 'Which kinds of services is the activity with?',
    cap: 5,
    capReason: 'shares are sums, not inferred from time',
    findings: findingsOf(context, played, counts),
    paragraphs: paragraphsOf(played, playedBytes, playedOfAll, counts),
    figures: [played, playedBytes, playedOfAll, ...shares, ...bytes, ...ofAll],
    tables: [
      sharesTable(counts, shares, ofAll, bytes),
      weeksTable('weeks', 'Use contacts by category and week', weeks, names, counts.contactsByDay),
      weeksTable('weeks-bytes', 'Bytes of use contacts by category and week', weeks, names, counts.bytesByDay),
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
    howComputed: [
      'A contact has one service, by the strongest evidence: the server name, an address range or autonomous system of a single service, a distinctive port. Ports 80 and 443 say nothing.',
      'Shares are of external use contacts. Infrastructure (DNS, NTP, ICMP, DHCP, routing, OCSP and their like) is left out of the headline and shown beside it; what is not identified, and content delivery networks, stay below the line. Contacts of unclear role are in no share and stand beside.',
      'Shares of bytes are of the same contacts; contacts without counters add no bytes.',
      `Intervals: ${INTERVAL_METHOD}, fixed seed; none below four weeks. No percentage of fewer than 50 contacts.`,
      ...(singles.size > 0
        ? [
            'Categories with a single local address are pooled as "other (withheld)", as the definition of this report asks.',
          ]
        : []),
    ],
    cannotTell: [
      'What runs behind shared clouds and content delivery networks: it is in "not identified" or "content delivery networks".',
    ],
  }
}

/** What a share counts, by the names that the report shows: a name that is withheld stands for all others. */
const countedOf = (names: readonly string[], keep: (name: string) => boolean, category: string | null) =>
  category === WITHHELD
    ? countedContacts({ role: 'use', exceptCategories: [INFRASTRUCTURE, ...names.filter(name => name !== WITHHELD)] })
    : countedContacts({ role: 'use', categories: category === null ? names.filter(keep) : [category] })

/** What stands behind a category: its local addresses, and the largest one's share. */
function localsOf({ addresses, largest, contacts }: CategoryCounts, name: string) {
  const all = contacts.get(name) ?? 0
  return {
    localAddresses: addresses.get(name) ?? 0,
    largestLocalShare: percentOf(largest.get(name) ?? 0, all),
  }
}

function findingsOf(
  { quality }: SectionContext,
  played: Figure,
  { largest, contacts, names, total }: CategoryCounts,
): Finding[] {
  const findings: Finding[] = []
  if (played.value !== null && played.numerator > 0) {
    const range =
      played.interval === null
        ? ''
        : ` (between ${percentText(played.interval.low)} and ${percentText(played.interval.high)})`
    // The largest addresses of several categories may differ: their sum is the most that one can have.
    const most = percentOf(
      PLAYED_AND_WATCHED.reduce((sum, name) => sum + (largest.get(name) ?? 0), 0),
      played.numerator,
    )
    const one = most === null ? '' : ` No local address made more than ${percentText(most)} of them.`
    findings.push({
      section: 'categories',
      sentence: `At least ${played.text}${range} of all contacts that the watched networks began and that were answered, infrastructure left out, were with games and content streaming.${one}`,
      figure: played.id,
      confidence: quality.value,
      sizeClass: sizeOfShare(played.value),
    })
  }
  for (const name of names) {
    const one = largest.get(name) ?? 0
    const all = contacts.get(name) ?? 0
    const share = percentOf(all, total)
    if (!isCounted(name) || share === null || share < 5 || all < MIN_DENOMINATOR || one / all <= ONE_ADDRESS) continue
    findings.push({
      section: 'categories',
      sentence: `${percentText((100 * one) / all)} of the contacts of the class "${categoryLabel(name)}" (${percentText(share)} of all contacts begun inside and answered, infrastructure left out) came from one local address: it speaks for that address, not for the network.`,
      figure: `categories.share.${name}`,
      confidence: quality.value,
      sizeClass: sizeOfShare(share),
    })
    break
  }
  return findings
}

function paragraphsOf(played: Figure, playedBytes: Figure, playedOfAll: Figure, counts: CategoryCounts): string[] {
  const { total, totalBytes, everything, contacts, unclear } = counts
  if (everything === 0) return ['No use contacts were seen in this window.']
  return [
    `${countText(total)} use contacts without infrastructure (${bytesText(totalBytes)}), ${countText(everything)} with it. Games and content streaming together make ${played.text} of the contacts and ${playedBytes.text} of the bytes without infrastructure, ${playedOfAll.text} of the contacts with it.`,
    `${percentText(percentOf(contacts.get('unknown') ?? 0, total))} of the contacts without infrastructure are not identified, ${percentText(percentOf(contacts.get('cdn') ?? 0, total))} are with content delivery networks: any service may be behind them. Beside these stand ${countText(unclear)} contacts of unclear role, in no share.`,
  ]
}
