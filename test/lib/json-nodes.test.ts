import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type JsonNode, NoJson, readJsonNodes } from '../../functions/lib/json-nodes.ts'
import { runsOf } from '../support/depth.ts'

/** The value without its places, as JSON.parse gives it. */
function plain(node: JsonNode): unknown {
  if (node.kind === 'value') return node.value
  if (node.kind === 'list') return node.items.map(plain)
  return Object.fromEntries(node.members.map(({ key, value }) => [key, plain(value)]))
}

const said = (text: string): string => {
  try {
    readJsonNodes(text)
    return 'read'
  } catch (error) {
    return error instanceof NoJson ? error.message : String(error)
  }
}

describe('JSON with places', () => {
  it('is what JSON.parse reads, however it is spaced', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(undefined, 1, '\t'), (value, space) => {
        const text = JSON.stringify(value, null, space)
        expect(JSON.stringify(plain(readJsonNodes(text)))).toBe(JSON.stringify(JSON.parse(text)))
      }),
    )
  })

  it('takes no text that JSON.parse refuses, and refuses none that it takes', () => {
    const pieces = fc.constantFrom(
      '"\u007f"',
      '"\t"',
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"a"',
      '"',
      '1',
      '-',
      '.',
      'e',
      '01',
      'true',
      'nul',
      ' ',
      '\n',
      '\\',
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), parts => {
        const text = parts.join('')
        let isJson = true
        try {
          JSON.parse(text)
        } catch {
          isJson = false
        }
        expect(said(text) === 'read').toBe(isJson)
      }),
      { numRuns: runsOf(2000) },
    )
  })

  it('knows line, column and path of every value, and each key as often as it stands', () => {
    const node = readJsonNodes('\ufeff{\r\n  "a": [1,\n    {"b": true}],\n  "a": null\n}')
    expect(node).toMatchObject({
      path: '',
      line: 1,
      column: 1,
      members: [
        {
          key: 'a',
          line: 2,
          column: 3,
          value: {
            path: 'a',
            line: 2,
            column: 8,
            items: [
              { path: 'a[0]', line: 2, column: 9, value: 1 },
              { path: 'a[1]', line: 3, column: 5, members: [{ key: 'b', value: { path: 'a[1].b', column: 11 } }] },
            ],
          },
        },
        { key: 'a', line: 4, column: 3, value: { value: null } },
      ],
    })
  })

  it.each([
    ['', 'line 1, column 1: expected a value, found the end of the file'],
    ['{"a": 1,}', 'line 1, column 9: expected a key in double quotes, found "}"'],
    ['{"a" 1}', 'line 1, column 6: expected a colon behind the key, found "1}"'],
    ['{\n "a": [1 2]\n}', 'line 2, column 10: expected a comma or ], found "2]"'],
    ["{'a': 1}", 'line 1, column 2: expected a key in double quotes, found "\'a\': 1}"'],
    ['[1]\n// more', 'line 2, column 1: expected nothing more, found "// more"'],
    ['{"a": "b', 'line 1, column 7: expected a value, found "\\"b"'],
    [
      '['.repeat(1e5),
      'line 1, column 22: expected at most 20 brackets within each other, found "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["',
    ],
  ])('%j is refused where it breaks', (text, message) => {
    expect(said(text)).toBe(message)
  })
})
