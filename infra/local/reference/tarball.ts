/**
 * Files of a gzip tar archive (POSIX.1-1988 ustar, with the names of pax and GNU), as npm's packages are. Read in memory by
 * name: nothing of an archive is ever written, so that no name in it leads anywhere.
 */
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'

export interface ArchivedFile {
  name: string
  /** When it was last written, epoch ms, as the archive says. */
  modifiedMs: number
  bytes: Buffer
}

const BLOCK = 512
/** Of one file that is wanted; the largest that was seen has 60 MB. */
const MOST_BYTES = 2 ** 29
/** Fields of a header: where they begin and end. */
const NAME = [0, 100] as const
const SIZE = [124, 136] as const
const MODIFIED = [136, 148] as const
const CHECKSUM = [148, 156] as const
const TYPE = 156
const PREFIX = [345, 500] as const

/** The wanted files in the order of the archive. Throws where it is cut, damaged, or none. */
export async function readTarball(path: string, isWanted: (name: string) => boolean): Promise<ArchivedFile[]> {
  const refuse = (found: string, cause?: unknown) =>
    new Error(`${path}: expected a whole gzip tar archive, found ${found}; get it again`, { cause })
  const content = createGunzip({ chunkSize: 2 ** 18 })
  // Its errors come out of the content too.
  pipeline(createReadStream(path), content).catch(() => undefined)
  const bytes = blockReader(content, refuse)
  const files: ArchivedFile[] = []
  /** The name of the next file where it does not fit into its header. */
  let longName: string | undefined
  for (;;) {
    const header = await bytes.take(BLOCK)
    if (header.every(byte => byte === 0)) return files
    if (checksumOf(header) !== octal(header, CHECKSUM)) throw refuse('a header that is none')
    const size = octal(header, SIZE)
    const type = String.fromCharCode(header[TYPE] ?? 0)
    const prefix = text(header, PREFIX)
    const name = longName ?? (prefix === '' ? text(header, NAME) : `${prefix}/${text(header, NAME)}`)
    const padding = (BLOCK - (size % BLOCK)) % BLOCK
    const isFile = type === '0' || type === '\0'
    if (type === 'x' || type === 'L') {
      if (size > 2 ** 16) throw refuse(`a name of ${size} bytes`)
      const said = (await bytes.take(size)).toString('utf8')
      longName = type === 'L' ? said.replace(/\0+$/, '') : (/^\d+ path=(.*)$/m.exec(said)?.[1] ?? longName)
    } else if (isFile && isWanted(name)) {
      if (size > MOST_BYTES) throw refuse(`${name} of ${size} bytes`)
      files.push({ name, modifiedMs: octal(header, MODIFIED) * 1000, bytes: await bytes.take(size) })
      longName = undefined
    } else {
      await bytes.skip(size)
      // A global header ('g') stands before the file that a name was given for.
      if (type !== 'g') longName = undefined
    }
    await bytes.skip(padding)
  }
}

/** Takes bytes of pieces one after another. */
function blockReader(content: AsyncIterable<Buffer>, refuse: (found: string, cause?: unknown) => Error) {
  const pieces = content[Symbol.asyncIterator]()
  let piece: Buffer = Buffer.alloc(0)
  /** Gives up to `count` bytes, at least one. */
  async function some(count: number): Promise<Buffer> {
    while (piece.length === 0) {
      const next = await pieces.next().catch(error => {
        throw refuse(error instanceof Error ? error.message : String(error), error)
      })
      if (next.done === true) throw refuse('its end too early')
      piece = next.value
    }
    const part = piece.subarray(0, count)
    piece = piece.subarray(part.length)
    return part
  }
  return {
    async take(count: number): Promise<Buffer> {
      const parts: Buffer[] = []
      for (let left = count; left > 0; left -= parts.at(-1)?.length ?? 0) parts.push(await some(left))
      return Buffer.concat(parts)
    },
    async skip(count: number): Promise<void> {
      for (let left = count; left > 0; ) left -= (await some(left)).length
    },
  }
}

type Field = readonly [start: number, end: number]

const text = (header: Buffer, [start, end]: Field): string => header.toString('utf8', start, end).replace(/\0.*$/s, '')

/** A number in octal digits; -1 where there is none. */
const octal = (header: Buffer, field: Field): number => {
  const digits = /^ *([0-7]+)[ \0]*$/.exec(header.toString('latin1', ...field))?.[1]
  return digits === undefined ? -1 : Number.parseInt(digits, 8)
}

/** The sum of a header's bytes, those of the sum itself taken for spaces. */
function checksumOf(header: Buffer): number {
  const [start, end] = CHECKSUM
  let sum = 0
  for (const [at, byte] of header.entries()) sum += at >= start && at < end ? 32 : byte
  return sum
}
