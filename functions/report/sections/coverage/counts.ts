/** The figures of what the data can carry. */
import { COUNTED_TIME, type Counted, type CountedContacts, countedContacts, countedRecords } from '../../figures/counted.ts'
import type { Figure } from '../../figures/figure.ts'
import {
  type Answer,
  figureOf,
  numberIn,
  type QueryReference,
  type Row,
  type SectionContext,
  textIn,
} from '../../section.ts'
import { shareFigure } from '../../figures/share-figure.ts'

const DAYS_PER_YEAR = 365.25
const OUT_OF_SCOPE = 'out_of_scope'

/** What may not be known of the other end of a contact, as stakeholders read it; `column` of `coverage/roles`. */
export const UNKNOWNS: readonly {
  id: string
  label: string
  column: string
  counted: Partial<Omit<CountedContacts, 'of'>>
}[] = [
  { id: 'unclassified', label: 'Service not identified', column: 'unclassified', counted: { categories: ['unknown'] } },
  { id: 'no-country', label: 'No country of registration', column: 'no_country', counted: { country: 'ZZ' } },
  {
    id: 'no-operator',
    label: 'No network operator (AS)',
    column: 'no_asn',
    counted: { condition: 'no_asn' },
  },
  { id: 'no-kind', label: 'Kind of organisation not known', column: 'no_kind', counted: { condition: 'no_kind' } },
]

/** Use contacts, infrastructure left out, of a row of `coverage/roles`. */
export const identifiable = (row: Row): number => numberIn(row, 'contacts') - numberIn(row, 'infrastructure')

/** Shares of use contacts of which something is not known: of all, and of each network by name where there are several. */
export function unknownFigures(
  context: SectionContext,
  { rows, query }: Answer,
  withheld: ReadonlySet<string>,
): { all: Figure[]; byNetwork: Figure[] } {
  const used = rows.filter(row => textIn(row, 'role') === 'use')
  const figuresOf = (own: readonly Row[], network: string) =>
    UNKNOWNS.map(({ id, label, column, counted }) =>
      shareFigure(context, {
        id: `coverage.${id}${network === '' ? '' : `.${network}`}`,
        label: network === '' ? label : `${label}, ${network}`,
        unit: `% of use contacts${network === '' ? '' : ` of ${network}`}, infrastructure left out`,
        numerator: sum(own, column),
        denominator: own.reduce((total, row) => total + identifiable(row), 0),
        role: 'use',
        exclusions: [{ what: 'infrastructure', contacts: sum(own, 'infrastructure') }],
        query,
        counted: countedContacts({ role: 'use', exceptCategories: ['infrastructure'], network, ...counted }),
      }),
    )
  const several = used.length > 1 ? used.filter(row => !withheld.has(textIn(row, 'network'))) : []
  return { all: figuresOf(used, ''), byNetwork: several.flatMap(row => figuresOf([row], textIn(row, 'network'))) }
}

/** Shares of contacts by how they were seen. */
export function contactFigures(context: SectionContext, { rows, query }: Answer): Figure[] {
  const { use, unclear } = context.overview
  const contacts = sum(rows, 'contacts')
  const share = (
    id: string,
    label: string,
    unit: string,
    [numerator, denominator]: readonly [number, number],
    counted: Counted,
  ) => shareFigure(context, { id: `coverage.${id}`, label, unit, numerator, denominator, role: 'all', query, counted })
  const ofAll = (id: string, label: string, condition: CountedContacts['condition']) =>
    share(id, label, '% of contacts', [sum(rows, id), contacts], countedContacts({ condition }))
  return [
    share(
      'unclear',
      'Role unclear',
      '% of use and unclear contacts',
      [unclear, use + unclear],
      countedContacts({ role: 'unclear' }),
    ),
    ofAll('sampled', 'Sampled', 'sampled'),
    ofAll('twice', 'Seen by several exporters', 'several_exporters'),
    ofAll('uncounted', 'Without byte counters', 'no_counters'),
  ]
}

/** Shares of log records that are in no contact, or denied: the first of all records, the others of those with a watched end. */
export function recordFigures(context: SectionContext, { rows, query }: Answer): [Figure, ...Figure[]] {
  const all = sum(rows, 'records')
  const records = (column: string, value: string) =>
    sum(
      rows.filter(row => textIn(row, column) === value),
      'records',
    )
  const outOfScope = records('scope', OUT_OF_SCOPE)
  const share = (id: string, label: string, column: 'scope' | 'action' | 'icmp', value: string) =>
    shareFigure(context, {
      id: `coverage.${id}`,
      label,
      unit: value === OUT_OF_SCOPE ? '% of all log records' : '% of log records with a watched end',
      numerator: records(column, value),
      numeratorOf: 'log records',
      denominator: value === OUT_OF_SCOPE ? all : all - outOfScope,
      role: 'all',
      query,
      counted: countedRecords({ [column]: value }),
    })
  return [
    share('out-of-scope', 'Without a watched end, left out', 'scope', OUT_OF_SCOPE),
    share('denied', 'Denied by a policy', 'action', 'deny'),
    share('internal', 'Between watched networks', 'scope', 'internal'),
    share('special', 'Multicast, broadcast, or not globally reachable', 'scope', 'special'),
    share('icmp-untyped', 'ICMP without a type, in no role', 'icmp', 'untyped'),
    share('icmp-errors', 'ICMP errors, in no contact', 'icmp', 'error'),
  ]
}

/** `query` of the liveness. */
export function observedFigure(context: SectionContext, query: QueryReference): Figure {
  return shareFigure(context, {
    id: 'coverage.observed',
    label: 'Observed',
    unit: '% of the quarter-hours of the window, all networks',
    numerator: context.observed.reduce((total, network) => total + network.observed, 0),
    numeratorOf: 'quarter-hours',
    denominator: context.observed.reduce((total, network) => total + network.total, 0),
    role: 'all',
    query,
    counted: COUNTED_TIME,
  })
}

/** `query` of the versions of the reference data. */
export function ageFigure(context: SectionContext, query: QueryReference): Figure {
  const { years, reason } = context.quality.geographic
  return figureOf(context, {
    id: 'coverage.reference-age',
    label: 'Age of the data on countries',
    unit: 'years between the data and the nearer end of the window',
    value: years,
    text: years === null ? 'not known' : `${years.toFixed(1)} years`,
    numerator: years === null ? 0 : Math.round(years * DAYS_PER_YEAR),
    numeratorOf: 'days',
    denominator: DAYS_PER_YEAR,
    formula: 'days (numerator) ÷ 365.25',
    role: 'all',
    withheld: years === null ? reason : null,
    query,
    counted: COUNTED_TIME,
  })
}

const sum = (rows: readonly Row[], column: string): number =>
  rows.reduce((total, row) => total + numberIn(row, column), 0)
