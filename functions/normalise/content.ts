/**
 * The decompressed content of an upload, read once: its head for recognition, then all of its bytes, with their count and
 * hash. A gzip file (RFC 1952) of any number of members; one that is cut or damaged gives the bytes before the damage.
 */
import { createHash } from 'node:crypto'
import { createGunzip } from 'node:zlib'

export interface Content {
  /** The first bytes, at most `limit`; all of them where the content is shorter. */
  head(limit: number): Promise<Uint8Array>
  /** Whether `head` held all of the content. */
  readonly complete: boolean
  /** All bytes from the beginning, chunk by chunk. Once. */
  chunks(): AsyncIterable<Uint8Array>
  /** Bytes given so far, and their SHA-256 (32 hexadecimal digits of it). */
  readonly bytes: number
  hash(): string
  /** Where the compression broke, for the owner of the file; undefined where it did not. */
  readonly damage: string | undefined
}

/** The content is larger than its limit. */
export class ContentTooLarge extends Error {
  override name = 'ContentTooLarge'
}

/** Bytes of compressed input that are decompressed at once: at most 1,032 times as many come out. */
const INPUT_BYTES = 16_384

export function openContent(body: AsyncIterable<Uint8Array>, maxBytes: number): Content {
  const hash = createHash('sha256')
  let bytes = 0
  let damage: string | undefined
  let complete = false
  const source = decompressed(body, problem => {
    damage = problem
  })[Symbol.asyncIterator]()
  let first: Uint8Array[] = []

  function count(chunk: Uint8Array): Uint8Array {
    bytes += chunk.length
    if (bytes > maxBytes)
      throw new ContentTooLarge(`expected at most ${maxBytes} decompressed bytes, found more; split it`)
    hash.update(chunk)
    return chunk
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
        first.push(value)
      }
      return Buffer.concat(first).subarray(0, limit)
    },
    get complete() {
      return complete
    },
    async *chunks() {
      for (const chunk of first) yield count(chunk)
      first = []
      for (;;) {
        const { value, done } = await source.next()
        if (done === true) return
        yield count(value)
      }
    },
    get bytes() {
      return bytes
    },
    hash: () => hash.copy().digest('hex').slice(0, 32),
    get damage() {
      return damage
    },
  }
}

async function* decompressed(body: AsyncIterable<Uint8Array>, broken: (problem: string) => void) {
  let beginning: Uint8Array | undefined = new Uint8Array()
  const chunks = body[Symbol.asyncIterator]()
  while (beginning.length < 2) {
    const { value, done } = await chunks.next()
    if (done === true) break
    beginning = Buffer.concat([beginning, value])
  }
  async function* whole() {
    if (beginning !== undefined && beginning.length > 0) yield beginning
    beginning = undefined
    for (;;) {
      const { value, done } = await chunks.next()
      if (done === true) return
      yield value
    }
  }
  const gzip = beginning[0] === 0x1f && beginning[1] === 0x8b
  yield* gzip ? gunzip(whole(), broken) : whole()
}

async function* gunzip(body: AsyncIterable<Uint8Array>, broken: (problem: string) => void) {
  const inflater = createGunzip({ chunkSize: 1 << 18 })
  let ready: Uint8Array[] = []
  let given = 0
  let taken = 0
  let failure: Error | undefined
  let ended = false
  let wake = () => {}
  // Listening keeps the stream flowing, so that what came out before damage is not lost with it.
  inflater.on('data', (chunk: Uint8Array) => ready.push(chunk))
  inflater.on('error', error => {
    failure = error
    wake()
  })
  inflater.on('end', () => {
    ended = true
    wake()
  })
  /** Resolves when the act is done, or the stream has ended or failed. */
  const settled = (act: (done: () => void) => void) =>
    new Promise<void>(resolve => {
      wake = resolve
      act(resolve)
    })
  const takeReady = (): Uint8Array[] => {
    const taken = ready
    ready = []
    for (const out of taken) given += out.length
    return taken
  }
  try {
    for await (const chunk of body) {
      for (let at = 0; at < chunk.length && failure === undefined && !ended; at += INPUT_BYTES) {
        const part = chunk.subarray(at, at + INPUT_BYTES)
        await settled(done => inflater.write(part, () => done()))
        taken += part.length
        yield* takeReady()
      }
      if (failure !== undefined || ended) break
    }
    if (failure === undefined && !ended) await settled(() => inflater.end())
    yield* takeReady()
    if (failure !== undefined) {
      broken(
        `gzip: expected whole members, found ${failure.message} near compressed byte ${taken}; ` +
          `the ${given} bytes before it are kept; upload the whole file again`,
      )
    }
  } finally {
    inflater.destroy()
  }
}
