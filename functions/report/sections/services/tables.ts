/** The tables of the services. */
import type { Whole } from '../../../lib/exact-numbers.ts'
import { MIN_DENOMINATOR, percentOf, percentText, rangeText, type Table } from '../../figures/figure.ts'
import { WITHHELD_LABEL } from '../../figures/withheld.ts'
import { categoryLabel } from '../../labels.ts'
import type { Ranked, ServiceCounts } from './counts.ts'
import type { ServiceFigures } from './shares.ts'
import { CAPTIONS, evidenceText, memberLabel } from './words.ts'

/** Services by rank, and what no service is known of, so that the columns add up. */
export function servicesTable(counts: ServiceCounts, { overall, bytes }: ServiceFigures): Table {
  const { families, unnamed, total, totalBytes } = counts
  const bytesShare = (own: Whole) => percentText(total < MIN_DENOMINATOR ? null : percentOf(own, totalBytes))
  const none = (columns: number): null[] => Array<null>(columns).fill(null)
  return {
    name: 'services',
    caption: CAPTIONS.services,
    folded: true,
    columns: [
      { name: 'rank', label: 'rank', numeric: true },
      { name: 'service', label: 'service', numeric: false },
      { name: 'share', label: '% of activity', numeric: true },
      { name: 'interval', label: '95 % interval', numeric: true, detail: true },
      { name: 'contacts', label: 'contacts', numeric: true, detail: true },
      { name: 'bytes', label: 'bytes', numeric: true, print: 'bytes', detail: true },
      { name: 'share_of_bytes', label: '% of bytes', numeric: true, detail: true },
      { name: 'addresses', label: 'devices (addresses)', numeric: true, detail: true },
      { name: 'largest', label: 'contacts of the busiest device', numeric: true, detail: true },
      { name: 'days', label: 'days seen', numeric: true, detail: true },
      { name: 'first', label: 'first day in this window', numeric: false, detail: true },
      { name: 'last', label: 'last day in this window', numeric: false, detail: true },
      { name: 'categories', label: 'kinds', numeric: false, detail: true },
      { name: 'evidence', label: 'contacts by evidence', numeric: false, detail: true },
    ],
    rows: [
      ...families.map(family => {
        const days = [...family.byDay.keys()].sort()
        const interval = overall.get(family.name)?.interval
        return [
          family.rank,
          shownName(family),
          percentText(percentOf(family.contacts, total)),
          interval ? rangeText(interval) : '',
          family.contacts,
          family.bytes,
          bytes.get(family.name)?.text ?? bytesShare(family.bytes),
          family.addresses,
          family.largest,
          family.rank === null ? null : days.length,
          family.rank === null ? null : (days[0] ?? null),
          family.rank === null ? null : (days.at(-1) ?? null),
          family.categories.map(categoryLabel).join(', '),
          evidenceText(family.evidence),
        ]
      }),
      ...unnamed.map(own => [
        null,
        categoryLabel(own.category),
        percentText(percentOf(own.contacts, total)),
        '',
        own.contacts,
        own.bytes,
        bytesShare(own.bytes),
        ...none(7),
      ]),
    ],
  }
}

const shownName = ({ rank, name, services }: Ranked): string =>
  rank === null ? WITHHELD_LABEL : memberLabel(name, services)

/** Every service of every category. */
export function withinTable({ categories }: ServiceCounts, { within }: ServiceFigures): Table {
  return {
    name: 'within',
    caption: CAPTIONS.within,
    folded: true,
    columns: [
      { name: 'category', label: 'kind', numeric: false },
      { name: 'rank', label: 'rank', numeric: true },
      { name: 'service', label: 'service', numeric: false },
      { name: 'share', label: '% of activity with the kind', numeric: true },
      { name: 'interval', label: '95 % interval', numeric: true, detail: true },
      { name: 'contacts', label: 'contacts', numeric: true, detail: true },
      { name: 'bytes', label: 'bytes', numeric: true, print: 'bytes', detail: true },
      { name: 'addresses', label: 'devices (addresses)', numeric: true, detail: true },
    ],
    rows: categories.flatMap(category =>
      category.members.map(member => {
        const interval = within.get(category.name)?.get(member.name)?.interval
        return [
          categoryLabel(category.name),
          member.rank,
          shownName(member),
          percentText(percentOf(member.contacts, category.contacts)),
          interval ? rangeText(interval) : '',
          member.contacts,
          member.bytes,
          member.addresses,
        ]
      }),
    ),
  }
}
