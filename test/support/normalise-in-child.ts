/** Normalises one file in a process of its own and prints the receipt: `<file> <folder for the scratch and a lake>`. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createFolderStore } from '../../functions/lib/local/folder-store.ts'
import { parseNetworks } from '../../functions/lib/networks.ts'
import type { Edition, EditionData } from '../../functions/lib/reference/editions.ts'
import type { AddressFacts, Enricher } from '../../functions/normalise/enrich/enricher.ts'
import { createWatchedLookup } from '../../functions/normalise/enrich/watched.ts'
import { normaliseUpload } from '../../functions/normalise/normalise-upload.ts'

const [file = '', folder = ''] = process.argv.slice(2)
const bytes = readFileSync(file)
const networks = parseNetworks('cidr,name\n10.1.0.0/16,office\n')
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
const enricher: Enricher = {
  version: 'made up',
  networks,
  editions: { country: [edition('country')], asn: [edition('asn')] },
  sources: [],
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

const upload = {
  bucket: 'uploads',
  key: 'team/file',
  version: '1',
  size: bytes.length,
  receivedMs: Date.parse('2024-06-01'),
  async stream() {
    return (async function* () {
      yield new Uint8Array(bytes)
    })()
  },
  read: async (start: number, end: number) => new Uint8Array(bytes.subarray(start, end)),
}
const receipt = await normaliseUpload(upload, 'upload', 'build', {
  lake: createFolderStore(join(folder, 'child-lake')),
  enricher,
  reference: 'reference',
  scratchDir: folder,
  clock: { nowMs: () => upload.receivedMs },
})
console.log(JSON.stringify(receipt))
