import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RecordSink, StreamFormat } from '../../../../functions/normalise/formats/format.ts'
import { readJsonValues } from '../../../../functions/normalise/formats/framing/json-values.ts'
import { runsOf } from '../../../support/depth.ts'
import { readWith } from '../../../support/recording-sink.ts'

/** A format that skips every object as its own JSON. */
const echo: StreamFormat = {
  name: 'echo',
  title: 'echo',
  heartbeat: false,
  directions: 2,
  unit: 'line',
  access: 'stream',
  recognise: () => true,
  open: (sink: RecordSink) =>
    readJsonValues(sink, { skipKind: () => undefined, onObject: value => sink.skip(JSON.stringify(value)) }),
}

/** Outcomes by line of their beginning, in order. */
function outcomes(text: string, chunks: readonly number[] = []): string[] {
  const { skips, rejects, violations } = readWith(echo, text, { chunks })
  expect(violations).toEqual([])
  return [
    ...skips.map(({ ordinal, kind }) => ({ ordinal, text: kind })),
    ...rejects.map(({ ordinal, reason, found }) => ({ ordinal, text: `${reason}: ${found}` })),
  ]
    .sort((a, b) => a.ordinal - b.ordinal)
    .map(({ ordinal, text }) => `${ordinal} ${text}`)
}

const big = (bytes: number) => `{"a":"${'x'.repeat(bytes - 8)}"}`

describe('JSON values', () => {
  it('of an array on one line are read however long it is, and split alike', () => {
    const text = `[${Array.from({ length: 20_000 }, (_, i) => `{"i":${i},"of":{"a":"]"}}`).join(', ')}]`
    const found = outcomes(text)
    expect(found.length).toBe(20_000)
    expect(found.at(-1)).toBe('20000 {"i":19999,"of":{"a":"]"}}')
    expect(outcomes(text, [7, 1, 1000])).toEqual(found)
  })

  it('of one line without anything between them are read however long it is, and split alike', () => {
    const text = Array.from({ length: 20_000 }, (_, i) => `{"i":${i},"of":{"a":"}{"}}`).join('')
    const found = outcomes(text)
    expect([found.length, found.at(-1)]).toEqual([20_000, '20000 {"i":19999,"of":{"a":"}{"}}'])
    expect(outcomes(text, [7, 1, 1000])).toEqual(found)
  })

  it('of such an array are lost from a string without end to the end of its line', () => {
    expect(outcomes('[{"a":1},{"b":"2},{"c":3}\n,{"d":4},{"e":5}]')).toEqual([
      '1 {"a":1}',
      '2 bad_json: an unfinished string',
      '3 bad_json: no opening brace',
      '4 {"e":5}',
    ])
  })

  it.each([
    ['one a line', '{"a":1}\n{"b":{}}\n', ['1 {"a":1}', '2 {"b":{}}']],
    ['without a last line end', '{"a":1}', ['1 {"a":1}']],
    ['with CRLF, mark and blanks', '\ufeff{"a":1}\r\n\r\n  {"b":2}  \r\n', ['1 {"a":1}', '2 blank', '3 {"b":2}']],
    [
      'over several lines',
      '{\n  "a": {\n\n    "b": "}"\n  },\n  "c": 1\n}\n{"d":1}',
      ['1 {"a":{"b":"}"},"c":1}', '8 {"d":1}'],
    ],
    ['at the margin of many lines', '{\n"a":[\n{\n}\n]\n}\n', ['1 {"a":[{}]}']],
    ['that begin with an inner object', '{ "a": {}\n, "b": 1 }\n', ['1 {"a":{},"b":1}']],
    [
      'in an array',
      '[\n  {"a":1},\n  {\n    "b": 2\n  },\n {"c":3}\n]\n',
      ['1 bracket', '2 {"a":1}', '3 {"b":2}', '6 {"c":3}', '7 bracket'],
    ],
    [
      'in an array that begins and ends on their lines',
      '[{"a":1},\n{"b":[2]},\n{\n"c":[\n3\n]} ]\n',
      ['1 {"a":1}', '2 {"b":[2]}', '3 {"c":[3]}'],
    ],
    ['in an array of one', ' [ {"a":[{}]} ] ', ['1 {"a":[{}]}']],
    [
      'in an array on one line, as lines',
      '[{"a":"},{"},{"b":{"c":[{},{}]}} , {"d":1}]\n',
      ['1 {"a":"},{"}', '2 {"b":{"c":[{},{}]}}', '3 {"d":1}'],
    ],
    [
      'in an array of such lines',
      '\n[\n{"a":1},{"b":2},\n{"c":3}]',
      ['1 blank', '2 bracket', '3 {"a":1}', '4 {"b":2}', '5 {"c":3}'],
    ],
    [
      'with nothing between them, as Firehose writes them',
      '{"a":"}{"}{"b":{"c":{}}} {"d":1}\n{"e":2}{"f":3}',
      ['1 {"a":"}{"}', '2 {"b":{"c":{}}}', '3 {"d":1}', '4 {"e":2}', '5 {"f":3}'],
    ],
    [
      'over several lines with nothing between them',
      '{\n "a": 1\n}{\n "b": 2\n}{"c":3}',
      ['1 {"a":1}', '4 {"b":2}', '7 {"c":3}'],
    ],
    ['with a comma before each', '{"a":1}\n,\n{"b":2}', ['1 {"a":1}', '2 bracket', '3 {"b":2}']],
    ['with quotes and backslashes in strings', '{"a":\n"\\"}\\\\"}\n', ['1 {"a":"\\"}\\\\"}']],
  ])('%s', (_, text, expected) => {
    expect(outcomes(text)).toEqual(expected)
  })

  it.each([
    ['a line cut in a string', '{"a":"x\n{"b":2}\n', ['1 bad_json: an unfinished string', '2 {"b":2}']],
    ['a line cut in a number', '{"a":1\n{"b":2}\n', ['1 bad_json: the line ends within an object', '2 {"b":2}']],
    ['a file cut in an object', '{"a":1}\n{\n "b": 2\n', ['1 {"a":1}', '2 bad_json: the file ends within an object']],
    [
      'a string over two lines',
      '{\n"a":"x\ny"\n}\n{"b":2}\n',
      ['1 bad_json: an unfinished string', '3 bad_json: no opening brace', '4 bad_json: no opening brace', '5 {"b":2}'],
    ],
    [
      'two objects in a later line, where each has its own',
      '{"a":1}\n{"b":2}{"c":3}\n{"d":4}',
      ['1 {"a":1}', '2 bad_json: an object that is not JSON', '3 {"d":4}'],
    ],
    [
      'text between objects',
      'hello\n"x"\n{"c":3}',
      ['1 bad_json: no opening brace', '2 bad_json: no opening brace', '3 {"c":3}'],
    ],
    [
      'braces without JSON',
      '{a}\n{\nb\n}\n{"c":3}',
      ['1 bad_json: an object that is not JSON', '2 bad_json: an object that is not JSON', '5 {"c":3}'],
    ],
  ])('%s costs that object alone', (_, text, expected) => {
    expect(outcomes(text)).toEqual(expected)
  })

  it('may have 64 KiB on one line and no more', () => {
    expect(outcomes(`${big(65_536)}\n{"b":2}`)[1]).toBe('2 {"b":2}')
    expect(outcomes(`${big(65_537)}\n{"b":2}`)).toEqual(['1 too_long: more than 65536 bytes', '2 {"b":2}'])
  })

  it('may have 64 KiB over several lines and no more', () => {
    const lines = (count: number) => `{\n${'"a": 1,\n'.repeat(count)}"b": 2\n}\n{"c":3}\n`
    // 8 bytes a line; the braces and the last pair take 10 with their line ends.
    expect(outcomes(lines(8190))).toEqual(['1 {"a":1,"b":2}', '8194 {"c":3}'])
    expect(outcomes(lines(8191))).toEqual(['1 too_long: more than 65536 bytes', '8195 {"c":3}'])
    expect(outcomes(lines(100_000))).toEqual(['1 too_long: more than 65536 bytes', '100004 {"c":3}'])
  })

  it('with a line that is too long are cut there', () => {
    expect(outcomes(`{\n"a":"${'x'.repeat(70_000)}"\n}\n{"c":3}\n`)).toEqual([
      '1 bad_json: the line ends within an object',
      '2 too_long: more than 65536 bytes',
      '3 bad_json: no opening brace',
      '4 {"c":3}',
    ])
  })

  it('show what was refused', () => {
    const { rejects } = readWith(echo, '{\n  "a": x\n}\n')
    expect(rejects.map(reject => reject.text)).toEqual(['{\n"a": x\n}'])
  })

  it('are the same however the bytes are split', () => {
    const pieces = ['{', '}', '"', '\\', '\n', '\r\n', ',', '[', ']', ' ', '{"a":1}', '{"a":\n', ':1', 'x']
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
})
