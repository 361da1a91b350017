/**
 * Bytes in chunks of these sizes, the last of them again and again, as a body may give them: all in one buffer, whose
 * chunk is overwritten with 0xFF as soon as the next is asked for.
 */
export async function* reusedChunks(bytes: Uint8Array, ...sizes: number[]): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.alloc(Math.max(1, ...sizes))
  let turn = 0
  for (let at = 0; at < bytes.length; ) {
    const size = sizes[Math.min(turn++, sizes.length - 1)] ?? 1
    const chunk = bytes.subarray(at, at + size)
    buffer.set(chunk)
    yield buffer.subarray(0, chunk.length)
    buffer.fill(0xff)
    at += size
  }
}
