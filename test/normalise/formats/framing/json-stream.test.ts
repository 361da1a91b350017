import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RecordSink, StreamFormat } from '../../../../functions/normalise/formats/format.ts'
import { type Plan, readJsonStream } from '../../../../functions/normalise/formats/framing/json-stream.ts'
import { runsOf } from '../../../support/depth.ts'
import { readWith } from '../../../support/recording-sink.ts'

/** Units are what lies in `u` of anything; `k` is kept and shown with them. */
const plan = (path: readonly string[]): Plan => {
  const last = path.at(-1)
  if (last === 'k') return 'keep'
  if (path.at(-2) === 'u') return 'unit'
  return last === undefined || last === '*' || last === 'a' || last === 'u' ? 'enter' : 'pass'
}

/** With `inPlace` plain texts come as bytes. */
const formatOf = (inPlace: boolean): StreamFormat => ({
  name: 'units',
  title: 'units',
  heartbeat: false,
  directions: 2,
  unit: 'line',
  access: 'stream',
  recognise: () => true,
  open(sink: RecordSink) {
    let kept = ''
    return readJsonStream(sink, {
      planOf: plan,
      onKept: (path, value) => {
        kept += `${path.join('.')}=${JSON.stringify(value)} `
      },
      onUnit: (path, value) => sink.skip(`${kept}${path.join('.')}: ${JSON.stringify(value)}`),
      ...(inPlace && {
        onPlainText: (path: readonly string[], buffer: Buffer, start: number, end: number) => {
          const text = buffer.toString('latin1', start, end)
          sink.skip(`${kept}${path.join('.')}: ${JSON.stringify(text)}`)
        },
      }),
      onLeave: path => {
        if (path.at(-1) !== 'u') kept = ''
      },
    })
  },
})

function outcomes(text: string, chunks: readonly number[] = []): string[] {
  const found = outcomesOf(formatOf(false), text, chunks)
  expect(outcomesOf(formatOf(true), text, chunks)).toEqual(found)
  return found
}

function outcomesOf(format: StreamFormat, text: string, chunks: readonly number[]): string[] {
  const { skips, rejects, violations } = readWith(format, text, { chunks })
  expect(violations).toEqual([])
  return [
    ...skips.map(({ ordinal, kind }) => ({ ordinal, text: kind })),
    ...rejects.map(({ ordinal, reason, column, found }) => ({ ordinal, text: `${reason} at ${column}: ${found}` })),
  ]
    .sort((a, b) => a.ordinal - b.ordinal)
    .map(({ ordinal, text }) => `${ordinal} ${text}`)
}

it('are the same texts, with escapes or without, as a string or as bytes, wherever a chunk ends', () => {
  const characters = fc.constantFrom('a', '7', '"', '\\', '/', '\n', '\t', '\b', '\u0001', '\u007f', 'é', '✓', '😀')
  const texts = fc.array(
    fc.array(characters, { maxLength: 12 }).map(found => found.join('')),
    { minLength: 1, maxLength: 4 },
  )
  const writings = fc.constantFrom<(text: string) => string>(
    text => JSON.stringify(text),
    text => JSON.stringify(text).replaceAll('/', '\\/'),
    text => JSON.stringify(text).replaceAll('a', '\\u0061'),
  )
  fc.assert(
    fc.property(texts, writings, fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 3 }), (found, write, chunks) => {
      const expected = found.map((text, at) => `${at + 1} u.*: ${JSON.stringify(text)}`)
      expect(outcomes(`{"u":[${found.map(write).join(',')}]}`, chunks)).toEqual(expected)
    }),
    { seed: 7, numRuns: runsOf(200) },
  )
})

it.each(['"\\x"', '"\\', '"a\\u12', '"tab\t"'])('refuse the text %j, which is none', text => {
  expect(outcomes(`{"u":[${text}]}`)[0]).toMatch(/^1 bad_json at u/)
})

describe('units of a JSON document', () => {
  it.each([
    [
      'on one line',
      '{"a":{"u":["x",1,{"y":"]}"},null]}}',
      ['1 a.u.*: "x"', '2 a.u.*: 1', '3 a.u.*: {"y":"]}"}', '4 a.u.*: null'],
    ],
    [
      'over many lines',
      '{\n "a": {\r\n\t"u" : [\n  "x\\"" ,\n  true\n ]\n }\n}\n',
      ['1 a.u.*: "x\\""', '2 a.u.*: true'],
    ],
    [
      'with what is kept before them, of their object alone',
      '[{"k":1,"a":{"u":["x"]}},{"a":{"u":["y"]}}]',
      ['1 *.k=1 *.a.u.*: "x"', '2 *.a.u.*: "y"'],
    ],
    ['in documents one a line', '{"u":["x"]}\n{"u":["y"]}\n', ['1 u.*: "x"', '2 u.*: "y"']],
    [
      'in documents with commas and a mark around them',
      '\ufeff,{"u":["x"]},\n{"u":["y",]},',
      ['1 u.*: "x"', '2 u.*: "y"'],
    ],
    ['beside what is passed over', '{"z":{"u":["no"]},"y":[1,{"u":[2]}],"u":["x"],"w":"}"}', ['1 u.*: "x"']],
    ['of a document that is not whole yet', '{"u":["x","y"', ['1 u.*: "x"', '2 u.*: "y"']],
    ['but the one that is cut', '{"u":["x","y', ['1 u.*: "x"', '2 bad_json at u.*: 2 bytes, and the file ends']],
    ['in arrays that follow each other', '[{"u":["x"]}]\n[{"u":["y"]}]', ['1 *.u.*: "x"', '2 *.u.*: "y"']],
  ])('%s', (_, text, expected) => {
    expect(outcomes(text)).toEqual(expected)
  })

  it.each([
    ['a unit that is no JSON', '{"u":[x1,"y"]}', ['1 bad_json at u.*: x1', '2 u.*: "y"']],
    [
      'what is no key costs its document',
      '{"u":["x"],1}\n{"u":["y"]}',
      ['1 u.*: "x"', '2 bad_json at : no key where one is due', '3 u.*: "y"'],
    ],
    [
      'a wrong bracket costs its document',
      '{"u":["x"}]}\n{"u":["y"]}',
      ['1 u.*: "x"', '2 bad_json at u: } where nothing of that kind is open', '3 u.*: "y"'],
    ],
    ['text is one unit', 'hello, world\nand more\n{"u":["y"]}', ['1 bad_json at : no opening brace', '2 u.*: "y"']],
  ])('%s', (_, text, expected) => {
    expect(outcomes(text)).toEqual(expected)
  })

  it('may have 64 KiB each and no more, in a document of any size', () => {
    const long = (bytes: number) => JSON.stringify('x'.repeat(bytes - 2))
    const text = `{"u":[${long(65_536)},${long(65_537)},${long(1_000_000)},"y"],"k":${long(5000)}}`
    const found = outcomes(text, [10_000])
    expect(found.map(line => line.slice(0, 60))).toEqual([
      `1 u.*: "${'x'.repeat(52)}`,
      '2 too_long at u.*: more than 65536 bytes',
      '3 too_long at u.*: more than 65536 bytes',
      '4 u.*: "y"',
    ])
  })

  it('of a document that is too deep are passed over, and those after it are read', () => {
    const deep = `${'{"a":'.repeat(100_000)}{"u":["x"]}${'}'.repeat(100_000)}`
    expect(outcomes(`${deep}\n{"u":["y"]}`)).toEqual(['1 u.*: "y"'])
  })

  it('are the same however the bytes are split', () => {
    const pieces = [
      '{',
      '}',
      '"',
      '\\',
      '\n',
      ',',
      ':',
      '[',
      ']',
      ' ',
      '"u":[',
      '"a":{',
      '"k":1',
      '{"u":["x"]}',
      '1',
      'x',
    ]
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...pieces), { maxLength: 40 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        (parts, chunks) => {
          expect(outcomes(parts.join(''), chunks)).toEqual(outcomes(parts.join('')))
        },
      ),
      { seed: 20_170_401, numRuns: runsOf(1000) },
    )
  })

  it('are those of JSON.parse, for every document that is JSON', () => {
    const document = fc.letrec(tie => ({
      value: fc.oneof({ depthSize: 'small' }, fc.jsonValue({ maxDepth: 2 }), tie('object')),
      object: fc.record(
        { k: fc.jsonValue({ maxDepth: 1 }), a: tie('value'), u: fc.array(fc.jsonValue({ maxDepth: 2 })) },
        { requiredKeys: [] },
      ),
    })).object
    const unitsOf = (value: unknown, path: string[]): string[] => {
      const own = plan(path)
      if (own === 'unit') return [JSON.stringify(value)]
      if (own !== 'enter' || typeof value !== 'object' || value === null) return []
      const entries: [string, unknown][] = Array.isArray(value) ? value.map(of => ['*', of]) : Object.entries(value)
      return entries.flatMap(([key, of]) => unitsOf(of, [...path, key]))
    }
    fc.assert(
      fc.property(document, fc.constantFrom(0, 2), (value, indent) => {
        const found = outcomes(JSON.stringify(value, null, indent)).map(line => line.slice(line.indexOf(': ') + 2))
        expect(found).toEqual(unitsOf(value, []))
      }),
      { seed: 20_170_401, numRuns: runsOf(500) },
    )
  })
})
