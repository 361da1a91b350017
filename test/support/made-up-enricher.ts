/** What normalise asks of a reference set, without one: two networks, and of all else nothing. */
import { parseNetworks } from '../../functions/lib/networks.ts'
import type { Edition, EditionData } from '../../functions/lib/reference/editions.ts'
import type { AddressFacts, Enricher } from '../../functions/normalise/enrich/enricher.ts'
import { createWatchedLookup } from '../../functions/normalise/enrich/watched.ts'

const networks = parseNetworks('cidr,name\n10.1.0.0/16,office\n175.45.176.0/22,harbour\n')
const nothing = { countrySource: 'none', asn: null, asName: null, institution: null, service: null } as const
const facts: AddressFacts = {
  country: 'ZZ',
  ...nothing,
  kind: 'unknown',
  kindBy: 'none',
  serviceEvidence: null,
  excludedAs: '',
}
const edition = (data: EditionData): Edition => ({
  data,
  date: '2024-01-01',
  name: 'made up',
  version: '1',
  licence: 'none',
  notice: '',
  ranges: '0123456789abcdef',
})
export const madeUpEnricher: Enricher = {
  version: 'made up',
  networks,
  editions: { country: [edition('country')], asn: [edition('asn')] },
  sources: [],
  deletions: [],
  watched: createWatchedLookup(networks),
  isSpecial: () => false,
  traits: () => 0,
  bring: () => undefined,
  placing: () => ({ id: 0, address: () => facts }),
  name: () => ({
    service: null,
    institution: null,
    institutionKind: null,
    institutionCountry: null,
    sharedHost: false,
  }),
  relaysOn: () => undefined,
  portService: () => null,
  listedPort: () => false,
}
