/** What is done to good files: what disks, networks, scripts and enemies do to bytes, to text, and to numbers of binary records. */
import type { Dice } from './dice.ts'
import { textMutations } from './text-mutations.ts'

/** `others`: good files, of this format and of others. The input is not changed. */
export type Mutation = (bytes: Buffer, dice: Dice, others: readonly Uint8Array[]) => Buffer

/** A file does not grow beyond this. */
export const MOST_BYTES = 131_072

/** Bytes that mean something in some format. */
const SIGNS = Buffer.from('\0\x01\x7f\n\r\t ",:;[]{}|\\-+.#0')

const place = (bytes: Buffer, dice: Dice): number => dice.below(bytes.length + 1)

/** A piece of the file, a few bytes or a large part of it. */
function piece(bytes: Buffer, dice: Dice): [start: number, end: number] {
  const start = place(bytes, dice)
  const most = dice.happens(0.7) ? 64 : bytes.length
  return [start, Math.min(bytes.length, start + 1 + dice.below(most + 1))]
}

const insert = (bytes: Buffer, at: number, more: Uint8Array): Buffer =>
  Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)])

const times = (dice: Dice): number => (dice.happens(0.8) ? 1 + dice.below(4) : 1 + dice.below(400))

/** Whole numbers at the ends of what their bytes hold, and around what stands there. */
function extreme(bytes: Buffer, dice: Dice): Buffer {
  const changed = Buffer.from(bytes)
  const width = dice.pick([1, 2, 2, 4, 8])
  if (changed.length < width) return changed
  const at = dice.below(changed.length - width + 1)
  const how = dice.below(6)
  if (how === 0) changed.fill(0, at, at + width)
  else if (how === 1) changed.fill(0xff, at, at + width)
  else if (how === 2) changed.fill(0xff, at, at + width).writeUInt8(0x7f, at)
  else if (how === 3) changed.fill(0, at, at + width).writeUInt8(0x80, at)
  else if (width === 2)
    changed.writeUInt16BE((changed.readUInt16BE(at) + dice.pick([-4, -1, 1, 4]) + 65_536) % 65_536, at)
  else changed[at + width - 1] = dice.pick([0, 1, 2, 3, 4, 7, 8, 16, 64, 255])
  return changed
}

export const mutations: Readonly<Record<string, Mutation>> = {
  'bits turned over'(bytes, dice) {
    const changed = Buffer.from(bytes)
    for (let i = 1 + dice.below(8); i > 0 && changed.length > 0; i--) {
      const at = dice.below(changed.length)
      changed[at] = (changed[at] ?? 0) ^ (1 << dice.below(8))
    }
    return changed
  },
  'bytes set'(bytes, dice) {
    const changed = Buffer.from(bytes)
    for (let i = 1 + dice.below(4); i > 0 && changed.length > 0; i--)
      changed[dice.below(changed.length)] = dice.happens(0.7) ? dice.pick([...SIGNS]) : dice.below(256)
    return changed
  },
  'cut off': (bytes, dice) => bytes.subarray(0, place(bytes, dice)),
  'begun late': (bytes, dice) => bytes.subarray(dice.below(Math.min(bytes.length + 1, 200))),
  'a piece left out'(bytes, dice) {
    const [start, end] = piece(bytes, dice)
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)])
  },
  'a piece again'(bytes, dice) {
    const [start, end] = piece(bytes, dice)
    const again = bytes.subarray(start, end)
    const most = Math.floor((MOST_BYTES - bytes.length) / (again.length || 1))
    return insert(bytes, start, Buffer.concat(Array(Math.max(1, Math.min(most, times(dice)))).fill(again)))
  },
  'a piece elsewhere'(bytes, dice) {
    const [start, end] = piece(bytes, dice)
    const rest = Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)])
    return insert(rest, place(rest, dice), bytes.subarray(start, end))
  },
  'two files in one'(bytes, dice, others) {
    const other = Buffer.from(dice.pick(others))
    return Buffer.concat([bytes.subarray(0, place(bytes, dice)), other.subarray(place(other, dice))])
  },
  'bytes put in': (bytes, dice) => insert(bytes, place(bytes, dice), dice.bytes(1 + dice.below(20))),
  'zeros put in': (bytes, dice) => insert(bytes, place(bytes, dice), Buffer.alloc(times(dice))),
  'a number at its end': extreme,
  ...textMutations,
}
