/**
 * What Node finds strictly equal, `toEqual` need not walk through: thousands of rows are compared in a part of the time. What
 * differs, or holds a matcher, is for `toEqual` to say, as ever.
 */
import { isDeepStrictEqual } from 'node:util'
import { expect } from 'vitest'

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null

expect.addEqualityTesters([(a, b) => (isObject(a) && isObject(b) && isDeepStrictEqual(a, b) ? true : undefined)])
