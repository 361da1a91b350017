/** The reference set in use, for a function that lives through many uploads. */

import type { ObjectStore } from '../lib/ports.ts'
import {
  currentReference,
  loadReference,
  type ReferenceFiles,
  type ReferenceSet,
  seedReference,
} from '../lib/reference/reference-set.ts'
import { createEnricher } from './enrich/create-enricher.ts'
import type { Enricher } from './enrich/enricher.ts'

export interface ReferenceInUse {
  /** Hash of the set. */
  reference: string
  enricher: Enricher
}

/**
 * Returns a function that looks up `reference/current.json` at each call and opens the set only where it changed. A lake
 * without one gets the set of `first`, the one that the function was deployed with.
 */
export function createReferences(
  lake: ObjectStore,
  first: () => Promise<ReferenceFiles>,
): () => Promise<ReferenceInUse> {
  let known: ReferenceInUse | undefined
  return async () => {
    const hash = await currentReference(lake)
    if (hash !== undefined && hash === known?.reference) return known
    const set: ReferenceSet =
      hash === undefined ? await seedReference(lake, await first()) : await loadReference(lake, hash)
    known = { reference: set.hash, enricher: createEnricher(set) }
    return known
  }
}
