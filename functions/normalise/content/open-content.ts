/**
 * The decompressed content of an upload, read once: its head for recognition, then all of its bytes, with their count and
 * hash. One that is cut or damaged gives the bytes before the damage. UTF-16 comes out as UTF-8.
 */
import { createHash } from 'node:crypto'
import { type Decompressed, decompress } from './decompress.ts'
import { type TextDecoding, textDecodingOf } from './text-decoding.ts'

export interface Content {
  /** The first bytes, at most `limit`; all of them where the content is shorter. */
  head(limit: number): Promise<Uint8Array>
  /** Whether `head` held all of the content. */
  readonly complete: boolean
  /** What it had to be taken out of (gzip, UTF-16), the outermost first; known after `head`. */
  readonly wrappings: readonly string[]
  /** All bytes from the beginning, chunk by chunk. Once. Each chunk holds until the next is asked for. */
  chunks(): AsyncIterable<Uint8Array>
  /** Lets go of what its bytes come from, whether it was read to its end or not. */
  close(): Promise<void>
  /** The most that it may have, and what is taken out of it. */
  readonly maxBytes: number
  /** Decompressed bytes so far, and their SHA-256 (32 hexadecimal digits of it). */
  readonly bytes: number
  hash(): string
  /** Whether bytes are missing from the end, so that the last unit may be half of one. Final when `chunks` has ended. */
  readonly cut: boolean
  /** Where the compression broke, for the owner of the file; undefined where it did not. */
  readonly damage: string | undefined
}

/** The content is larger than its limit. */
export class ContentTooLarge extends Error {
  override name = 'ContentTooLarge'

  constructor(maxBytes: number) {
    super(`expected at most ${maxBytes} decompressed bytes, found more; split it`)
  }
}

export function openContent(body: AsyncIterable<Uint8Array>, maxBytes: number): Content {
  const hash = createHash('sha256')
  let bytes = 0
  let complete = false
  const opened = body[Symbol.asyncIterator]()
  const decompressed = decompress({ [Symbol.asyncIterator]: () => opened })
  const source = decompressed.chunks[Symbol.asyncIterator]()
  let first: Uint8Array[] = []
  let decoding: TextDecoding | undefined

  function count(chunk: Uint8Array): Uint8Array {
    bytes += chunk.length
    if (bytes > maxBytes) throw new ContentTooLarge(maxBytes)
    hash.update(chunk)
    return chunk
  }

  async function* counted(): AsyncGenerator<Uint8Array> {
    for (const chunk of first) yield count(chunk)
    first = []
    for (;;) {
      const { value, done } = await source.next()
      if (done === true) return
      yield count(value)
    }
  }

  return {
    async head(limit) {
      let held = 0
      while (held < limit) {
        const { value, done } = await source.next()
        if (done === true) {
          complete = true
          break
        }
        held += value.length
        // A chunk holds until the next is asked for.
        first.push(Buffer.from(value))
      }
      const head = Buffer.concat(first).subarray(0, limit)
      decoding = textDecodingOf(head)
      return decoding === undefined ? head : decoding.head(head)
    },
    get complete() {
      return complete
    },
    get wrappings() {
      return decoding === undefined ? decompressed.codecs : [...decompressed.codecs, decoding.name]
    },
    chunks() {
      return decoding === undefined ? counted() : decoding.decode(counted())
    },
    async close() {
      // Whoever decompresses lets go first: of xz one content at a time is read in a process, and the next waits for it.
      await source.return?.(undefined)
      await opened.return?.()
    },
    maxBytes,
    get bytes() {
      return bytes
    },
    hash: () => hash.copy().digest('hex').slice(0, 32),
    get cut() {
      return decompressed.damage !== undefined
    },
    get damage() {
      return describeDamage(decompressed)
    },
  }
}

function describeDamage({ damage, ignored }: Decompressed): string | undefined {
  if (damage !== undefined) {
    const { codec, found, compressedBytes, contentBytes } = damage
    const kept = contentBytes === 0 ? 'nothing came out before it' : `the ${contentBytes} bytes before it are kept`
    return `${codec}: expected whole members, found ${found} near compressed byte ${compressedBytes}; ${kept}; upload the whole file again`
  }
  if (ignored === undefined) return undefined
  const { codec, from } = ignored
  return `${codec}: expected nothing after the last member, found other bytes from compressed byte ${from}; they are ignored`
}
