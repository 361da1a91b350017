import { type Address, formatAddress } from '../../lib/addresses.ts'
import type { AddressFacts, Enricher } from '../enrich/enricher.ts'

/**
 * Distinct addresses of an upload as small numbers, each enriched and formatted once. Open addressing over four words;
 * cleared by its owner when it grows too large.
 */
export interface AddressTable {
  /** Id of the address (copied). */
  id(address: Address): number
  facts(id: number): AddressFacts
  text(id: number): string
  /** The IPv4 address itself, or the /64 of an IPv6 address, as text. */
  prefix(id: number): string
  readonly size: number
  clear(): void
}

export function createAddressTable(enricher: Enricher): AddressTable {
  let capacity = 4096
  let slots = new Int32Array(capacity)
  let words = new Uint32Array(4 * 2048)
  let families = new Uint8Array(2048)
  let facts: (AddressFacts | undefined)[] = []
  let texts: (string | undefined)[] = []
  let count = 0
  const scratch: Address = { family: 4, w0: 0, w1: 0, w2: 0, w3: 0 }

  const hashOf = (w0: number, w1: number, w2: number, w3: number): number => {
    let hash =
      Math.imul(w3, 0x9e3779b1) ^ Math.imul(w2, 0x85ebca6b) ^ Math.imul(w1, 0xc2b2ae35) ^ Math.imul(w0, 0x27d4eb2f)
    hash ^= hash >>> 15
    return Math.imul(hash, 0x2c1b3c6d) ^ (hash >>> 12)
  }

  function id(address: Address): number {
    const { w0, w1, w2, w3, family } = address
    let slot = hashOf(w0, w1, w2, w3) & (capacity - 1)
    for (;;) {
      const entry = (slots[slot] as number) - 1
      if (entry < 0) break
      const at = entry * 4
      if (
        words[at + 3] === w3 &&
        words[at + 2] === w2 &&
        words[at + 1] === w1 &&
        words[at] === w0 &&
        families[entry] === family
      )
        return entry
      slot = (slot + 1) & (capacity - 1)
    }
    if ((count + 1) * 2 > capacity) {
      grow()
      slot = freeSlot(hashOf(w0, w1, w2, w3))
    }
    if (count === families.length) {
      const moreWords = new Uint32Array(words.length * 2)
      moreWords.set(words)
      words = moreWords
      const moreFamilies = new Uint8Array(families.length * 2)
      moreFamilies.set(families)
      families = moreFamilies
    }
    const at = count * 4
    words[at] = w0
    words[at + 1] = w1
    words[at + 2] = w2
    words[at + 3] = w3
    families[count] = family
    slots[slot] = ++count
    return count - 1
  }

  function freeSlot(hash: number): number {
    let slot = hash & (capacity - 1)
    while (slots[slot] !== 0) slot = (slot + 1) & (capacity - 1)
    return slot
  }

  function grow(): void {
    capacity *= 2
    slots = new Int32Array(capacity)
    for (let entry = 0; entry < count; entry++) {
      load(entry)
      slots[freeSlot(hashOf(scratch.w0, scratch.w1, scratch.w2, scratch.w3))] = entry + 1
    }
  }

  function load(entry: number): Address {
    const at = entry * 4
    scratch.family = families[entry] === 4 ? 4 : 6
    scratch.w0 = words[at] as number
    scratch.w1 = words[at + 1] as number
    scratch.w2 = words[at + 2] as number
    scratch.w3 = words[at + 3] as number
    return scratch
  }

  return {
    id,
    facts(entry) {
      let known = facts[entry]
      if (known === undefined) {
        known = enricher.address(load(entry))
        facts[entry] = known
      }
      return known
    },
    text(entry) {
      let known = texts[entry]
      if (known === undefined) {
        known = formatAddress(load(entry))
        texts[entry] = known
      }
      return known
    },
    prefix(entry) {
      const { family, w0, w1 } = load(entry)
      if (family === 4) return this.text(entry)
      return `${formatAddress({ family: 6, w0, w1, w2: 0, w3: 0 })}/64`
    },
    get size() {
      return count
    },
    clear() {
      slots.fill(0)
      facts = []
      texts = []
      count = 0
    },
  }
}
