/** Parquet's hybrid of runs and bit-packed values, as `landing/encodings.ts` writes it. */

export function varint(value: u64, to: usize): usize {
  let rest = value
  let at = to
  while (rest > 127) {
    store<u8>(at++, <u8>(rest | 128))
    rest >>= 7
  }
  store<u8>(at++, <u8>rest)
  return at
}

/**
 * Packs `count` values at `bitWidth` bits each, and zeros up to `room` values, a multiple of 8; returns the end. Up to 7 bytes
 * behind it are written over.
 */
export function pack(from: usize, count: i32, room: i32, bitWidth: i32, to: usize): usize {
  const end = to + <usize>((room >> 3) * bitWidth)
  const last = from + ((<usize>count) << 2)
  const width = <u64>bitWidth
  let held: u64 = 0
  let bits: u64 = 0
  let into = to
  for (let at = from; at < last; at += 4) {
    held |= (<u64>load<u32>(at)) << bits
    bits += width
    if (bits >= 32) {
      store<u32>(into, <u32>held)
      into += 4
      held >>= 32
      bits -= 32
    }
  }
  while (into < end) {
    store<u32>(into, <u32>held)
    held = 0
    into += 4
  }
  return end
}

/** Writes the hybrid of `count` values behind `to`; returns its end. */
export function hybrid(from: usize, count: i32, bitWidth: i32, to: usize): usize {
  const valueBytes = (bitWidth + 7) >> 3
  let packedStart = 0
  let i = 0
  let into = to
  while (i < count) {
    const at = from + ((<usize>i) << 2)
    const value = load<u32>(at)
    let run = 1
    if (i + 7 < count && load<u32>(at, 28) === value) {
      while (i + run < count && load<u32>(at + ((<usize>run) << 2)) === value) run++
    }
    if (run >= 8) {
      into = packed(from, packedStart, i, count, bitWidth, into)
      into = varint(<u64>run * 2, into)
      for (let k = 0; k < valueBytes; k++) store<u8>(into++, <u8>(value >>> (8 * k)))
      i += run
      packedStart = i
    } else i += 8
  }
  return packed(from, packedStart, i, count, bitWidth, into)
}

function packed(from: usize, start: i32, end: i32, count: i32, bitWidth: i32, to: usize): usize {
  if (end === start) return to
  const into = varint(<u64>(((end - start) >> 2) | 1), to)
  return pack(from + ((<usize>start) << 2), min(end, count) - start, end - start, bitWidth, into)
}
