/**
 * IPv6 addresses in their plain form: groups of hexadecimal digits, one run of zeros as `::` (RFC 4291, section 2.2, forms 1
 * and 2). One with dots in it or a zone behind it is judged outside, and one that stands for an IPv4 address.
 */
import { DIGITS } from './memory'

const COLON: i8 = 58
/** Eight groups of four digits, and colons between. */
const LONGEST: i32 = 39
const MAPPED: u64 = 0xffff

/** Sixteen values at once: of '0' to '9', and of 'a' to 'f' in small or capital letters. */
function isLetter(bytes: v128): v128 {
  const small = v128.or(bytes, i8x16.splat(0x20))
  return i8x16.le_u(i8x16.sub(small, i8x16.splat(97)), i8x16.splat(5))
}

function isDecimal(bytes: v128): v128 {
  return i8x16.le_u(i8x16.sub(bytes, i8x16.splat(48)), i8x16.splat(9))
}

/** The number of up to four digits, whose values lie in memory, a byte each. */
function groupAt(from: usize, digits: i32): u64 {
  const values = load<u32>(from)
  const pairs = ((values << 4) | (values >>> 8)) & 0x00ff00ff
  return <u64>((((pairs & 0xff) << 8) | (pairs >>> 16)) >>> (4 * (4 - digits)))
}

/** Reads an address into `into`, as two numbers of 64 bits, the higher one first. Returns where it ends, or 0 where it is none. */
export function address6(from: usize, into: usize): usize {
  let colons: u64 = 0
  let others: u64 = 0
  for (let at: usize = 0; at < 48 && others === 0; at += 16) {
    const bytes = v128.load(from + at)
    const letters = isLetter(bytes)
    const marks = i8x16.eq(bytes, i8x16.splat(COLON))
    const known = v128.or(v128.or(letters, isDecimal(bytes)), marks)
    v128.store(DIGITS + at, i8x16.add(v128.and(bytes, i8x16.splat(15)), v128.and(letters, i8x16.splat(9))))
    colons |= (<u64>i8x16.bitmask(marks)) << at
    others |= (<u64>(i8x16.bitmask(known) ^ 0xffff)) << at
  }
  if (others === 0) return 0
  const length = <i32>ctz(others)
  if (length > LONGEST) return 0
  colons &= ((<u64>1) << length) - 1

  let high: u64 = 0
  let low: u64 = 0
  /** What stands before `::`, and of how many groups. */
  let highBefore: u64 = 0
  let lowBefore: u64 = 0
  let before = -1
  let groups = 0
  let at = 0
  if ((colons & 1) !== 0) {
    if ((colons & 2) === 0) return 0
    before = 0
    at = 2
  }
  while (at < length) {
    const rest = colons >>> at
    const digits = rest === 0 ? length - at : <i32>ctz(rest)
    if (groups === 8 || digits === 0 || digits > 4) return 0
    high = (high << 16) | (low >>> 48)
    low = (low << 16) | groupAt(DIGITS + at, digits)
    groups++
    at += digits
    if (at === length) break
    at++
    if (at === length) return 0
    if (((colons >>> at) & 1) !== 0) {
      if (before >= 0) return 0
      before = groups
      highBefore = high
      lowBefore = low
      high = low = 0
      at++
    }
  }
  if (before < 0) {
    if (groups !== 8) return 0
  } else {
    if (groups === 8) return 0
    if (before > 4) {
      const shift = (8 - before) * 16
      high |= (highBefore << shift) | (lowBefore >>> (64 - shift))
      low |= lowBefore << shift
    } else if (before > 0) high |= lowBefore << ((4 - before) * 16)
  }
  if (high === 0 && low >>> 32 === MAPPED) return 0
  store<u64>(into, high)
  store<u64>(into, low, 8)
  return from + length
}
