/**
 * Content out of its compressions: gzip, zstd, bzip2 and xz, with any number of members, as rotation and concatenation
 * leave them, and some within others, as two steps of a pipeline leave them. A damaged file gives what came before the
 * damage, and where.
 */
import { type ByteQueue, byteQueue } from './byte-queue.ts'
import { bzip2 } from './bzip2.ts'
import type { Codec } from './codec.ts'
import { gzip } from './gzip.ts'
import { xz } from './xz.ts'
import { zstd } from './zstd.ts'

/** Where compressed content broke. */
export interface Damage {
  codec: string
  found: string
  /** Bytes of the compressed input that were understood, and bytes that they gave. */
  compressedBytes: number
  contentBytes: number
}

/** Content, decompressed where it begins as a known compression does. All but `chunks` are final when that has ended. */
export interface Decompressed {
  /** Once. Each chunk holds until the next is asked for. */
  chunks: AsyncIterable<Uint8Array>
  /** Names of the compressions, the outermost first. */
  readonly codecs: readonly string[]
  /** The outermost. */
  readonly damage: Damage | undefined
  /**
   * Place of what follows the last member and is neither a member nor zeros (padding of tapes and disks), which is
   * ignored; and in what.
   */
  readonly ignored: { codec: string; from: number } | undefined
}

const CODECS: readonly Codec[] = [gzip, zstd, bzip2, xz]
/** Compressions within each other that are looked into; what lies deeper is content. */
const MAX_LAYERS = 3

interface Layer {
  codec: Codec
  damage?: Damage
  ignoredFrom?: number
}

export function decompress(body: AsyncIterable<Uint8Array>): Decompressed {
  const layers: Layer[] = []
  return {
    chunks: peel(body, layers),
    get codecs() {
      return layers.map(layer => layer.codec.name)
    },
    get damage() {
      return layers.find(layer => layer.damage !== undefined)?.damage
    },
    get ignored() {
      const layer = layers.find(({ ignoredFrom }) => ignoredFrom !== undefined)
      return layer?.ignoredFrom === undefined ? undefined : { codec: layer.codec.name, from: layer.ignoredFrom }
    },
  }
}

/** Yields what is within all compressions of `body`, and appends what they are to `layers`. */
async function* peel(body: AsyncIterable<Uint8Array>, layers: Layer[]): AsyncGenerator<Uint8Array> {
  const input = byteQueue(body)
  try {
    const codec = layers.length < MAX_LAYERS ? await codecOf(input, layers) : undefined
    if (codec === undefined) {
      while (await input.fill(1)) yield input.take(input.held)
      return
    }
    const layer: Layer = { codec }
    layers.push(layer)
    yield* peel(members(input, layer), layers)
  } finally {
    await input.close()
  }
}

/** Undefined also for xz within xz: one at a time is read in a process, so that the inner one would wait for the outer. */
async function codecOf(input: ByteQueue, layers: readonly Layer[]): Promise<Codec | undefined> {
  for (const codec of CODECS) if (await codec.begins(input)) return isWithin(codec, layers) ? undefined : codec
  return undefined
}

const isWithin = (codec: Codec, layers: readonly Layer[]): boolean =>
  codec === xz && layers.some(layer => layer.codec === xz)

async function* members(input: ByteQueue, layer: Layer): AsyncGenerator<Uint8Array> {
  const { codec } = layer
  let contentBytes = 0
  do {
    const member = codec.member(input)
    let next = await member.next()
    try {
      for (; next.done !== true; next = await member.next()) {
        contentBytes += next.value.length
        yield next.value
      }
    } finally {
      // Where reading is given up within a member, it lets go of what it holds.
      if (next.done !== true) await member.return(undefined)
    }
    if (next.value !== undefined) {
      layer.damage = { codec: codec.name, found: next.value, compressedBytes: input.taken, contentBytes }
      return
    }
  } while (await codec.begins(input))
  const ignoredFrom = await afterZeros(input)
  if (ignoredFrom !== undefined) layer.ignoredFrom = ignoredFrom
}

/** Skips zeros; the place of the first byte that is none, or undefined where the input ends. */
async function afterZeros(input: ByteQueue): Promise<number | undefined> {
  while (await input.fill(1)) {
    if (input.at(0) !== 0) return input.taken
    input.take(1)
  }
  return undefined
}
