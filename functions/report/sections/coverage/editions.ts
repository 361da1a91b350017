/** Which editions of country and AS data placed the contacts, and what they say of the watched networks. */
import { percentOf, percentText, type Table } from '../../figures/figure.ts'
import type { SectionContext } from '../../section.ts'
import { EDITION_CAPTIONS, EDITION_DATA, NO_REGISTRATION, type SaidNetwork } from './editions-words.ts'

type Placed = Pick<SectionContext, 'placed'>
type Watched = Pick<SectionContext, 'watchedCountries'>

/** Editions with their share of the contacts of all roles, in words. */
export function placedShares({ placed }: Placed) {
  const total = { country: 0, asn: 0 }
  for (const { data, contacts } of placed) total[data] += contacts
  return placed.map(edition => ({ ...edition, share: percentText(percentOf(edition.contacts, total[edition.data])) }))
}

/** By data, then date. */
export function editionsTable(context: Placed): Table {
  return {
    name: 'editions',
    caption: EDITION_CAPTIONS.editions,
    folded: true,
    columns: [
      { name: 'data', label: 'data on', numeric: false },
      { name: 'date', label: 'edition of', numeric: false },
      { name: 'name', label: 'from', numeric: false },
      { name: 'share', label: 'share', numeric: true },
      { name: 'contacts', label: 'contacts placed', numeric: true },
      { name: 'from', label: 'first day, UTC', numeric: false },
      { name: 'to', label: 'last day, UTC', numeric: false },
      { name: 'licence', label: 'licence', numeric: false },
      { name: 'notice', label: 'notice', numeric: false },
    ],
    rows: placedShares(context).map(
      ({ data, date, name, version, share, contacts, firstDay, lastDay, licence, notice }) => [
        EDITION_DATA[data],
        date,
        `${name} ${version}`.trim(),
        share,
        contacts,
        firstDay,
        lastDay,
        licence,
        notice,
      ],
    ),
  }
}

export const watchedCountriesTable = ({ watchedCountries }: Watched): Table => ({
  name: 'registered',
  caption: EDITION_CAPTIONS.registered,
  folded: true,
  columns: [
    { name: 'network', label: 'network', numeric: false },
    { name: 'range', label: 'range', numeric: false },
    { name: 'date', label: 'edition of', numeric: false },
    { name: 'country', label: 'registered in', numeric: false },
  ],
  rows: watchedCountries.map(({ network, cidr, date, countries }) => [
    network,
    cidr,
    date,
    countries.length === 0 ? NO_REGISTRATION : countries.join(' '),
  ]),
})

/** Prefixes that editions do not tell alike. */
export function movedNetworks({ watchedCountries }: Watched): SaidNetwork[] {
  return [...Map.groupBy(watchedCountries, ({ network, cidr }) => `${network} (${cidr})`)]
    .map(([network, told]) => ({
      network,
      told: told.map(({ date, countries }) => ({ date, countries: countries.join(' and ') })),
    }))
    .filter(({ told }) => new Set(told.map(({ countries }) => countries)).size > 1)
}
