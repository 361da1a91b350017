/** The reference set in use, for a function that lives through many uploads. */

import { join } from 'node:path'
import type { ObjectStore } from '../lib/ports.ts'
import {
  currentReference,
  loadReference,
  type ReferenceContent,
  seedReference,
} from '../lib/reference/reference-set.ts'
import { createEnricher } from './enrich/create-enricher.ts'
import type { Enricher } from './enrich/enricher.ts'
import { openRangesFolder } from './fetch-ranges.ts'

export interface ReferenceInUse {
  /** Hash of the set. */
  reference: string
  enricher: Enricher
}

/**
 * Returns a function that looks up `reference/current.json` at each call and opens the set only where it changed. A lake
 * without one gets the set of `first`, the one that the function was deployed with. Below `scratchDir` lie the ranges of
 * those of the set's editions that placed a row.
 */
export function createReferences(
  lake: ObjectStore,
  first: () => Promise<ReferenceContent>,
  scratchDir: string,
): () => Promise<ReferenceInUse> {
  let known: ReferenceInUse | undefined
  return async () => {
    const hash = await currentReference(lake)
    if (hash !== undefined && hash === known?.reference) return known
    const set = hash === undefined ? await seedReference(lake, await first()) : await loadReference(lake, hash)
    const ranges = await openRangesFolder(lake, set, join(scratchDir, 'reference-ranges'))
    known = { reference: set.hash, enricher: createEnricher(set, ranges) }
    return known
  }
}
