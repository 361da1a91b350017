/** Chance for one input: the same for a seed and a number, wherever and whenever it is thrown. */
import { seededRandom } from '../../support/random.ts'

export interface Dice {
  /** A whole number from 0 to below n. */
  below(n: number): number
  /** Whether something of this probability happens. */
  happens(probability: number): boolean
  pick<T>(of: readonly T[]): T
  bytes(length: number): Buffer
}

/** `number`: which of a seed's inputs. */
export function diceOf(seed: number, number: number): Dice {
  const { uniform } = seededRandom((Math.imul(seed, 0x9e37_79b1) ^ Math.imul(number + 1, 0x85eb_ca6b)) >>> 0)
  const below = (n: number) => Math.floor(uniform() * n)
  return {
    below,
    happens: probability => uniform() < probability,
    pick<T>(of: readonly T[]): T {
      if (of.length === 0) throw new Error('dice: expected something to pick, found nothing')
      return of[below(of.length)] as T
    },
    bytes: length => Buffer.from(Array.from({ length }, () => below(256))),
  }
}
