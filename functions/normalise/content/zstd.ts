/**
 * Zstandard (RFC 8878). libzstd, in node:zlib, decompresses; the headers of frames and blocks are read here, so that each
 * block (at most 128 KB of content) is given to it alone: memory is bounded however much a few bytes expand to, and damage
 * costs no block before it. A window of more than 128 MB is refused by libzstd.
 */
import { createZstdDecompress } from 'node:zlib'
import type { ByteQueue } from './byte-queue.ts'
import { type Codec, CUT, startsWith } from './codec.ts'
import { watchOutput } from './zlib-output.ts'

const MAGIC = '28b52ffd'
const OUTPUT_CHUNK = 131_072
const BLOCK_HEADER = 3
const RUN = 1
const CHECKSUM_FLAG = 4
const CHECKSUM = 4
/** Pieces in which a skippable frame is passed over. */
const SKIPPED_AT_ONCE = 65_536

export const zstd: Codec = {
  name: 'zstd',
  begins: async input => (await startsWith(input, MAGIC)) || (await isSkippable(input)),
  async *member(input) {
    if (await isSkippable(input)) return await skip(input)
    const header = await headerOf(input)
    if (header === undefined) return 'the end of the file within the header of a member'
    const stream = createZstdDecompress({ chunkSize: OUTPUT_CHUNK })
    const output = watchOutput(stream)
    const give = async (bytes: Uint8Array): Promise<string | undefined> => {
      await output.settled(done => stream.write(bytes, () => done()))
      return output.failure === undefined ? undefined : `compressed data that are not zstd (${output.failure})`
    }
    try {
      let problem = await give(input.take(header.length))
      for (let isLast = false; !isLast; ) {
        if (problem !== undefined) return problem
        if (!(await input.fill(BLOCK_HEADER))) return CUT
        const block = input.at(0) | (input.at(1) << 8) | (input.at(2) << 16)
        isLast = (block & 1) === 1
        const size = BLOCK_HEADER + (((block >> 1) & 3) === RUN ? 1 : block >> 3)
        if (!(await input.fill(size))) return CUT
        problem = await give(input.peek(size))
        yield* output.take()
        // Of a broken block nothing is understood.
        if (problem === undefined) input.take(size)
      }
      if (problem !== undefined || !header.hasChecksum) return problem
      if (!(await input.fill(CHECKSUM))) return CUT
      problem = await give(input.take(CHECKSUM))
      yield* output.take()
      return problem
    } finally {
      stream.destroy()
    }
  },
}

/** Section 3.1.1.1: the length of a frame's header, magic number included, and whether a checksum ends it. */
async function headerOf(input: ByteQueue): Promise<{ length: number; hasChecksum: boolean } | undefined> {
  if (!(await input.fill(5))) return undefined
  const descriptor = input.at(4)
  const isSingleSegment = (descriptor & 32) !== 0
  const contentSize = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0
  const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0
  const length = 5 + (isSingleSegment ? 0 : 1) + dictionary + contentSize
  return (await input.fill(length)) ? { length, hasChecksum: (descriptor & CHECKSUM_FLAG) !== 0 } : undefined
}

/** Section 3.1.2: frames of other data, such as the index that some writers leave. */
const isSkippable = async (input: ByteQueue): Promise<boolean> =>
  (await input.fill(4)) &&
  (input.at(0) & 0xf0) === 0x50 &&
  input.at(1) === 0x2a &&
  input.at(2) === 0x4d &&
  input.at(3) === 0x18

async function skip(input: ByteQueue): Promise<string | undefined> {
  if (!(await input.fill(8))) return 'the end of the file within the header of a member'
  const header = input.take(8)
  let left = new DataView(header.buffer, header.byteOffset, 8).getUint32(4, true)
  while (left > 0) {
    if (!(await input.fill(1))) return CUT
    left -= input.take(Math.min(left, input.held, SKIPPED_AT_ONCE)).length
  }
  return undefined
}
