/**
 * Which editions place the records of a day: pairs of a country edition and an AS edition, opened when the first day of
 * theirs is asked for.
 */
import {
  type AsLabel,
  openAsnRanges,
  openCountryRanges,
  type RangesReader,
} from '../../lib/reference/edition-ranges.ts'
import { type Edition, type Editions, editionOf } from '../../lib/reference/editions.ts'
import type { RangeTable } from '../../lib/reference/ranges.ts'

/** Pairs that stay open, some 30 MB each; the one asked for longest ago is closed for another, and read again if need be. */
const MOST_OPEN = 4
const DAY_MS = 86_400_000

export interface EditionPair {
  country: RangeTable<string>
  asn: RangeTable<AsLabel>
  /** Hash of the ranges of `asn`. */
  asnHash: string
}

/** Of UTC days (days since 1970). */
export interface Placings<T> {
  /** As of the enricher. */
  bring(day: number): Promise<void> | undefined
  /** What `make` made of the pair of that day: the same object while it is open, under the same `id` always. */
  of(day: number): T
}

export function createPlacings<T>(
  { country, asn }: Editions,
  ranges: RangesReader,
  make: (pair: EditionPair, id: number) => T,
): Placings<T> {
  const ids = new Map<string, number>()
  /** In order of when they were asked for last. */
  const open = new Map<string, EditionPair & { made: T }>()

  function openPair(countryHash: string, asnHash: string, key: string): EditionPair & { made: T } {
    const sharing = [...open].map(([known, pair]) => ({ known: known.split(' '), pair }))
    const pair: EditionPair = {
      country:
        sharing.find(({ known }) => known[0] === countryHash)?.pair.country ??
        openCountryRanges(countryHash, ranges.read(countryHash)),
      asn: sharing.find(({ known }) => known[1] === asnHash)?.pair.asn ?? openAsnRanges(asnHash, ranges.read(asnHash)),
      asnHash,
    }
    const id = ids.get(key) ?? ids.size
    ids.set(key, id)
    for (const oldest of open.keys()) {
      if (open.size < MOST_OPEN) break
      open.delete(oldest)
    }
    return { ...pair, made: make(pair, id) }
  }

  function editionsOn(day: number): [country: Edition, asn: Edition] {
    const dt = new Date(day * DAY_MS).toISOString().slice(0, 10)
    return [editionOf(country, dt), editionOf(asn, dt)]
  }

  return {
    bring(day) {
      const waiting = editionsOn(day).flatMap(edition => ranges.bring?.(edition) ?? [])
      return waiting.length === 0 ? undefined : Promise.all(waiting).then(() => undefined)
    },
    of(day) {
      const [{ ranges: of }, { ranges: by }] = editionsOn(day)
      const key = `${of} ${by}`
      const pair = open.get(key) ?? openPair(of, by, key)
      open.delete(key)
      open.set(key, pair)
      return pair.made
    },
  }
}
