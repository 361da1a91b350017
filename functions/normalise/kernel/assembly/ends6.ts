/** What is known of IPv6 addresses, as `ends.ts` has it of those of IPv4. They are named by where they lie in memory. */
import { NO_NUMBER } from './ends'
import { END6_BITS, END6_BYTES, ENDS6 } from './memory'

/** Of the 32-bit words of an address, most significant first. */
declare function look6(w0: u32, w1: u32, w2: u32, w3: u32): u32
declare function number6(w0: u32, w1: u32, w2: u32, w3: u32): u32

/** Odd numbers that nobody can foresee: whoever writes a log cannot choose addresses of one place. */
let m0: u32 = 1
let m1: u32 = 1
let m2: u32 = 1
let m3: u32 = 1
let isEmpty = true

export function setMultipliers(by0: u32, by1: u32, by2: u32, by3: u32): void {
  m0 = by0
  m1 = by1
  m2 = by2
  m3 = by3
}

/** Forgets all addresses; memory that was never used stays so. */
export function clearEnds6(): void {
  if (!isEmpty) memory.fill(ENDS6, 0, END6_BYTES << END6_BITS)
  isEmpty = true
}

function placeOf(at: usize): usize {
  const hash = load<u32>(at, 4) * m0 + load<u32>(at) * m1 + load<u32>(at, 12) * m2 + load<u32>(at, 8) * m3
  return ENDS6 + <usize>(hash >>> (32 - END6_BITS)) * END6_BYTES
}

export function isSame6(a: usize, b: usize): bool {
  return load<u64>(a, 8) === load<u64>(b, 8) && load<u64>(a) === load<u64>(b)
}

export function endOf6(at: usize): u32 {
  const place = placeOf(at)
  if (isSame6(place, at)) {
    // Of no address nothing at all is known.
    const known = load<u32>(place, 16)
    if (known !== 0) return known
  }
  const found = look6(load<u32>(at, 4), load<u32>(at), load<u32>(at, 12), load<u32>(at, 8))
  isEmpty = false
  v128.store(place, v128.load(at))
  store<u32>(place, found, 16)
  return found
}

export function numberOf6(at: usize, known: u32): u32 {
  const held = known & NO_NUMBER
  if (held !== NO_NUMBER) return held
  const given = number6(load<u32>(at, 4), load<u32>(at), load<u32>(at, 12), load<u32>(at, 8))
  const place = placeOf(at)
  // Both ends of a record may have the same place.
  if (isSame6(place, at)) store<u32>(place, (known & ~NO_NUMBER) | given, 16)
  return given
}
