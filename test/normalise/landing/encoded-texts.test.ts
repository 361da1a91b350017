import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ByteSink } from '../../../functions/normalise/landing/byte-sink.ts'
import { createEncodedTexts } from '../../../functions/normalise/landing/encoded-texts.ts'

it('writes texts by their numbers, in any order, as often as they are asked for', () => {
  const text = fc.oneof(fc.string({ maxLength: 30 }), fc.string({ unit: 'binary', maxLength: 30 }))
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 200 }), fc.infiniteStream(fc.nat()), (texts, picks) => {
      const encoded = createEncodedTexts()
      for (const own of texts) encoded.add(own)
      const numbers = Array.from({ length: 100 }, () => (picks.next().value as number) % texts.length)
      const [found, expected] = [new ByteSink(), new ByteSink()]
      encoded.append(found, numbers)
      for (const number of numbers) expected.appendText(texts[number] ?? '')
      expect(found.bytes()).toEqual(expected.bytes())
      expect(numbers.map(encoded.text)).toEqual(numbers.map(number => texts[number]))
    }),
    { seed: 20_170_404 },
  )
})
