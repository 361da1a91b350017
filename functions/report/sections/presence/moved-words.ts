/** Every sentence on networks that editions of country data do not tell alike, as functions of figures to text. */
import { countryLabel } from '../../labels.ts'

/** Share of the contacts with a country, in %, from which on a network is named. */
export const MOVED_SHARE = 1
/** Networks that the text names; the table has all. */
const MOST_NAMED = 4

export interface SaidRange {
  range: string
  /** Code of the country that its contacts are counted for. */
  country: string
  /** Of the contacts with that country, in words. */
  share: string
  /** By date; no country where the edition says nothing. */
  told: { date: string; country: string | undefined }[]
}

const nameOf = (country: string | undefined): string => (country === undefined ? 'no country' : countryLabel(country))

/** What each edition says, those that agree together. */
export const toldText = (told: SaidRange['told']): string =>
  [...Map.groupBy(told, ({ country }) => country)]
    .map(([country, own]) => `${nameOf(country)} by ${own.map(({ date }) => date).join(' and ')}`)
    .join(', ')

/** Of networks by contacts; undefined of none. */
export function movedRangesText(ranges: readonly SaidRange[]): string | undefined {
  if (ranges.length === 0) return undefined
  const named = ranges
    .slice(0, MOST_NAMED)
    .map(
      ({ range, country, share, told }) =>
        `${range} (${share} of the contacts with ${nameOf(country)}): ${toldText(told)}`,
    )
  const rest = ranges.length - named.length
  return (
    `Editions of the data on countries do not agree on ${ranges.length === 1 ? 'one network' : `${ranges.length} networks`} of remote ` +
    `ends with at least ${MOVED_SHARE} % of the contacts with a country: ${named.join('; ')}` +
    `${rest === 0 ? '' : `; and ${rest === 1 ? 'one more' : `${rest} more`} in the table`}. ` +
    'Each day counts by the edition that places it; by another these contacts would be another country’s.'
  )
}

export const MOVED_CAPTION =
  'Networks of remote ends with at least 1 % of the contacts with a country, on which editions of the data on countries do not agree'
