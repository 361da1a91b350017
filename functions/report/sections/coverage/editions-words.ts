/** Every sentence on the editions that placed contacts, as functions of figures to text. */

export const EDITION_CAPTIONS = {
  editions: 'Editions of the data on countries and autonomous systems, and the contacts of all roles that each placed',
  registered: 'Where editions of the data on countries have the watched networks registered',
} as const
export const EDITION_DATA = { country: 'countries', asn: 'autonomous systems' } as const
export const NO_REGISTRATION = 'not in it'

/** A watched prefix, and what each edition says of it; empty where it says nothing. */
export interface SaidNetwork {
  network: string
  told: { date: string; countries: string }[]
}

/** Of editions of one data, by date; undefined of none. `share` in words. */
export function editionsText(
  placed: readonly {
    data: keyof typeof EDITION_DATA
    date: string
    share: string
    firstDay: string
    lastDay: string
  }[],
): string | undefined {
  if (placed.length === 0) return undefined
  const of = (data: keyof typeof EDITION_DATA) =>
    placed
      .filter(own => own.data === data)
      .map(({ date, share, firstDay, lastDay }) => `of ${date} (${share} of the contacts, ${firstDay} to ${lastDay})`)
      .join(', ')
  return (
    'Each day is placed by the last edition at or before it, else by the first after it: countries by the data ' +
    `${of('country')}; autonomous systems by the data ${of('asn')}.`
  )
}

/** Of watched networks that editions tell differently; undefined of none. */
export const movedText = (networks: readonly SaidNetwork[]): string | undefined =>
  networks.length === 0
    ? undefined
    : `Editions do not agree on watched networks: ${networks
        .map(
          ({ network, told }) =>
            `${network} is registered in ${told
              .map(({ date, countries }) => `${countries || NO_REGISTRATION} by that of ${date}`)
              .join(', in ')}`,
        )
        .join('; ')}. Whoever places these ranges by another edition counts them for another country.`
