import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openLabels } from '../../../functions/lib/reference/range-labels.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)

describe('labels', () => {
  it('are what JSON says they are, each and all', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue({ maxDepth: 3 })), fc.constantFrom(0, 1, 2), (labels, indent) => {
        // As JSON has it: it knows no negative zero.
        const expected: unknown[] = JSON.parse(JSON.stringify(labels))
        const opened = openLabels('test.bin', bytesOf(`${JSON.stringify(labels, undefined, indent)}  `))
        expect(opened.count).toBe(expected.length)
        expect(expected.map((_, at) => opened.at(at))).toEqual(expected)
        expect(opened.all()).toEqual(expected)
      }),
    )
  })

  it.each([
    [
      'braces, brackets and commas in names',
      [
        { asn: 1, name: '},{[],' },
        { asn: 2, name: ']' },
      ],
    ],
    [
      'quotes and backslashes in names',
      [
        { asn: 1, name: '"' },
        { asn: 2, name: '\\' },
        { asn: 3, name: '\\"},{"' },
      ],
    ],
    ['names that are no ASCII', ['Ærø', '中国电信', '😀']],
  ])('are found behind %s', (_, labels) => {
    const opened = openLabels('test.bin', bytesOf(JSON.stringify(labels)))
    expect(labels.map((_, at) => opened.at(at))).toEqual(labels)
  })

  it('are none beyond the first and the last', () => {
    const opened = openLabels('test.bin', bytesOf('["A","B"]'))
    expect([-1, 0, 1, 2].map(at => opened.at(at))).toEqual([undefined, 'A', 'B', undefined])
    expect(openLabels('test.bin', bytesOf('[]')).at(0)).toBeUndefined()
  })

  const refusal = 'asn.bin: expected labels of another form; compile it again'

  it.each(['', '["A","B"', '["A', '["A\\"]'])('that end nowhere are refused: %s', text => {
    expect(() => openLabels('asn.bin', bytesOf(text))).toThrow(refusal)
  })

  it.each(['{"a":1}', '[nothing]', '["A"],["B"]'])(
    'that are no array are refused where all are asked for: %s',
    text => {
      expect(() => openLabels('asn.bin', bytesOf(text)).all()).toThrow(refusal)
    },
  )

  it('of which one is no JSON are refused where that is asked for', () => {
    const opened = openLabels('asn.bin', bytesOf('["A",nothing]'))
    expect(opened.at(0)).toBe('A')
    expect(() => opened.at(1)).toThrow(refusal)
  })
})
