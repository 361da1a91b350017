/** Services ranked: as families of one owner overall, and within each category, with what each rests on. */
import { add, type Whole } from '../../../lib/exact-numbers.ts'
import { singleAddressClasses, WITHHELD } from '../../figures/withheld.ts'
import { numberIn, type Row, type SectionContext, sumBy, textIn, wholeIn } from '../../section.ts'

/** What no service is known of: below the line, and in no rank. */
const UNNAMED: readonly string[] = ['unknown', 'cdn']

export interface Ranked {
  /** The family; `withheld` for those that rest on one local address each. */
  name: string
  /** Services of the family that were seen, most contacts first; none that rests on one local address where that is withheld. */
  services: string[]
  contacts: number
  bytes: Whole
  byDay: ReadonlyMap<string, number>
  /** Distinct local addresses, IPv6 by /64, and contacts of the busiest one; null where withheld ones are pooled. */
  addresses: number | null
  largest: number | null
  /** From 1 on, the same for equal contacts; null of what is withheld. */
  rank: number | null
}

export interface Family extends Ranked {
  categories: string[]
  /** Contacts by what they rest on, most first. */
  evidence: [kind: string, contacts: number][]
}

export interface Category {
  name: string
  contacts: number
  byDay: ReadonlyMap<string, number>
  /** What is withheld last. */
  members: Ranked[]
}

export interface ServiceCounts {
  /** What is withheld last. */
  families: Family[]
  /** Categories of services, most contacts first. */
  categories: Category[]
  /** Contacts and bytes without infrastructure, and what of them no service is known of. */
  total: number
  totalBytes: Whole
  totalByDay: ReadonlyMap<string, number>
  unnamed: { category: string; contacts: number; bytes: Whole }[]
  /** Contacts with services, by what they rest on. */
  named: number
  namedBy: ReadonlyMap<string, number>
  isPooled: boolean
}

interface Answers {
  /** Of `services/days`, `services/locals` and `services/evidence`. */
  days: readonly Row[]
  locals: readonly Row[]
  evidence: readonly Row[]
}

/** Categories of services as rows have them; the others stand in `unnamed`. */
export function countServices(
  context: Pick<SectionContext, 'showLocalAddresses'>,
  { days, locals, evidence }: Answers,
): ServiceCounts {
  const isNamed = (row: Row) => !UNNAMED.includes(textIn(row, 'category')) && textIn(row, 'family') !== ''
  const named = days.filter(isNamed)
  const rest = addressesOf(locals)
  const single = singleAddressClasses(context, locals, keyOf)
  const shownFamily = (row: Row) => (single.has(key(textIn(row, 'family'), '', '')) ? WITHHELD : textIn(row, 'family'))
  const shownMember = (row: Row) =>
    single.has(key(textIn(row, 'family'), textIn(row, 'category'), '')) ? WITHHELD : textIn(row, 'family')
  const isShown = (row: Row) => !single.has(key(textIn(row, 'family'), textIn(row, 'category'), textIn(row, 'service')))
  const byEvidence = Map.groupBy(evidence, shownFamily)
  const families = [...Map.groupBy(named, shownFamily)].map(
    ([name, own]): Family => ({
      ...countOf(name, own.filter(isShown), own, rest.get(key(name, '', ''))),
      categories: name === WITHHELD ? [] : mostFirst(sumsBy(own.filter(isShown), 'category')),
      evidence: [...sumsBy(byEvidence.get(name) ?? [], 'evidence')].sort(
        (a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1),
      ),
    }),
  )
  const categories = [...Map.groupBy(named, row => textIn(row, 'category'))].map(([name, own]): Category => {
    const members = [...Map.groupBy(own, shownMember)].map(([family, rows]) =>
      countOf(family, rows.filter(isShown), rows, rest.get(key(family, name, ''))),
    )
    return { name, contacts: sumOf(own), byDay: sumsBy(own, 'local_day'), members: ranked(members) }
  })
  return {
    families: ranked(families),
    categories: categories.sort((a, b) => b.contacts - a.contacts || (a.name < b.name ? -1 : 1)),
    total: sumOf(days),
    totalBytes: bytesOf(days),
    totalByDay: sumsBy(days, 'local_day'),
    unnamed: [
      ...Map.groupBy(
        days.filter(row => !isNamed(row)),
        unnamedClass,
      ),
    ].map(([category, own]) => ({
      category,
      contacts: sumOf(own),
      bytes: bytesOf(own),
    })),
    named: sumOf(named),
    namedBy: sumsBy(evidence, 'evidence'),
    isPooled: single.size > 0,
  }
}

/** A service that its set no longer knows is not identified either. */
const unnamedClass = (row: Row): string => (textIn(row, 'category') === 'cdn' ? 'cdn' : 'unknown')

function countOf(name: string, shown: readonly Row[], own: readonly Row[], rest: Row | undefined): Ranked {
  const isWithheld = name === WITHHELD
  return {
    name,
    services: isWithheld ? [] : mostFirst(sumsBy(shown, 'service')),
    contacts: sumOf(own),
    bytes: bytesOf(own),
    byDay: sumsBy(own, 'local_day'),
    addresses: isWithheld || rest === undefined ? null : numberIn(rest, 'addresses'),
    largest: isWithheld || rest === undefined ? null : numberIn(rest, 'largest'),
    rank: null,
  }
}

/** By contacts, most first, with ranks. */
function ranked<Own extends Ranked>(all: readonly Own[]): Own[] {
  const ordered = all.toSorted(
    (a, b) =>
      Number(a.name === WITHHELD) - Number(b.name === WITHHELD) ||
      b.contacts - a.contacts ||
      (a.name < b.name ? -1 : 1),
  )
  let place = 0
  return ordered.map((own, at) => {
    if (own.name === WITHHELD) return own
    if (own.contacts !== ordered[at - 1]?.contacts) place = at + 1
    return { ...own, rank: place }
  })
}

const key = (family: string, category: string, service: string): string => JSON.stringify([family, category, service])
const keyOf = (row: Row): string => key(textIn(row, 'family'), textIn(row, 'category'), textIn(row, 'service'))
const addressesOf = (locals: readonly Row[]): ReadonlyMap<string, Row> => new Map(locals.map(row => [keyOf(row), row]))

const sumOf = (rows: readonly Row[]): number => rows.reduce((sum, row) => sum + numberIn(row, 'contacts'), 0)
const bytesOf = (rows: readonly Row[]): Whole => rows.reduce<Whole>((sum, row) => add(sum, wholeIn(row, 'bytes')), 0)
const sumsBy = (rows: readonly Row[], column: string): Map<string, number> => sumBy(rows, column, 'contacts')
const mostFirst = (sums: ReadonlyMap<string, number>): string[] =>
  [...sums].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([name]) => name)
