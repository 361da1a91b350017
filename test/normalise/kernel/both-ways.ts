import { tmpdir } from 'node:os'
import type { Address } from '../../../functions/lib/addresses.ts'
import { parseNetworks } from '../../../functions/lib/networks.ts'
import type { Edition, EditionData } from '../../../functions/lib/reference/editions.ts'
import type { AddressFacts, Enricher } from '../../../functions/normalise/enrich/enricher.ts'
import { createWatchedLookup } from '../../../functions/normalise/enrich/watched.ts'
import { normaliseUpload } from '../../../functions/normalise/normalise-upload.ts'
import { memoryStore } from '../../support/memory-store.ts'
import { reusedChunks } from '../../support/reused-chunks.ts'

/** Within each other, with dates, and of one that ends on the second day of the lines. */
const networks = parseNetworks(
  'cidr,name,valid_from,valid_to\n10.1.0.0/16,office,,\n10.1.2.0/24,lab,,\n175.45.176.0/22,star,,\n' +
    '172.31.0.0/16,cloud,,\n210.52.109.0/24,leased,,2017-04-02\n2001:db8:7::/48,six,,\n2001:db8:7:1::/64,sixth,,\n' +
    '2001:470:1f11:81f::/64,tunnelled,,\n2001:0:4137:9e50::/64,teredo,,\n2001:db8:1234:a100::/64,cloud,,\n' +
    '2001:db8:8::/48,leased,,2017-04-02\n',
)

const edition = (data: EditionData): Edition => ({
  ...{ data, date: '2017-01-01', name: 'made up', version: '1', licence: 'none', notice: '' },
  ranges: '0123456789abcdef',
})
const facts: AddressFacts[] = ['KP', 'CN', 'US', 'RU'].map((country, at) => ({
  country,
  ...{ countrySource: 'registry', asn: at === 0 ? null : at, asName: null, kind: 'unknown', kindBy: 'none' },
  ...{ institution: null, service: null, serviceEvidence: null, excludedAs: '' },
}))
const isSpecial = ({ family, w0, w3 }: Address) => (family === 4 ? w3 >>> 28 === 14 : w0 >>> 24 === 255)

export const enricher: Enricher = {
  version: 'made up',
  networks,
  editions: { country: [edition('country')], asn: [edition('asn')] },
  sources: [],
  deletions: [],
  watched: createWatchedLookup(networks),
  isSpecial,
  traits: () => 0,
  bring: () => undefined,
  placing: () => ({ id: 0, address: ({ w1, w3 }) => facts[(w3 >>> 30) ^ (w1 & 3)] as AddressFacts }),
  name: () => ({
    ...{ service: null, institution: null, institutionKind: null, institutionCountry: null, sharedHost: false },
  }),
  relaysOn: () => undefined,
  portService: (_, port) => (port === 443 ? 'web' : null),
  listedPort: (protocol, port) => (protocol === 6 && port === 443) || (protocol === 17 && port === 53),
}

/** What becomes of a log in chunks of these sizes: the receipt, and all that lies in the lake. */
export async function normalised(content: Uint8Array, sizes: readonly number[], kernel: boolean) {
  const written = new Map<string, Uint8Array>()
  const upload = {
    ...{ bucket: 'uploads', key: 'team/fl-0a1b2c3d/file', version: '1', size: content.length },
    receivedMs: Date.parse('2017-04-20'),
    stream: async () => reusedChunks(content, ...sizes),
    read: async (start: number, end: number) => content.subarray(start, end),
  }
  const receipt = await normaliseUpload(upload, 'upload', 'build', {
    ...{ lake: memoryStore(written), enricher, reference: 'reference', scratchDir: tmpdir(), kernel },
    clock: { nowMs: () => upload.receivedMs },
  })
  const objects = [...written].map(([key, bytes]) => [key, Buffer.from(bytes).toString('latin1')])
  return { receipt, objects }
}
