/**
 * Numbers that hash tables of outside data begin with, unknown to who wrote the data: with a known hash function a file
 * could choose thousands of addresses or names that all fall into one place, and make each look-up pass all of them.
 */
import { randomInt } from 'node:crypto'

/** Any 32 bits, as Math.imul gives them. */
export const newHashSeed = (): number => randomInt(2 ** 32) | 0

/**
 * An odd number to multiply by. The highest bits of the product are then a universal hash: two given numbers fall together
 * about as rarely as by chance (Dietzfelbinger and others, 1997).
 */
export const newMultiplier = (): number => newHashSeed() | 1
