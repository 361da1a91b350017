/** IPv4 ranges of a compiled file; layout as in functions/lib/reference/ranges.ts. */
export function ipv4Ranges(bytes: Uint8Array): { first: number; last: number; value: number }[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  const count = view.getUint32(8, true)
  const word = (at: number) => view.getUint32((6 + at) * 4, true)
  return Array.from({ length: count }, (_, i) => ({
    first: word(i),
    last: word(count + i),
    value: word(2 * count + i),
  }))
}
