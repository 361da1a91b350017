import fc from 'fast-check'
import { expect, it } from 'vitest'
import { formatAddress } from '../../../functions/lib/addresses.ts'
import { ByteSink } from '../../../functions/normalise/landing/byte-sink.ts'

it('writes an IPv4 address as its text', () => {
  const octet = fc.oneof(fc.constantFrom(0, 9, 10, 99, 100, 199, 200, 255), fc.integer({ min: 0, max: 255 }))
  fc.assert(
    fc.property(fc.array(fc.tuple(octet, octet, octet, octet), { maxLength: 20 }), addresses => {
      const [texts, bits] = [new ByteSink(), new ByteSink()]
      for (const [a, b, c, d] of addresses) {
        const w3 = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0
        texts.appendText(formatAddress({ family: 4, w0: 0, w1: 0, w2: 0, w3 }))
        bits.appendIpv4(w3)
      }
      expect(bits.bytes()).toEqual(texts.bytes())
    }),
    { seed: 20_170_404 },
  )
})

it('writes IPv4 addresses beyond its first room', () => {
  const sink = new ByteSink()
  for (let i = 0; i < 10_000; i++) sink.appendIpv4(0xffffffff)
  expect(sink.length).toBe(190_000)
  expect(Buffer.from(sink.bytes().subarray(-15)).toString()).toBe('255.255.255.255')
})

it('takes parts of another sink, whose bytes behind them are none of theirs', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 40 }), { minLength: 1, maxLength: 30 }), texts => {
      const [all, parts, expected] = [new ByteSink(), new ByteSink(), new ByteSink()]
      const ends = texts.map(text => {
        all.appendText(text)
        return all.length
      })
      for (const at of [...texts.keys()].reverse()) {
        parts.appendPart(all, ends[at - 1] ?? 0, ends[at] ?? 0)
        expected.appendText(texts[at] ?? '')
      }
      expect(parts.bytes()).toEqual(expected.bytes())
    }),
    { seed: 20_170_404 },
  )
})
