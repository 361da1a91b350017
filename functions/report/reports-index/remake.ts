/** Objects that are made of others: the pages of the index, `latest/`, and the links from one report to the next. */
import { type ObjectStore, PreconditionFailed } from '../../lib/ports.ts'

/** Others remake the same object meanwhile: each of them leaves it as new as its own sources. */
const MOST_ATTEMPTS = 20

/**
 * Writes what `make` makes of its sources, unless another wrote the object since: then once more. The object is asked for
 * before the sources are read, so a maker that read them long ago loses, and what stands in the end holds what every maker
 * had written into the sources. `make` gets what stands, and resolves to undefined where nothing is to be written; what
 * stands already is written again only where `always`. Throws after 20 lost attempts.
 */
export async function remake(
  store: ObjectStore,
  key: string,
  make: (known: string | undefined) => Promise<string | undefined>,
  { always = false } = {},
): Promise<void> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const known = await store.get(key)
    const text = known && new TextDecoder().decode(known.bytes)
    const made = await make(text)
    if (made === undefined || (made === text && !always)) return
    try {
      await store.put(key, made, known === undefined ? { ifNoneMatch: '*' } : { ifMatch: known.head.etag })
      return
    } catch (error) {
      if (!(error instanceof PreconditionFailed)) throw error
    }
  }
  throw new Error(
    `${key}: expected to write it, found it changed ${MOST_ATTEMPTS} times meanwhile; make the report again`,
  )
}
