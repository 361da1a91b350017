import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { listedParameters } from '../../functions/lib/listed-parameters.ts'

describe('a list as parameters', () => {
  it('is one text where it is short, and a blank where there is nothing', () => {
    expect(listedParameters(['680', '2875'])).toEqual([' 680 2875 '])
    expect(listedParameters([])).toEqual([' '])
  })

  it('has every value once, in order, in texts that Athena takes with their quotes', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z0-9.>-]{1,253}$/), { maxLength: 60 }), values => {
        const texts = listedParameters(values)
        for (const text of texts) expect(text.length).toBeLessThanOrEqual(1022)
        expect(texts.flatMap(text => text.trim().split(' ')).filter(text => text !== '')).toEqual(values)
      }),
      { seed: 20_170_401, numRuns: 200 },
    )
  })
})
