/**
 * Networks of remote ends that editions of country data do not tell alike, where they carry enough of a country's contacts
 * to matter: leased and sold ranges. IPv4 by 256 addresses, IPv6 by 48 bits; one address stands for all of a network.
 */
import { parseAddress } from '../../../lib/addresses.ts'
import { parsePrefix } from '../../../lib/networks.ts'
import { MIN_DENOMINATOR, percentOf, percentText, type Table } from '../../figures/figure.ts'
import { countryLabel } from '../../labels.ts'
import { numberIn, type SectionContext, textIn } from '../../section.ts'
import { MOVED_CAPTION, MOVED_SHARE, type SaidRange, toldText } from './moved-words.ts'

export interface MovedRange extends SaidRange {
  contacts: number
}

/** By contacts. None where no two editions can be compared: then nothing is asked. */
export async function movedRanges(
  context: Pick<SectionContext, 'byDay' | 'countryEditions' | 'countriesByEdition'>,
): Promise<MovedRange[]> {
  if (context.countryEditions < 2) return []
  const { rows } = await context.byDay('sections/presence/ranges', [MIN_DENOMINATOR, 100 / MOVED_SHARE])
  const ranges = rows.flatMap(row => {
    const address = parseAddress(textIn(row, 'remote_ip'))
    if (address === undefined) return []
    const length = address.family === 4 ? 24 : 48
    const range = parsePrefix(`${textIn(row, 'remote_ip')}/${length}`)?.canonical ?? ''
    const contacts = numberIn(row, 'contacts')
    const share = percentText(percentOf(contacts, numberIn(row, 'of_country')))
    return [{ address, range, country: textIn(row, 'country'), contacts, share }]
  })
  const said = await context.countriesByEdition(ranges.map(({ address }) => address))
  return ranges
    .map(({ range, country, contacts, share }, at) => {
      const told = said.map(({ date, countries }) => ({ date, country: countries[at] }))
      return { range, country, contacts, share, told }
    })
    .filter(({ told }) => new Set(told.map(({ country }) => country)).size > 1)
    .sort((a, b) => b.contacts - a.contacts || (a.range < b.range ? -1 : 1))
}

export const movedTable = (ranges: readonly MovedRange[]): Table => ({
  name: 'moved',
  caption: MOVED_CAPTION,
  folded: true,
  columns: [
    { name: 'range', label: 'network', numeric: false },
    { name: 'country', label: 'counted for', numeric: false },
    { name: 'contacts', label: 'contacts', numeric: true },
    { name: 'share', label: 'share of that country’s contacts', numeric: true },
    { name: 'told', label: 'registered in, by the edition of', numeric: false },
  ],
  rows: ranges.map(({ range, country, contacts, share, told }) => [
    range,
    countryLabel(country),
    contacts,
    share,
    toldText(told),
  ]),
})
