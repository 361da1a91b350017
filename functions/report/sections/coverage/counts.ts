/** The figures of what the data can carry. */
import { ACTIVITY, contactsOf, recordsOf, totalsOf } from '../../figures/counted.ts'
import type { Figure } from '../../figures/figure.ts'
import type { Condition, Selection } from '../../figures/selection.ts'
import { shareFigure } from '../../figures/share-figure.ts'
import {
  type Answer,
  figureOf,
  numberIn,
  type QueryReference,
  type Row,
  type SectionContext,
  textIn,
} from '../../section.ts'
import {
  AGE_UNIT,
  CONTACT_UNIT,
  LABELS,
  OBSERVED_UNIT,
  recordUnit,
  UNCLEAR_UNIT,
  type UNKNOWN_LABELS,
  unknownLabel,
  unknownUnit,
} from './words.ts'

const DAYS_PER_YEAR = 365.25
const OUT_OF_SCOPE = 'out_of_scope'

/** What may not be known of the other end of a contact, as stakeholders read it; `column` of `coverage/roles`. */
export const UNKNOWNS: readonly { id: keyof typeof UNKNOWN_LABELS; column: string; counted: Condition }[] = [
  { id: 'unclassified', column: 'unclassified', counted: { column: 'category', is: 'equal', value: 'unknown' } },
  { id: 'no-country', column: 'no_country', counted: { column: 'country', is: 'equal', value: 'ZZ' } },
  { id: 'no-operator', column: 'no_asn', counted: { column: 'asn', is: 'null' } },
  { id: 'no-kind', column: 'no_kind', counted: { column: 'kind', is: 'equal', value: 'unknown' } },
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
    UNKNOWNS.map(({ id, column, counted }) =>
      shareFigure(context, {
        id: `coverage.${id}${network === '' ? '' : `.${network}`}`,
        label: unknownLabel(id, network),
        unit: unknownUnit(network),
        numerator: sum(own, column),
        denominator: own.reduce((total, row) => total + identifiable(row), 0),
        role: 'use',
        exclusions: [{ what: 'infrastructure', contacts: sum(own, 'infrastructure') }],
        query,
        counted: contactsOf(context.window, [...ACTIVITY, ...ofNetwork(network), counted]),
      }),
    )
  const several = used.length > 1 ? used.filter(row => !withheld.has(textIn(row, 'network'))) : []
  return { all: figuresOf(used, ''), byNetwork: several.flatMap(row => figuresOf([row], textIn(row, 'network'))) }
}

/** Empty: all. */
const ofNetwork = (network: string): Condition[] =>
  network === '' ? [] : [{ column: 'network', is: 'equal', value: network }]

/** Shares of contacts by how they were seen: the first of use and unclear contacts, the others of all. */
export function contactFigures(context: SectionContext, { rows, query }: Answer): [Figure, ...Figure[]] {
  const { use, unclear } = context.overview
  const contacts = sum(rows, 'contacts')
  const share = (
    id: keyof typeof LABELS,
    unit: string,
    [numerator, denominator]: readonly [number, number],
    conditions: readonly Condition[],
  ) =>
    shareFigure(context, {
      id: `coverage.${id}`,
      label: LABELS[id],
      unit,
      numerator,
      denominator,
      role: 'all',
      query,
      counted: contactsOf(context.window, conditions),
    })
  const ofAll = (id: 'sampled' | 'twice' | 'uncounted', conditions: readonly Condition[]) =>
    share(id, CONTACT_UNIT, [sum(rows, id), contacts], conditions)
  return [
    share('unclear', UNCLEAR_UNIT, [unclear, use + unclear], [{ column: 'role', is: 'equal', value: 'unclear' }]),
    ofAll('sampled', [{ column: 'sampling', is: 'none of', values: [1] }]),
    ofAll('twice', [{ column: 'exporters', is: 'at least', value: 2 }]),
    ofAll('uncounted', [
      { column: 'bytes_out', is: 'null' },
      { column: 'bytes_in', is: 'null' },
    ]),
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
  const share = (
    id: keyof typeof LABELS,
    column: 'scope' | 'action' | 'icmp',
    value: string,
    counted: Selection = recordsOf(context.window, [{ column, is: 'equal', value }]),
  ) =>
    shareFigure(context, {
      id: `coverage.${id}`,
      label: LABELS[id],
      unit: recordUnit(value === OUT_OF_SCOPE),
      numerator: records(column, value),
      numeratorOf: 'log records',
      denominator: value === OUT_OF_SCOPE ? all : all - outOfScope,
      role: 'all',
      query,
      counted,
    })
  return [
    share(
      'out-of-scope',
      'scope',
      OUT_OF_SCOPE,
      totalsOf(context.window, [{ column: 'scope', is: 'equal', value: OUT_OF_SCOPE }]),
    ),
    share('denied', 'action', 'deny'),
    share('internal', 'scope', 'internal'),
    share('special', 'scope', 'special'),
    share('icmp-untyped', 'icmp', 'untyped', recordsOf(context.window, ICMP_UNTYPED)),
    share('icmp-errors', 'icmp', 'error', recordsOf(context.window, ICMP_ERRORS)),
  ]
}

const [ICMP, ICMP6] = [1, 58]
const ICMP_UNTYPED: readonly Condition[] = [
  { column: 'protocol', is: 'one of', values: [ICMP, ICMP6] },
  { column: 'icmp_type', is: 'null' },
]
/** Types of errors, as `totals` has them: RFC 792; RFC 4443, section 2.1. */
const ICMP_ERRORS: readonly Condition[] = [
  {
    anyOf: [
      [
        { column: 'protocol', is: 'equal', value: ICMP },
        { column: 'icmp_type', is: 'one of', values: [3, 4, 5, 11, 12] },
      ],
      [
        { column: 'protocol', is: 'equal', value: ICMP6 },
        { column: 'icmp_type', is: 'one of', values: [1, 2, 3, 4] },
      ],
    ],
  },
]

/** `query` of the liveness. */
export function observedFigure(context: SectionContext, query: QueryReference): Figure {
  return shareFigure(context, {
    id: 'coverage.observed',
    label: LABELS.observed,
    unit: OBSERVED_UNIT,
    numerator: context.observed.reduce((total, network) => total + network.observed, 0),
    numeratorOf: 'quarter-hours',
    denominator: context.observed.reduce((total, network) => total + network.total, 0),
    role: 'all',
    query,
    counted: null,
  })
}

/** `query` of the versions of the reference data. */
export function ageFigure(context: SectionContext, query: QueryReference): Figure {
  const { years, reason } = context.quality.geographic
  return figureOf(context, {
    id: 'coverage.reference-age',
    label: LABELS['reference-age'],
    unit: AGE_UNIT,
    value: years,
    text: years === null ? 'not known' : `${years.toFixed(1)} years`,
    numerator: years === null ? 0 : Math.round(years * DAYS_PER_YEAR),
    numeratorOf: 'days',
    denominator: DAYS_PER_YEAR,
    formula: 'days (numerator) ÷ 365.25',
    role: 'all',
    withheld: years === null ? reason : null,
    query,
    counted: null,
  })
}

const sum = (rows: readonly Row[], column: string): number =>
  rows.reduce((total, row) => total + numberIn(row, column), 0)
