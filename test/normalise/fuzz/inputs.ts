/** Inputs by number: the same for a seed, a family and the files that they are made of. */
import { gzipSync, zstdCompressSync } from 'node:zlib'
import type { Format } from '../../../functions/normalise/formats/format.ts'
import { bzip2File } from '../../support/bzip2-file.ts'
import { tarFile } from '../../support/tar-file.ts'
import { WRAPPINGS } from '../../support/wrappings.ts'
import { xzFile } from '../../support/xz-file.ts'
import { zipFile } from '../../support/zip-file.ts'
import type { Bases } from './bases.ts'
import { type Dice, diceOf } from './dice.ts'
import { MOST_BYTES, mutations } from './mutations.ts'

export interface FuzzInput {
  format: Format
  bytes: Uint8Array
  /** Sizes of the pieces in which it comes, the last of them again and again. */
  chunks: readonly number[]
  /** Whether it is an upload as a whole, with all that content may be wrapped in. */
  isUpload: boolean
  /** What was done to it, in order. */
  done: readonly string[]
}

const PACKINGS: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  gzip: bytes => gzipSync(bytes),
  'gzip of many members': bytes =>
    Buffer.concat([gzipSync(bytes.subarray(0, bytes.length >> 1)), gzipSync(bytes.subarray(bytes.length >> 1))]),
  zstd: bytes => zstdCompressSync(bytes),
  bzip2: bytes => bzip2File(bytes.subarray(0, 16_384)),
  xz: bytes => xzFile(bytes),
  tar: bytes => tarFile({ 'flow.log': bytes }),
  zip: bytes => zipFile({ 'flow.log': bytes }),
}
const TEXT_WRAPPINGS = Object.fromEntries(
  Object.entries(WRAPPINGS).map(([name, wrap]) => [name, (bytes: Buffer) => wrap(bytes.toString())]),
)

/** Of all inputs: those that are uploads as a whole, and of these those that are wrapped once, and those within that again. */
const UPLOADS = 0.1
const WRAPPED = 0.8
const TWICE = 0.2
const DAMAGED = 0.5

export function inputOf(seed: number, number: number, bases: Bases, others: readonly Uint8Array[]): FuzzInput {
  const dice = diceOf(seed, number)
  const formats = [...bases.keys()]
  const format = formats[number % formats.length] as Format
  const own = bases.get(format) ?? []
  const done: string[] = []
  const apply = (bytes: Buffer, most: number): Buffer => {
    let changed = bytes
    for (let left = 1 + dice.below(most); left > 0 && changed.length < MOST_BYTES; left--) {
      const [name, mutate] = dice.pick(Object.entries(mutations))
      done.push(name)
      changed = mutate(changed, dice, dice.happens(0.7) ? own : others)
    }
    return changed
  }
  let bytes = apply(Buffer.from(dice.happens(0.5) ? (own[0] ?? []) : dice.pick(own)), 5)
  const isUpload = dice.happens(UPLOADS)
  if (isUpload && dice.happens(WRAPPED)) {
    const wrap = () => {
      const [name, put] = dice.pick(Object.entries(dice.happens(0.5) ? PACKINGS : TEXT_WRAPPINGS))
      done.push(name)
      bytes = put(bytes)
    }
    wrap()
    if (dice.happens(TWICE)) wrap()
    if (dice.happens(DAMAGED)) bytes = apply(bytes, 2)
  }
  return { format, bytes: new Uint8Array(bytes), chunks: chunksOf(bytes.length, dice), isUpload, done }
}

/** A few bytes each, but no more than some thousand pieces. */
function chunksOf(length: number, dice: Dice): number[] {
  const least = 1 + (length >> 11)
  return Array.from({ length: 1 + dice.below(4) }, () => least + dice.below(dice.happens(0.5) ? 50 : 5000))
}
