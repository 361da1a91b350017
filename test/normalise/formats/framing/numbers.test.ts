import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  microsToMs,
  parseIsoAsMicros,
  parseSecondsAsMicros,
  parseWhole,
} from '../../../../functions/normalise/formats/framing/numbers.ts'

const seed = 20_170_401

/** Parses with bytes around the text, which must not matter. */
const from = (parse: (buffer: Uint8Array, start: number, end: number) => number) => (text: string) => {
  const bytes = new TextEncoder().encode(`9${text}9`)
  return parse(bytes, 1, bytes.length - 1)
}
const whole = from(parseWhole)
const seconds = from(parseSecondsAsMicros)
const iso = from(parseIsoAsMicros)

describe('whole numbers', () => {
  it('reads every safe integer', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), value => whole(String(value)) === value),
      { seed },
    )
    expect(whole('007')).toBe(7)
    expect(whole('9007199254740991')).toBe(9_007_199_254_740_991)
  })

  it.each([
    '',
    '-',
    '-1',
    '+1',
    '1.0',
    '1e3',
    ' 1',
    '0x10',
    '１',
    '9007199254740992',
    '18446744073709551615',
    '1'.repeat(40),
  ])('refuses %j', text => {
    expect(whole(text)).toBe(-1)
  })
})

describe('decimal seconds', () => {
  it.each([
    ['1379288667.706265', 1_379_288_667_706_265],
    ['12', 12_000_000],
    ['0.000001', 1],
    ['0.0000019', 1],
    ['-0.0000001', -1],
    ['-1.5', -1_500_000],
    ['-0.0', 0],
    ['2153226000.1', 2_153_226_000_100_000],
    ['22.300000', 22_300_000],
  ])('reads %s exactly', (text, micros) => {
    expect(seconds(text)).toBe(micros)
  })

  it('reads what bigint arithmetic reads', () => {
    fc.assert(
      fc.property(fc.nat({ max: 4_000_000_000 }), fc.nat({ max: 999_999 }), (s, us) => {
        const text = `${s}.${String(us).padStart(6, '0')}`
        expect(BigInt(seconds(text))).toBe(BigInt(s) * 1_000_000n + BigInt(us))
      }),
      { seed },
    )
  })

  it.each(['', '-', '.', '1.', '.5', '1e9', '1.5e3', 'XXXXXXXXXX.XXXXXX', '1,5', '1 ', 'nan', '1'.repeat(16)])(
    'refuses %j',
    text => {
      expect(seconds(text)).toBeNaN()
    },
  )
})

describe('microseconds to milliseconds', () => {
  it('floors, also below zero and where a division would round', () => {
    expect(microsToMs(1999)).toBe(1)
    expect(microsToMs(-1)).toBe(-1)
    expect(microsToMs(-1000)).toBe(-1)
    fc.assert(
      fc.property(fc.maxSafeInteger(), micros => {
        const exact = BigInt(micros) / 1000n - (micros < 0 && micros % 1000 !== 0 ? 1n : 0n)
        expect(BigInt(microsToMs(micros))).toBe(exact)
      }),
      { seed },
    )
  })
})

describe('ISO 8601 times', () => {
  it.each([
    ['2011-03-18T19:06:08Z', '2011-03-18T19:06:08.000Z', 0],
    ['2011-03-18T19:06:08.123456Z', '2011-03-18T19:06:08.123Z', 456],
    ['2011-03-18 19:06:08.1', '2011-03-18T19:06:08.100Z', 0],
    ['2011-03-18T19:06:08+0830', '2011-03-18T10:36:08.000Z', 0],
    ['2011-03-18T19:06:08.5-05:00', '2011-03-19T00:06:08.500Z', 0],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z', 0],
    ['2020-02-29T00:00:00Z', '2020-02-29T00:00:00.000Z', 0],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z', 0],
  ])('reads %s', (text, date, micros) => {
    expect(iso(text)).toBe(Date.parse(date) * 1000 + micros)
  })

  it('reads every time that JavaScript writes', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0000-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true }),
        date => {
          expect(iso(date.toISOString())).toBe(date.getTime() * 1000)
        },
      ),
      { seed },
    )
  })

  it.each([
    '2011-02-29T00:00:00Z',
    '2011-13-01T00:00:00Z',
    '2011-03-18T24:00:00Z',
    '2011-03-18T19:60:08Z',
    '2011-03-18T19:06:08.Z',
    '2011-03-18T19:06:08UTC',
    '2011-03-18T19:06:08+25:00',
    '2011-03-18',
    '2011/03/18T19:06:08Z',
    'XXXX-XX-XXTXX:XX:XXZ',
  ])('refuses %s', text => {
    expect(iso(text)).toBeNaN()
  })
})
