/** Fields of a line in their plain form. Each reader leaves behind what it has read in `next`. */

export const LF: u32 = 10
export const DASH: u32 = 45
const DOT: u32 = 46
/** More digits may not be exact as a double. */
const MOST_DIGITS: i32 = 15
/** Seconds until the year 2223: as microseconds they are exact as a double. */
const MOST_SECONDS: i64 = 8_000_000_000

/** A longer line is judged outside. */
export const LONGEST_LINE: usize = 4096

export let next: usize = 0

/** Where the field ends: at the separator, or at the line's end. */
export function endOfField(from: usize, separator: u32): usize {
  const separators = i8x16.splat(<i8>separator)
  const ends = i8x16.splat(<i8>LF)
  let at = from
  let found = 0
  while (true) {
    const bytes = v128.load(at)
    found = i8x16.bitmask(v128.or(i8x16.eq(bytes, separators), i8x16.eq(bytes, ends)))
    if (found !== 0) break
    at += 16
  }
  return at + ctz(found)
}

/** An IPv4 address; −1 where it is none. */
export function address(from: usize): i64 {
  let at = from
  let value: u32 = 0
  for (let part = 0; ; part++) {
    const digit = <u32>load<u8>(at) - 48
    if (digit > 9) return -1
    let byte = digit
    at++
    let more = <u32>load<u8>(at) - 48
    if (more <= 9) {
      // No leading zeros.
      if (digit === 0) return -1
      byte = byte * 10 + more
      at++
      more = <u32>load<u8>(at) - 48
      if (more <= 9) {
        byte = byte * 10 + more
        if (byte > 255) return -1
        at++
      }
    }
    value = (value << 8) | byte
    if (part === 3) break
    if (<u32>load<u8>(at) !== DOT) return -1
    at++
  }
  next = at
  return <i64>value
}

/** A whole number of at most 15 digits; −1 where it is none. */
export function whole(from: usize): i64 {
  let at = from
  let value: i64 = 0
  for (;;) {
    const digit = <u32>load<u8>(at) - 48
    if (digit > 9) break
    value = value * 10 + <i64>digit
    at++
  }
  const digits = <i32>(at - from)
  if (digits === 0 || digits > MOST_DIGITS) return -1
  next = at
  return value
}

/** Seconds with or without decimals as whole microseconds, floored; −1 where they are none. */
export function micros(from: usize): i64 {
  const seconds = whole(from)
  if (seconds < 0 || seconds > MOST_SECONDS) return -1
  let at = next
  if (<u32>load<u8>(at) !== DOT) return seconds * 1_000_000
  at++
  const begin = at
  let fraction: u32 = 0
  for (;;) {
    const digit = <u32>load<u8>(at) - 48
    if (digit > 9) break
    // The seventh and later ones are floored away.
    if (at - begin < 6) fraction = fraction * 10 + digit
    at++
  }
  const digits = at - begin
  if (digits === 0) return -1
  for (let place = digits; place < 6; place++) fraction *= 10
  next = at
  return seconds * 1_000_000 + <i64>fraction
}
