/** Zeros at the end of text, with which tapes, disks and files that are allocated ahead are filled up. */
const AT_ONCE = 65_536

/** The content without the zeros at its end; others stay in their places. */
export async function* withoutPadding(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let zeros = 0
  for await (const chunk of chunks) {
    let end = chunk.length
    while (end > 0 && chunk[end - 1] === 0) end--
    if (end > 0) {
      for (; zeros > 0; zeros -= Math.min(zeros, AT_ONCE)) yield new Uint8Array(Math.min(zeros, AT_ONCE))
      yield end === chunk.length ? chunk : chunk.subarray(0, end)
    }
    zeros += chunk.length - end
  }
}
