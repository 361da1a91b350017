import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesOf } from '../../../../functions/normalise/formats/framing/fields.ts'
import {
  ABSENT,
  FALSE,
  jsonSlots,
  LIST,
  NULL,
  NUMBER,
  OBJECT,
  OTHER_TEXT,
  PLAIN_TEXT,
  slotNumbers,
  TRUE,
} from '../../../../functions/normalise/formats/framing/json-slots.ts'
import { isJsonObject, parseJson } from '../../../../functions/normalise/formats/framing/json-values.ts'
import { runsOf } from '../../../support/depth.ts'

const PATHS = [
  'a',
  'b',
  'in',
  'in.a',
  'in.deep.a',
  'in.deep.b',
  'other.a',
  'größe',
  'first_long_key',
  'first_lang_key',
] as const
const slots = jsonSlots(PATHS)
const numbers = slotNumbers(PATHS)

/** What a scan finds, as JSON.parse would say it; false where it finds no object. */
function scanned(bytes: Uint8Array): Record<string, unknown> | false {
  const around = Buffer.concat([Buffer.from('{"'), bytes, Buffer.from('"}')])
  if (!slots.scan(around, 2, around.length - 2)) return false
  return Object.fromEntries(PATHS.map(path => [path, valueAt(around, numbers[path])]))
}

function valueAt(bytes: Buffer, slot: number): unknown {
  const start = slots.starts[slot] ?? 0
  const end = slots.ends[slot] ?? 0
  switch (slots.kinds[slot]) {
    case ABSENT:
      return undefined
    case PLAIN_TEXT:
      return bytes.toString('latin1', start, end)
    case OTHER_TEXT:
      return parseJson(bytes, start - 1, end + 1)
    default:
      return parseJson(bytes, start, end)
  }
}

function parsed(bytes: Uint8Array): Record<string, unknown> | false {
  const value = parseJson(bytes, 0, bytes.length)
  if (!isJsonObject(value)) return false
  return Object.fromEntries(
    PATHS.map(path => {
      const at = path
        .split('.')
        .reduce<unknown>((within, name) => (isJsonObject(within) ? within[name] : undefined), value)
      return [path, at]
    }),
  )
}

/** Objects that have the keys that are asked for now and then, twice too. */
const name = fc.constantFrom(
  'a',
  'b',
  'in',
  'deep',
  'other',
  'größe',
  'x',
  '',
  '\\u0061',
  'first_long_key',
  'first_lang_key',
)
const leaf = fc.oneof(
  fc.json({ maxDepth: 1 }),
  fc.constantFrom(
    '-0',
    '1e3',
    '1.50',
    '01',
    '1.',
    '-',
    '.5',
    '1E+2',
    '9007199254740993',
    'nul',
    'true',
    '"\\u00e4"',
    '"ä"',
    '"\\x"',
  ),
  fc.string({ maxLength: 6, unit: fc.constantFrom('"', '\\', 'a', '\t', ' ', 'ä', '{', ']') }).map(text => `"${text}"`),
)
const { object } = fc.letrec<{ object: string; list: string; value: string }>(tie => ({
  object: fc
    .tuple(fc.array(fc.tuple(name, tie('value')), { maxLength: 6 }), fc.constantFrom('', ' ', '\n', '\t \r'))
    .map(
      ([pairs, gap]) => `{${gap}${pairs.map(([key, value]) => `"${key}"${gap}:${gap}${value}${gap}`).join(`,${gap}`)}}`,
    ),
  list: fc.array(tie('value'), { maxLength: 3 }).map(values => `[${values.join(',')}]`),
  value: fc.oneof(
    { maxDepth: 4 },
    { weight: 3, arbitrary: leaf },
    { weight: 3, arbitrary: tie('object') },
    tie('list'),
  ),
}))

describe('a scan of an object', () => {
  it('finds what JSON.parse finds, and nothing where that finds no object', () => {
    fc.assert(
      fc.property(object, text => {
        expect(scanned(bytesOf(text))).toEqual(parsed(bytesOf(text)))
      }),
      { numRuns: runsOf(5000) },
    )
  })

  it('does so in damaged ones', () => {
    const damage = fc.tuple(object, fc.nat(), fc.nat({ max: 255 }), fc.boolean())
    fc.assert(
      fc.property(damage, ([text, at, byte, isCut]) => {
        const bytes = Buffer.from(text)
        const place = at % bytes.length
        bytes[place] = byte
        const damaged = isCut ? bytes.subarray(0, place) : bytes
        expect(scanned(damaged)).toEqual(parsed(damaged))
      }),
      { numRuns: runsOf(5000) },
    )
  })

  it.each([
    ['{"a":"x","a":1}', NUMBER],
    ['{"a":1,"a":"x"}', PLAIN_TEXT],
    ['{"a":"\\n"}', OTHER_TEXT],
    ['{"a":true}', TRUE],
    ['{"a":false}', FALSE],
    ['{"a":null}', NULL],
    ['{"a":{}}', OBJECT],
    ['{"a":[1,{"a":2}]}', LIST],
    ['{"\\u0061":1}', NUMBER],
    ['{"b":{"a":1}}', ABSENT],
  ])('%s has one value of a kind', (text, kind) => {
    expect(slots.scan(bytesOf(text), 0, text.length)).toBe(true)
    expect(slots.kinds[numbers.a]).toBe(kind)
  })

  it.each(['{"in":{"a":1},"in":{}}', '{"in":{"a":1},"in":5}', '{"in":{"deep":{"a":1}},"in":{"deep":[]}}'])(
    'of %s keeps nothing of the first of two values',
    text => {
      expect(scanned(bytesOf(text))).toEqual(parsed(bytesOf(text)))
      expect(slots.kinds[numbers['in.a']]).toBe(ABSENT)
      expect(slots.kinds[numbers['in.deep.a']]).toBe(ABSENT)
    },
  )

  it.each([150, 199, 200, 201, 250, 30_000])('goes through lists and objects %d deep', depth => {
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
    ] as const) {
      const whole = `{"x":${open.repeat(depth)}1${close.repeat(depth)},"a":"behind"}`
      expect(scanned(bytesOf(whole))).toMatchObject({ a: 'behind' })
      expect(scanned(bytesOf(whole.replace('1', '')))).toEqual(parsed(bytesOf(whole.replace('1', ''))))
      expect(scanned(bytesOf(whole.replace('1', '01')))).toBe(false)
    }
  })
})
