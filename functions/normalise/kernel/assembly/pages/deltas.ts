/** DELTA_BINARY_PACKED, as `landing/encodings.ts` writes it. */
import { pack, varint } from './hybrid'
import { INDEXES, OUT, PRESENT } from './memory'

const BLOCK: i32 = 128
const MINIBLOCKS: i32 = 4
const MINIBLOCK: i32 = 32

function zigZag(value: i64, to: usize): usize {
  return varint(<u64>((value << 1) ^ (value >> 63)), to)
}

/** Writes the first `count` values; returns how many bytes. The indexes serve as room. */
export function deltas(count: i32): i32 {
  let into = varint(<u64>BLOCK, OUT)
  into = varint(<u64>MINIBLOCKS, into)
  into = varint(<u64>count, into)
  let previous = count === 0 ? 0 : <i64>load<f64>(PRESENT)
  into = zigZag(previous, into)
  const offsets = INDEXES
  const differences = INDEXES + 4 * <usize>BLOCK
  for (let start = 1; start < count; start += BLOCK) {
    const size = min(BLOCK, count - start)
    let least = i64.MAX_VALUE
    for (let k = 0; k < size; k++) {
      const value = <i64>load<f64>(PRESENT + ((<usize>(start + k)) << 3))
      const delta = value - previous
      previous = value
      store<i64>(differences + ((<usize>k) << 3), delta)
      least = min(least, delta)
    }
    into = zigZag(least, into)
    const widths = into
    into += MINIBLOCKS
    for (let mini = 0; mini < MINIBLOCKS; mini++) {
      const from = mini * MINIBLOCK
      const to = min(from + MINIBLOCK, size)
      // The highest bit of any is the highest bit of all together.
      let together: u32 = 0
      for (let k = from; k < to; k++) {
        const offset = <u32>(load<i64>(differences + ((<usize>k) << 3)) - least)
        store<u32>(offsets + ((<usize>k) << 2), offset)
        together |= offset
      }
      const width = 32 - <i32>clz(together)
      store<u8>(widths + mini, <u8>width)
      if (width > 0) into = pack(offsets + ((<usize>from) << 2), to - from, MINIBLOCK, width, into)
    }
  }
  return <i32>(into - OUT)
}
