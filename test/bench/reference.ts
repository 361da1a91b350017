import { hashOfRanges } from '../../functions/lib/reference/edition-ranges.ts'
import { parseEditions } from '../../functions/lib/reference/editions.ts'
import { openReference, type ReferenceContent, type ReferenceSet } from '../../functions/lib/reference/reference-set.ts'
import { type MadeEdition, withEditions } from '../../infra/local/reference-editions.ts'
import { buildReferenceFiles } from '../../infra/local/reference-files.ts'
import { WATCHED } from './inputs.ts'

/** networks.csv of the logs. */
export const NETWORKS = `cidr,name,time_zone,home_country,provider_asns\n${WATCHED.map((cidr, at) => `${cidr},network ${at},Asia/Pyongyang,KP,131279 4837`).join('\n')}\n`
/** Days of further editions; the logs of 97 days begin on 2017-04-01. */
const FURTHER = ['2017-04-01', '2017-05-01', '2017-06-01']
/** Byte of a compiled file that says how long its labels are (functions/lib/reference/ranges.ts). */
const LABEL_BYTES_AT = 16

/**
 * The reference set of the benchmark; compiled ranges are kept in `cacheDir` between runs. `editions` of each data: the
 * installed one, or two or three with its ranges, of days within the logs of 97 days.
 */
export async function benchReference(
  cacheDir: string,
  editions = 1,
): Promise<ReferenceContent & { set: ReferenceSet }> {
  const installed = await buildReferenceFiles(NETWORKS, cacheDir)
  const content = editions === 1 ? installed : withEditions(installed, furtherEditions(installed, editions))
  return { ...content, set: openReference(content.files) }
}

function furtherEditions({ files, ranges }: ReferenceContent, count: number): MadeEdition[] {
  const { country, asn } = parseEditions(new TextDecoder().decode(files['editions.csv']))
  return FURTHER.slice(0, count).flatMap((date, at) =>
    [...country, ...asn].map(edition => {
      const bytes = alike(ranges.read(edition.ranges), at + 1)
      return { edition: { ...edition, date, ranges: hashOfRanges(bytes) }, bytes }
    }),
  )
}

/** The same ranges under another hash: some spaces follow the labels, which are JSON. */
function alike(bytes: Uint8Array, spaces: number): Uint8Array {
  const copy = new Uint8Array(bytes.length + spaces).fill(32)
  copy.set(bytes)
  const view = new DataView(copy.buffer)
  view.setUint32(LABEL_BYTES_AT, view.getUint32(LABEL_BYTES_AT, true) + spaces, true)
  return copy
}
