/**
 * Gzip (RFC 1952). zlib inflates; headers and checksums are read here, so that a damaged file gives what came before the
 * damage, and where.
 */
import { constants, crc32, createInflateRaw, inflateRawSync } from 'node:zlib'
import type { ByteQueue } from './byte-queue.ts'
import { type Codec, CUT, startsWith } from './codec.ts'
import { watchOutput } from './zlib-output.ts'

/**
 * Bytes that are inflated at once, at most 1,032 times as many come out: 16 MB. What a call inflated before it met
 * damage is lost with it, so a member begins with small ones, lest a small file is lost whole.
 */
const SLICE = 16_384
const SMALL_SLICE = 1024
const SMALL_UNTIL = 65_536
const OUTPUT_CHUNK = 131_072
/**
 * A member that is no longer, and gives no more, may be inflated in one call: services of AWS put one around each batch of
 * log events, and 16 turns of a stream for 30 kB take three times as long as all the rest of reading them.
 */
const WHOLE = 65_536
const MOST_OF_WHOLE = 4_194_304
/** Longest header field that is skipped: a file's name or comment. */
const LONGEST_FIELD = 65_536

const EXTRA = 4
const NAME = 8
const COMMENT = 16
const HEADER_CRC = 2
const FIXED_HEADER = 10
const TRAILER = 8

/** Bytes of the member before, by what it was read from: they say whether one call may do for the next. */
const lengths = new WeakMap<ByteQueue, number>()

export const gzip: Codec = {
  name: 'gzip',
  begins: input => startsWith(input, '1f8b'),
  async *member(input) {
    const problem = await skipHeader(input)
    if (problem !== undefined) return problem
    let crc = 0
    let length = 0
    const begin = input.taken
    const inflating = (await inflateWhole(input)) ?? inflate(input)
    try {
      for (;;) {
        const { value, done } = await inflating.next()
        if (done === true) {
          if (value !== undefined) return value
          break
        }
        crc = crc32(value, crc)
        length += value.length
        yield value
      }
    } finally {
      await inflating.return(undefined)
    }
    lengths.set(input, input.taken - begin)
    if (!(await input.fill(TRAILER))) return CUT
    const trailer = input.take(TRAILER)
    const view = new DataView(trailer.buffer, trailer.byteOffset, TRAILER)
    if (view.getUint32(0, true) !== crc) return 'a checksum that does not fit the content'
    return view.getUint32(4, true) === length % 2 ** 32 ? undefined : 'a length that does not fit the content'
  },
}

/** Skips a member's header; returns what is wrong with it, if anything. */
async function skipHeader(input: ByteQueue): Promise<string | undefined> {
  const cut = 'the end of the file within the header of a member'
  if (!(await input.fill(FIXED_HEADER))) return cut
  const flags = input.at(3)
  if (input.at(2) !== 8) return `compression method ${input.at(2)}, where deflate is 8`
  input.take(FIXED_HEADER)
  if ((flags & EXTRA) !== 0) {
    if (!(await input.fill(2))) return cut
    const length = input.at(0) + input.at(1) * 256
    if (!(await input.fill(2 + length))) return cut
    input.take(2 + length)
  }
  for (const flag of [NAME, COMMENT]) {
    if ((flags & flag) === 0) continue
    for (let length = 0; ; length++) {
      if (!(await input.fill(1))) return cut
      if (length > LONGEST_FIELD) return 'a name without end in the header of a member'
      if (input.take(1)[0] === 0) break
    }
  }
  if ((flags & HEADER_CRC) === 0) return undefined
  if (!(await input.fill(2))) return cut
  input.take(2)
  return undefined
}

/**
 * The same as `inflate` in one call, where the member before was short. undefined, with nothing taken, where the stream does
 * not end within as many bytes, is damaged or gives too much.
 */
async function inflateWhole(input: ByteQueue): Promise<AsyncGenerator<Uint8Array, undefined> | undefined> {
  const before = lengths.get(input)
  if (before === undefined || before > WHOLE) return undefined
  await input.fill(WHOLE)
  const bytes = input.peek(WHOLE)
  try {
    const found: unknown = inflateRawSync(bytes, { ...WHOLE_OPTIONS, info: true })
    // zlib leaves what follows the end of a stream, at least its trailer.
    if (!isInflated(found) || found.engine.bytesWritten >= bytes.length) return undefined
    input.take(found.engine.bytesWritten)
    return oneOf(found.buffer)
  } catch {
    return undefined
  }
}

const WHOLE_OPTIONS = {
  chunkSize: OUTPUT_CHUNK,
  finishFlush: constants.Z_SYNC_FLUSH,
  maxOutputLength: MOST_OF_WHOLE,
}

/** What zlib gives with the option `info`, which its types leave out: what came out, and how far it read. */
const isInflated = (found: unknown): found is { buffer: Uint8Array; engine: { bytesWritten: number } } =>
  typeof found === 'object' && found !== null && 'engine' in found && 'buffer' in found

async function* oneOf(bytes: Uint8Array): AsyncGenerator<Uint8Array, undefined> {
  yield bytes
}

/** Inflates one deflate stream (RFC 1951) and takes exactly its bytes; returns what is wrong with it, if anything. */
async function* inflate(input: ByteQueue): AsyncGenerator<Uint8Array, string | undefined> {
  const inflater = createInflateRaw({ chunkSize: OUTPUT_CHUNK, finishFlush: constants.Z_SYNC_FLUSH })
  const output = watchOutput(inflater)
  try {
    for (;;) {
      const before = inflater.bytesWritten
      const size = before < SMALL_UNTIL ? SMALL_SLICE : SLICE
      // Whole slices, however the body comes: what damage costs must not depend on that.
      await input.fill(size)
      if (input.held === 0) {
        await output.settled(done => inflater.end(done))
        yield* output.take()
        return CUT
      }
      const slice = input.peek(size)
      await output.settled(done => inflater.write(slice, () => done()))
      yield* output.take()
      if (output.failure !== undefined) return `compressed data that are not deflate (${output.failure})`
      // At its end zlib leaves the bytes that follow, at least those of the trailer.
      input.take(inflater.bytesWritten - before)
      if (output.ended) return undefined
    }
  } finally {
    inflater.destroy()
  }
}
