import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { add, exactJson, exactNumber, parseExactJson } from '../../functions/lib/exact-numbers.ts'

const LARGEST = Number.MAX_SAFE_INTEGER

describe('whole numbers', () => {
  it('add up exactly, in any order, below and beyond 2^53', () => {
    expect(add(LARGEST, LARGEST)).toBe(18_014_398_509_481_982n)
    expect(add(add(LARGEST, LARGEST), -LARGEST)).toBe(LARGEST)
    expect(add(1, 2)).toBe(3)
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n })), values => {
        const expected = exactNumber(values.reduce((sum, value) => sum + value, 0n))
        expect(values.map(exactNumber).reduce(add, 0)).toBe(expected)
      }),
    )
  })

  it('of which a part is no whole number are refused', () => {
    expect(() => add(0.5, 1)).toThrow(RangeError)
  })

  it('come through JSON digit by digit, and stay numbers there', () => {
    const value = { a: 9_007_199_254_740_993n, b: [-(2n ** 63n), 1, 1.5, 'n', '\u0000123"', null] }
    const text = exactJson(value)
    expect(text).toBe('{"a":9007199254740993,"b":[-9223372036854775808,1,1.5,"n","\\u0000123\\"",null]}')
    expect(parseExactJson(text)).toEqual(value)
    expect(parseExactJson('[9007199254740991,1e300]')).toEqual([LARGEST, 1e300])
  })
})
