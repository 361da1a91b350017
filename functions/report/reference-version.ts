/** A reference set that enriched contacts of a window. */
import type { PlacedEdition } from './placed-editions.ts'

export interface ReferenceVersion {
  /** Hash of the set. */
  version: string
  /** First and last UTC day of the window with contacts that rest on it. */
  firstDay: string
  lastDay: string
  contacts: number
  /** Its editions that placed them; none where the set is no longer stored. */
  editions: PlacedEdition[]
  /** The set's files, each with the hash of its content. */
  files: { name: string; hash: string }[]
}
