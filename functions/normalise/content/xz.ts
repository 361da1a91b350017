/**
 * The .xz format, with LZMA2: by xz-decompress, which is XZ Embedded as WebAssembly. It reads all streams of a file, and
 * refuses dictionaries that would not fit its memory; content comes out in chunks of 64 KiB, each asked for.
 */
import type { ByteQueue } from './byte-queue.ts'
import { type Codec, startsWith } from './codec.ts'

/** XZ Embedded's own numbers of what went wrong (linux/xz.h, enum xz_ret). */
const PROBLEMS: Readonly<Record<string, string>> = {
  3: 'no memory',
  4: 'a dictionary that is too large',
  5: 'bytes that are no stream of xz',
  6: 'options that are not supported',
  7: 'compressed data that are damaged',
  8: 'the end of the file before the end of a member',
}

const SLICE = 16_384

export const xz: Codec = {
  name: 'xz',
  begins: input => startsWith(input, 'fd377a585a00'),
  async *member(input) {
    const { default: xzDecompress } = await import('xz-decompress')
    const reader = new xzDecompress.XzReadableStream(compressed(input)).getReader()
    try {
      for (;;) {
        const { value, done } = await reader.read()
        if (done) return undefined
        yield value
      }
    } catch (error) {
      const found = error instanceof Error ? error.message : String(error)
      const [, code = ''] = /error code (\d+)$/.exec(found) ?? []
      return PROBLEMS[code] ?? found
    } finally {
      await reader.cancel().catch(() => {})
    }
  },
}

const compressed = (input: ByteQueue): ReadableStream<Uint8Array> =>
  new ReadableStream(
    {
      async pull(controller) {
        // Whole slices, however the body comes: what damage costs must not depend on that.
        await input.fill(SLICE)
        if (input.held > 0) controller.enqueue(input.take(SLICE))
        else controller.close()
      },
    },
    { highWaterMark: 0 },
  )
