/** Editions that are added to a reference set before it is put. */
import { rangesInMemory } from '../../functions/lib/reference/edition-ranges.ts'
import { type Edition, editionsCsv, parseEditions } from '../../functions/lib/reference/editions.ts'
import type { ReferenceContent } from '../../functions/lib/reference/reference-set.ts'

/** An edition with the ranges that were compiled for it. */
export interface MadeEdition {
  edition: Edition
  bytes: Uint8Array
}

/** The content with these editions; one of the same data and day gives way. */
export function withEditions({ files, ranges }: ReferenceContent, made: readonly MadeEdition[]): ReferenceContent {
  if (made.length === 0) return { files, ranges }
  const { country, asn } = parseEditions(new TextDecoder().decode(files['editions.csv']))
  const isReplaced = ({ data, date }: Edition) =>
    made.some(({ edition: own }) => own.data === data && own.date === date)
  const kept = [...country, ...asn].filter(edition => !isReplaced(edition))
  const csv = editionsCsv([...kept, ...made.map(({ edition }) => edition)])
  return {
    files: { ...files, 'editions.csv': new TextEncoder().encode(csv) },
    ranges: rangesInMemory(
      made.map(({ bytes }) => bytes),
      ranges,
    ),
  }
}

/** The content without some of its editions. Throws where none of a data would stay. */
export function withoutEditions(
  { files, ranges }: ReferenceContent,
  isRemoved: (edition: Edition) => boolean,
): ReferenceContent {
  const { country, asn } = parseEditions(new TextDecoder().decode(files['editions.csv']))
  const csv = editionsCsv([...country, ...asn].filter(edition => !isRemoved(edition)))
  parseEditions(csv)
  return { files: { ...files, 'editions.csv': new TextEncoder().encode(csv) }, ranges }
}
