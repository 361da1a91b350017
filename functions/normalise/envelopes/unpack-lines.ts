/** The lines of a file out of their container, in pieces of bounded size. */
import { type Content, ContentTooLarge } from '../content/open-content.ts'
import type { UnitSink } from '../formats/format.ts'
import type { Container } from './container.ts'
import type { LineBatch } from './line-batch.ts'

/** So much of the content is unpacked at once: a slice of base64 of gzip may hold a thousand times as much. */
const SLICE_BYTES = 65_536

/**
 * Yields the lines of `text`, which are those of `content`, by way of `lines`; `sink` is told of what holds none. Throws
 * ContentTooLarge where more comes out than content may have.
 */
export async function* unpackLines(
  text: AsyncIterable<Uint8Array>,
  content: Pick<Content, 'cut' | 'maxBytes'>,
  container: Container,
  lines: LineBatch,
  sink: UnitSink,
): AsyncGenerator<Uint8Array> {
  const reader = container.open(lines, sink)
  let bytes = 0
  function taken(): Uint8Array {
    const piece = lines.take()
    bytes += piece.length
    if (bytes > content.maxBytes) throw new ContentTooLarge(content.maxBytes)
    return piece
  }
  for await (const chunk of text) {
    for (let at = 0; at < chunk.length; at += SLICE_BYTES) {
      reader.push(chunk.subarray(at, at + SLICE_BYTES))
      yield taken()
    }
  }
  reader.end(content.cut)
  yield taken()
}
