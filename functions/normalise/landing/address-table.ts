import { type Address, formatAddress } from '../../lib/addresses.ts'
import type { Enricher } from '../enrich/enricher.ts'
import { newMultiplier } from '../hash-seed.ts'
import type { TextEntries } from './columns.ts'
import { doubled } from './doubled.ts'

/** Distinct addresses of an upload as small numbers, each formatted once; cleared by its owner when it grows too large. */
export interface AddressTable extends TextEntries {
  /** Id of the address (copied). */
  id(address: Address): number
  /** The address itself, until the next call. */
  address(id: number): Address
  /** What the enricher says, asked for every record: from a byte an address. */
  isSpecial(id: number): boolean
  /** Its 32 bits, unsigned; −1 where it is none of IPv4. */
  ipv4(id: number): number
  /** The IPv4 address itself, or the /64 of an IPv6 address, as text. */
  prefix(id: number): string
  readonly size: number
  clear(): void
}

/** Most uploads that there are many of are small. */
const FIRST_CAPACITY = 512
const UNASKED = 0
const SPECIAL = 1
const ORDINARY = 2

export function createAddressTable(enricher: Pick<Enricher, 'isSpecial'>): AddressTable {
  /** Hash tables: slot → id + 1; IPv4 with the address beside, so that a look-up reads one place. */
  let slots4 = new Int32Array(2 * FIRST_CAPACITY)
  let slots6 = new Int32Array(FIRST_CAPACITY)
  let count4 = 0
  /** Of the highest bits of a hash as many are taken as name a place. */
  let shift4 = Math.clz32(FIRST_CAPACITY) + 1
  let shift6 = shift4
  const [m0, m1, m2, m3] = [newMultiplier(), newMultiplier(), newMultiplier(), newMultiplier()]
  /** The lowest words, which of IPv4 are all that there is, lie close together: columns are made of them. */
  let lows = new Uint32Array(FIRST_CAPACITY)
  let highs = new Uint32Array(3 * FIRST_CAPACITY)
  let families = new Uint8Array(FIRST_CAPACITY)
  let specials = new Uint8Array(FIRST_CAPACITY)
  let texts: (string | undefined)[] = []
  let count = 0
  const scratch: Address = { family: 4, w0: 0, w1: 0, w2: 0, w3: 0 }

  /** Even, as IPv4 entries take two places. */
  const place4 = (key: number) => (Math.imul(key, m3) >>> shift4) << 1
  const place6 = (w0: number, w1: number, w2: number, w3: number) =>
    (Math.imul(w0, m0) + Math.imul(w1, m1) + Math.imul(w2, m2) + Math.imul(w3, m3)) >>> shift6

  function id(address: Address): number {
    return address.family === 4 ? id4(address.w3 | 0, address) : id6(address)
  }

  function id4(key: number, address: Address): number {
    const mask = slots4.length - 2
    let slot = place4(key)
    for (;;) {
      const entry = slots4[slot + 1] as number
      if (entry === 0) break
      if (slots4[slot] === key) return entry - 1
      slot = (slot + 2) & mask
    }
    const entry = add(address)
    if (++count4 * 3 > slots4.length) grow4()
    else put4(key, entry)
    return entry
  }

  function put4(key: number, entry: number): void {
    const mask = slots4.length - 2
    let slot = place4(key)
    while (slots4[slot + 1] !== 0) slot = (slot + 2) & mask
    slots4[slot] = key
    slots4[slot + 1] = entry + 1
  }

  function grow4(): void {
    slots4 = new Int32Array(slots4.length * 2)
    shift4--
    for (let entry = 0; entry < count; entry++) {
      if (families[entry] === 4) put4((lows[entry] as number) | 0, entry)
    }
  }

  function id6({ w0, w1, w2, w3 }: Address): number {
    let slot = place6(w0, w1, w2, w3)
    for (;;) {
      const entry = (slots6[slot] as number) - 1
      if (entry < 0) break
      const at = entry * 3
      if (lows[entry] === w3 && highs[at + 2] === w2 && highs[at + 1] === w1 && highs[at] === w0) return entry
      slot = (slot + 1) & (slots6.length - 1)
    }
    const entry = add({ family: 6, w0, w1, w2, w3 })
    if ((count - count4) * 2 > slots6.length) grow6()
    else slots6[slot] = entry + 1
    return entry
  }

  function grow6(): void {
    slots6 = new Int32Array(slots6.length * 2)
    shift6--
    for (let entry = 0; entry < count; entry++) {
      if (families[entry] !== 6) continue
      const { w0, w1, w2, w3 } = load(entry)
      let slot = place6(w0, w1, w2, w3)
      while (slots6[slot] !== 0) slot = (slot + 1) & (slots6.length - 1)
      slots6[slot] = entry + 1
    }
  }

  function add({ family, w0, w1, w2, w3 }: Address): number {
    if (count === families.length) {
      lows = doubled(lows)
      highs = doubled(highs)
      families = doubled(families)
      specials = doubled(specials)
    }
    const at = count * 3
    highs[at] = w0
    highs[at + 1] = w1
    highs[at + 2] = w2
    lows[count] = w3
    families[count] = family
    return count++
  }

  function load(entry: number): Address {
    const at = entry * 3
    scratch.family = families[entry] === 4 ? 4 : 6
    scratch.w0 = highs[at] as number
    scratch.w1 = highs[at + 1] as number
    scratch.w2 = highs[at + 2] as number
    scratch.w3 = lows[entry] as number
    return scratch
  }

  return {
    id,
    address: load,
    isSpecial(entry) {
      let known = specials[entry] as number
      if (known === UNASKED) {
        known = enricher.isSpecial(load(entry)) ? SPECIAL : ORDINARY
        specials[entry] = known
      }
      return known === SPECIAL
    },
    text(entry) {
      let known = texts[entry]
      if (known === undefined) {
        known = formatAddress(load(entry))
        texts[entry] = known
      }
      return known
    },
    append(sink, entries) {
      for (let at = 0; at < entries.length; at++) {
        const entry = entries[at] as number
        if (families[entry] === 4) sink.appendIpv4(lows[entry] as number)
        else sink.appendText(this.text(entry))
      }
    },
    ipv4: entry => (families[entry] === 4 ? (lows[entry] as number) : -1),
    prefix(entry) {
      const { family, w0, w1 } = load(entry)
      if (family === 4) return this.text(entry)
      return `${formatAddress({ family: 6, w0, w1, w2: 0, w3: 0 })}/64`
    },
    get size() {
      return count
    },
    clear() {
      slots4.fill(0)
      slots6.fill(0)
      specials.fill(UNASKED)
      texts = []
      count = 0
      count4 = 0
    },
  }
}
