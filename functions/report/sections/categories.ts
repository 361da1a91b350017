/** On what: shares of categories in contacts and bytes, by week, and how much of each rests on one local address. */
import { addDays, calendarOf, daysBetween } from '../calendar.ts'
import {
  bytesText,
  countText,
  type Figure,
  type Finding,
  percentOf,
  percentText,
  type SectionResult,
  type Table,
} from '../figure.ts'
import { categoryLabel } from '../labels.ts'
import { categoryChart } from '../render/charts.ts'
import { figureOf, numberIn, type Section, type SectionContext, sumBy, textIn } from '../section.ts'
import { bootstrapRatio } from '../statistics/bootstrap.ts'

const INFRASTRUCTURE = 'infrastructure'
/** The study's headline: what is played and watched. */
const PLAYED_AND_WATCHED = ['Game', 'Video', 'Streaming', 'Media', 'Music']
/** A share of which one address makes more than half says little about the network. */
const ONE_ADDRESS = 0.5

export const categories: Section = { name: 'categories', make }

async function make(context: SectionContext): Promise<SectionResult> {
  const byDay = await context.byDay('sections/categories-days')
  const locals = await context.byDay('sections/categories-locals')
  const contacts = sumBy(byDay.rows, 'category', 'contacts')
  const bytes = sumBy(byDay.rows, 'category', 'bytes')
  const addresses = sumBy(locals.rows, 'category', 'addresses')
  const largest = new Map(locals.rows.map(row => [textIn(row, 'category'), numberIn(row, 'largest')]))
  const names = [...contacts.keys()].sort((a, b) => (contacts.get(b) ?? 0) - (contacts.get(a) ?? 0) || (a < b ? -1 : 1))
  const sumOf = (values: ReadonlyMap<string, number>, keep: (name: string) => boolean) =>
    [...values].reduce((sum, [name, value]) => (keep(name) ? sum + value : sum), 0)
  const notInfrastructure = (name: string) => name !== INFRASTRUCTURE
  const total = sumOf(contacts, notInfrastructure)
  const totalBytes = sumOf(bytes, notInfrastructure)
  const everything = sumOf(contacts, () => true)
  const days = daysBetween(context.window.fromDay, context.window.toDay)

  const perDay = new Map<string, Map<string, number>>(days.map(day => [day, new Map()]))
  for (const row of byDay.rows) {
    const counts = perDay.get(textIn(row, 'local_day'))
    counts?.set(textIn(row, 'category'), (counts.get(textIn(row, 'category')) ?? 0) + numberIn(row, 'contacts'))
  }
  const intervalOf = (keep: (name: string) => boolean): Figure['interval'] => {
    const series = days.map(day => {
      const counts = perDay.get(day) ?? new Map<string, number>()
      return {
        numerator: sumOf(counts, name => keep(name) && notInfrastructure(name)),
        denominator: sumOf(counts, notInfrastructure),
      }
    })
    const interval = bootstrapRatio(series, { seed: context.seed })
    return interval === undefined
      ? null
      : {
          low: 100 * interval.low,
          high: 100 * interval.high,
          method: '95 %, moving-block bootstrap of 7 days, 1,000 resamples',
        }
  }
  const share = (id: string, label: string, keep: (name: string) => boolean, category: string): Figure => {
    const numerator = sumOf(contacts, name => keep(name) && notInfrastructure(name))
    const value = percentOf(numerator, total)
    return figureOf(context, {
      id: `categories.${id}`,
      label,
      unit: '% of use contacts, infrastructure left out',
      value,
      text: percentText(value),
      numerator,
      denominator: total,
      role: 'use',
      exclusions: [{ what: INFRASTRUCTURE, contacts: everything - total }],
      interval: value === null ? null : intervalOf(keep),
      withheld: value === null ? `fewer than 50 contacts (${total})` : null,
      query: byDay.query,
      filter: { role: 'use', category, country: '', network: '', excludedAs: null },
    })
  }

  const figures = names
    .filter(notInfrastructure)
    .map(name => share(`share.${name}`, `Share of ${categoryLabel(name)}`, other => other === name, name))
  const played = share(
    'share.games-and-content',
    'Games and content streaming together',
    name => PLAYED_AND_WATCHED.includes(name),
    '',
  )
  figures.unshift(played)

  return {
    name: 'categories',
    title: 'On what',
    question: 'Which kinds of services is the activity with?',
    cap: 5,
    capReason: 'shares are sums, not inferred from time',
    findings: findingsOf(context, played, figures, largest, contacts),
    paragraphs: paragraphsOf(played, total, everything, contacts, totalBytes, bytes),
    figures,
    tables: [
      sharesTable(names, contacts, bytes, addresses, largest, figures),
      weeksTable(perDay, names, context.window.fromDay),
    ],
    charts:
      total === 0
        ? []
        : [await categoryChart(weekRows(perDay, context.window.fromDay), names.filter(notInfrastructure))],
    howComputed: [
      'A contact has one service, by the strongest evidence: the server name, an address range or autonomous system of a single service, a distinctive port. Ports 80 and 443 say nothing.',
      'Shares are of external use contacts. Infrastructure (DNS, NTP, ICMP and their like) is left out of the headline and shown beside it; what is not identified, and content delivery networks, stay below the line.',
      'Intervals: moving-block bootstrap with blocks of 7 days, 1,000 resamples, fixed seed; none below four weeks.',
    ],
    cannotTell: [
      'What runs behind shared clouds and content delivery networks: it is in "not identified" or "content delivery networks".',
    ],
  }
}

function findingsOf(
  { quality }: SectionContext,
  played: Figure,
  figures: readonly Figure[],
  largest: ReadonlyMap<string, number>,
  contacts: ReadonlyMap<string, number>,
): Finding[] {
  const findings: Finding[] = []
  if (played.value !== null && played.numerator > 0) {
    const range =
      played.interval === null
        ? ''
        : ` (between ${percentText(played.interval.low)} and ${percentText(played.interval.high)})`
    findings.push({
      section: 'categories',
      sentence: `At least ${played.text} of the contacts${range} were with games and content streaming, of all contacts that the watched networks began and that were answered, infrastructure left out.`,
      figure: played.id,
      confidence: quality.value,
      sizeClass: played.value >= 20 ? 3 : played.value >= 5 ? 2 : 1,
    })
  }
  for (const figure of figures) {
    const name = figure.id.replace('categories.share.', '')
    const one = largest.get(name) ?? 0
    const all = contacts.get(name) ?? 0
    if (figure.value === null || figure.value < 5 || all < 50 || one / all <= ONE_ADDRESS) continue
    findings.push({
      section: 'categories',
      sentence: `${percentText((100 * one) / all)} of the contacts of the class "${categoryLabel(name)}" came from one local address: it speaks for that address, not for the network.`,
      figure: figure.id,
      confidence: quality.value,
      sizeClass: 2,
    })
    break
  }
  return findings
}

function paragraphsOf(
  played: Figure,
  total: number,
  everything: number,
  contacts: ReadonlyMap<string, number>,
  totalBytes: number,
  bytes: ReadonlyMap<string, number>,
): string[] {
  if (everything === 0) return ['No use contacts were seen in this window.']
  const unknown = contacts.get('unknown') ?? 0
  const playedBytes = PLAYED_AND_WATCHED.reduce((sum, name) => sum + (bytes.get(name) ?? 0), 0)
  return [
    `${countText(total)} use contacts without infrastructure, ${countText(everything)} with it. Games and content streaming together: ${played.text} of the contacts, ` +
      `${percentText(percentOf(playedBytes, totalBytes))} of the bytes (${bytesText(totalBytes)} in all). With infrastructure below the line the share of the contacts is ${percentText(percentOf(played.numerator, everything))}.`,
    `${percentText(percentOf(unknown, total))} of the contacts could not be identified.`,
  ]
}

function sharesTable(
  names: readonly string[],
  contacts: ReadonlyMap<string, number>,
  bytes: ReadonlyMap<string, number>,
  addresses: ReadonlyMap<string, number>,
  largest: ReadonlyMap<string, number>,
  figures: readonly Figure[],
): Table {
  return {
    name: 'categories',
    caption: 'Use contacts and bytes by category, all weeks',
    columns: [
      { name: 'category', label: 'category', numeric: false },
      { name: 'contacts', label: 'contacts', numeric: true },
      { name: 'share', label: 'share without infrastructure', numeric: true },
      { name: 'interval', label: '95 % interval', numeric: true },
      { name: 'bytes', label: 'bytes', numeric: true },
      { name: 'addresses', label: 'local addresses', numeric: true },
      { name: 'largest', label: 'contacts of the busiest address', numeric: true },
    ],
    rows: names.map(name => {
      const figure = figures.find(({ id }) => id === `categories.share.${name}`)
      const { low, high } = figure?.interval ?? { low: 0, high: 0 }
      return [
        categoryLabel(name),
        contacts.get(name) ?? 0,
        figure === undefined ? 'left out' : figure.text,
        figure?.interval ? `${low.toFixed(1)} to ${high.toFixed(1)}` : '',
        bytes.get(name) ?? 0,
        addresses.get(name) ?? 0,
        largest.get(name) ?? 0,
      ]
    }),
  }
}

/** Monday of the week that a day lies in. */
const weekOf = (day: string): string => addDays(day, 1 - calendarOf('').at(Date.parse(day)).weekday)

function weekRows(
  perDay: ReadonlyMap<string, ReadonlyMap<string, number>>,
  fromDay: string,
): { week: string; category: string; contacts: number }[] {
  const weeks = new Map<string, Map<string, number>>()
  for (const [day, counts] of perDay) {
    const week = weekOf(day) < fromDay ? fromDay : weekOf(day)
    const sums = weeks.get(week) ?? new Map<string, number>()
    weeks.set(week, sums)
    for (const [category, value] of counts) sums.set(category, (sums.get(category) ?? 0) + value)
  }
  return [...weeks].flatMap(([week, sums]) => [...sums].map(([category, contacts]) => ({ week, category, contacts })))
}

function weeksTable(
  perDay: ReadonlyMap<string, ReadonlyMap<string, number>>,
  names: readonly string[],
  fromDay: string,
): Table {
  const rows = weekRows(perDay, fromDay)
  const weeks = [...new Set(rows.map(({ week }) => week))].sort()
  return {
    name: 'weeks',
    caption: 'Use contacts by category and week (weeks begin on Monday; the first and the last may be cut)',
    columns: [
      { name: 'week', label: 'week from', numeric: false },
      ...names.map(name => ({ name, label: categoryLabel(name), numeric: true })),
    ],
    rows: weeks.map(week => [
      week,
      ...names.map(name => rows.find(row => row.week === week && row.category === name)?.contacts ?? 0),
    ]),
  }
}
