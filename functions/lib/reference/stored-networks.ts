/** networks.csv of stored reference sets, without the rest of them. */
import type { NetworkSource } from '../network-facts.ts'
import { parseNetworks, type WatchedNetwork } from '../networks.ts'
import type { ObjectStore } from '../ports.ts'
import { currentReference } from './reference-set.ts'

/** Reads each set's file once, and the pointer at each question: a set never changes, which one is current does. */
export function storedNetworks(lake: Pick<ObjectStore, 'get'>): NetworkSource {
  const known = new Map<string, Promise<readonly WatchedNetwork[]>>()
  async function of(reference: string): Promise<readonly WatchedNetwork[]> {
    let networks = known.get(reference)
    if (networks === undefined) {
      networks = readNetworks(lake, reference)
      known.set(reference, networks)
      networks.catch(() => known.delete(reference))
    }
    return networks
  }
  return {
    of,
    async current() {
      const hash = await currentReference(lake)
      return hash === undefined ? [] : of(hash)
    },
  }
}

async function readNetworks(lake: Pick<ObjectStore, 'get'>, reference: string): Promise<readonly WatchedNetwork[]> {
  const key = `reference/${reference}/networks.csv`
  const object = await lake.get(key)
  if (object === undefined)
    throw new Error(`${key}: expected the networks of a reference set, found none; put the set again`)
  return parseNetworks(new TextDecoder().decode(object.bytes), { isStored: true })
}
