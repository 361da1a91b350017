/** What is wrong with a lake, as somebody can act on it. */
import type { Receipt } from '../../../functions/lib/receipt.ts'

/** What mends it, in the order in which such steps are done. */
export type Mend =
  /** Deletes what can be made again: objects of the lake by key, or files by path. */
  | { step: 'delete'; keys: readonly string[] }
  | { step: 'unlink'; paths: readonly string[] }
  /** Puts the reference set again, which makes what is missing beside it: with its own lists, or a new one with those installed. */
  | { step: 'put'; lists: 'stored' | 'installed' }
  /** Delivers a key once more: its receipt where there is none, its key file, its days. */
  | { step: 'deliver'; key: string }
  /** Normalises an upload again, under new names. */
  | { step: 'renew'; receipt: Receipt }
  /** Makes the tables of a day anew, whatever its manifest says. */
  | { step: 'publish'; dt: string }

export interface Finding {
  /** What kind of damage it is, the same for all of a kind: `landing object is missing`. */
  kind: string
  /** Where it is: a key, a path, a day. */
  where: string
  /** What somebody can do; said once for all of a kind. */
  advice: string
  /** None: it cannot be mended here. */
  mends: readonly Mend[]
}
