/** Figures of obfuscation: what is counted of ports and relays, together and apart, and the resolver with most traffic. */
import { add } from '../../../lib/exact-numbers.ts'
import { bytesOf, contactsOf, withoutInfrastructure } from '../../figures/counted.ts'
import { bytesText, type Figure } from '../../figures/figure.ts'
import type { Condition } from '../../figures/selection.ts'
import { shareFigure } from '../../figures/share-figure.ts'
import { figureOf, type QueryReference, type SectionContext } from '../../section.ts'
import { daysBetween } from '../../window/calendar.ts'
import type { BusyResolver, countActivity, Listed, Signs } from './counts.ts'
import { PORTS } from './definition.ts'
import {
  BYTES_UNIT,
  bytesLabel,
  LABELS,
  NO_LIST,
  RESOLVER_FORMULA,
  RESOLVER_UNIT,
  resolverLabel,
  SHARE_UNIT,
} from './words.ts'

export interface SignFigures {
  all: Figure
  allBytes: Figure
  /** Of ports and of relays, contacts and bytes. */
  apart: Figure[]
}

type Counted = 'all' | 'port' | 'relay'

const IS_ANSWERED: readonly Condition[] = [
  { column: 'role', is: 'equal', value: 'use' },
  { column: 'bytes_out', is: 'at least', value: 1 },
  { column: 'bytes_in', is: 'at least', value: 1 },
]
const IS_RELAY: Condition = { column: 'evidence', is: 'equal', value: 'relay' }
const portsOf = (protocol: 6 | 17): Condition[] => [
  { column: 'category', is: 'equal', value: 'VPN' },
  { column: 'evidence', is: 'none of', values: ['relay'] },
  { column: 'protocol', is: 'equal', value: protocol },
  {
    column: 'service_port',
    is: 'one of',
    values: PORTS.filter(own => own.protocol === protocol).map(({ port }) => port),
  },
]
const CONDITIONS: Record<Counted, readonly Condition[]> = {
  all: [...IS_ANSWERED, { anyOf: [[IS_RELAY], portsOf(6), portsOf(17)] }],
  port: [...IS_ANSWERED, { anyOf: [portsOf(6), portsOf(17)] }],
  relay: [...IS_ANSWERED, IS_RELAY],
}

export function signFigures(
  context: SectionContext,
  signs: Signs,
  activity: ReturnType<typeof countActivity>,
  { listedDays }: Listed,
  query: QueryReference,
): SignFigures {
  const days = daysBetween(context.window.fromDay, context.window.toDay)
  const common = {
    role: 'use',
    exclusions: withoutInfrastructure(context.overview),
    query,
  }
  const sums = (kind: Counted) => (kind === 'all' ? signs : signs.sumOf(kind))
  const share = (kind: Counted) =>
    shareFigure(
      context,
      {
        ...common,
        id: `obfuscation.share.${kind}`,
        label: LABELS[kind],
        unit: SHARE_UNIT,
        numerator: sums(kind).contacts,
        denominator: activity.contacts,
        counted: contactsOf(context.window, CONDITIONS[kind]),
      },
      kind === 'all'
        ? days.map(day => ({ numerator: signs.byDay.get(day) ?? 0, denominator: activity.byDay.get(day) ?? 0 }))
        : [],
    )
  const bytes = (kind: Counted) =>
    shareFigure(context, {
      ...common,
      id: `obfuscation.bytes.${kind}`,
      label: bytesLabel(LABELS[kind]),
      unit: BYTES_UNIT,
      numeratorOf: 'bytes',
      numerator: sums(kind).bytes,
      denominator: activity.bytes,
      counted: bytesOf(contactsOf(context.window, CONDITIONS[kind])),
    })
  // Without a list nothing was looked for: that is no 0 %.
  const untold = (figure: Figure): Figure =>
    listedDays > 0 ? figure : { ...figure, value: null, text: NO_LIST, interval: null, withheld: NO_LIST }
  const [all, allBytes] = [share('all'), bytes('all')]
  const apart = [share('port'), bytes('port'), untold(share('relay')), untold(bytes('relay'))]
  return { all, allBytes, apart }
}

/** Of one resolver and day. */
export function resolverFigure(
  context: SectionContext,
  { day, address, contacts, bytesOut, bytesIn }: BusyResolver,
  query: QueryReference,
): Figure {
  const bytes = add(bytesOut, bytesIn)
  return figureOf(context, {
    role: 'use',
    query,
    id: 'obfuscation.resolver',
    label: resolverLabel(address, day),
    unit: RESOLVER_UNIT,
    value: Number(bytes),
    text: bytesText(bytes),
    numerator: bytes,
    numeratorOf: 'bytes',
    denominator: contacts,
    formula: RESOLVER_FORMULA,
    counted: bytesOf(
      contactsOf({ fromDay: day, toDay: day }, [
        { column: 'role', is: 'equal', value: 'use' },
        { column: 'service', is: 'one of', values: ['DNS', 'DNS over TLS'] },
        { column: 'remote_ip', is: 'equal', value: address },
      ]),
    ),
  })
}
