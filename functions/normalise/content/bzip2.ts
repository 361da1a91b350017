/**
 * Bzip2: sorted blocks of at most 900 kB (as bzip2 1.0.8 writes and reads them; there is no standard). Read block by
 * block: one is at most 46 MB of content, which comes out in chunks, so that memory is bounded whatever a file expands to.
 */
import { bitReader, OutOfBits } from './bit-reader.ts'
import type { ByteQueue } from './byte-queue.ts'
import { contentOfBlock, readBlock, type SortedBlock } from './bzip2-block.ts'
import { type Codec, CUT, startsWith } from './codec.ts'

const HEADER = 4
const BLOCK = '314159265359'
const END = '177245385090'
/** More than any block takes: 900,000 symbols of at most 20 bits, and its tables. */
const LONGEST_BLOCK = 2_400_000
const WRONG_CHECKSUM = 'a checksum that does not fit the content'

export const bzip2: Codec = {
  name: 'bzip2',
  async begins(input) {
    if (!(await startsWith(input, '425a68')) || !(await input.fill(HEADER + 6))) return false
    const magic = Buffer.from(input.peek(HEADER + 6).subarray(HEADER)).toString('hex')
    return levelOf(input) >= 1 && levelOf(input) <= 9 && (magic === BLOCK || magic === END)
  },
  async *member(input) {
    const longest = levelOf(input) * 100_000
    input.take(HEADER)
    /** Bits of the first byte held that belong to the block before: blocks end at any bit. */
    let taken = 0
    let combined = 0
    for (;;) {
      await input.fill(LONGEST_BLOCK)
      const part = readPart(input.peek(LONGEST_BLOCK), taken, longest)
      if (typeof part === 'string') return part
      if (part.block === undefined) {
        input.take(Math.ceil(part.bits / 8))
        return part.checksum === combined ? undefined : WRONG_CHECKSUM
      }
      const checksum = yield* contentOfBlock(part.block)
      if (checksum !== part.checksum) return WRONG_CHECKSUM
      combined = (((combined << 1) | (combined >>> 31)) ^ checksum) >>> 0
      input.take(part.bits >> 3)
      taken = part.bits & 7
    }
  },
}

const levelOf = (input: ByteQueue): number => input.at(3) - 48

/** A block, or the end of a member (without one), with its checksum and where it ends, in bits. */
interface Part {
  block: SortedBlock | undefined
  checksum: number
  bits: number
}

/** Reads the part that begins at bit `from`; what is wrong with it where it is none. */
function readPart(bytes: Uint8Array, from: number, longest: number): Part | string {
  const bits = bitReader(bytes, from)
  const half = () => bits.take(24).toString(16).padStart(6, '0')
  try {
    const magic = half() + half()
    if (magic !== BLOCK && magic !== END) return 'bytes that begin no block'
    const checksum = bits.take(16) * 65_536 + bits.take(16)
    const block = magic === END ? undefined : readBlock(bits, longest)
    return typeof block === 'string' ? block : { block, checksum, bits: bits.position }
  } catch (error) {
    if (error instanceof OutOfBits) return CUT
    throw error
  }
}
