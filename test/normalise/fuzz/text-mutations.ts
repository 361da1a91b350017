/** What is done to text: to its lines, fields, numbers, keys, brackets and letters. Bytes are told as Latin-1, so that none is lost. */
import type { Dice } from './dice.ts'
import type { Mutation } from './mutations.ts'

const NUMBERS = [
  '',
  '0',
  '-0',
  '-1',
  '00',
  '0001',
  '1.5',
  '.5',
  '5.',
  '1e3',
  '1e309',
  '-1e-9',
  '0x10',
  '+1',
  'NaN',
  'null',
  'true',
  '-',
  '255',
  '256',
  '65535',
  '65536',
  '2147483647',
  '2147483648',
  '4294967295',
  '4294967296',
  '9007199254740991',
  '9007199254740993',
  '9223372036854775807',
  '18446744073709551615',
  '18446744073709551616',
  '9'.repeat(40),
  '9'.repeat(4000),
  '1 000',
  '1,000',
  '1.0 M',
  '١٢',
  '253402300800',
  '631152000',
  '-62135596800',
  '8640000000000001',
] as const

const DELIMITERS = ['\t', ',', ' ', '|', ';', '"'] as const
const DEPTHS = [3, 65, 1000, 20_000] as const
const OPENING = ['[', '{"a":', '[{"a":[', '"', '{', '\\"', '[[', '('] as const

const onText =
  (change: (text: string, dice: Dice) => string): Mutation =>
  (bytes, dice) =>
    Buffer.from(change(bytes.toString('latin1'), dice), 'latin1')

const onLines = (change: (lines: string[], dice: Dice) => void): Mutation =>
  onText((text, dice) => {
    const lines = text.split('\n')
    change(lines, dice)
    return lines.join('\n')
  })

const onFields = (change: (fields: string[], at: number, dice: Dice) => void): Mutation =>
  onLines((lines, dice) => {
    const which = dice.below(lines.length)
    const line = lines[which] ?? ''
    const delimiter = DELIMITERS.filter(sign => line.includes(sign))
    if (delimiter.length === 0) return
    const sign = dice.pick(delimiter)
    const fields = line.split(sign)
    change(fields, dice.below(fields.length), dice)
    lines[which] = fields.join(sign)
  })

/** One of the places that a pattern finds, with something else in it. */
const onMatch = (pattern: RegExp, change: (found: string, dice: Dice) => string): Mutation =>
  onText((text, dice) => {
    const found = [...text.matchAll(pattern)]
    if (found.length === 0) return text
    const { 0: match, index } = dice.pick(found)
    return text.slice(0, index) + change(match, dice) + text.slice(index + match.length)
  })

const put = (text: string, dice: Dice, more: string): string => {
  const at = dice.below(text.length + 1)
  return text.slice(0, at) + more + text.slice(at)
}

export const textMutations: Readonly<Record<string, Mutation>> = {
  'another number': onMatch(/\d+/g, (_, dice) => dice.pick(NUMBERS)),
  'two other numbers': (bytes, dice, others) => {
    const change = onMatch(/\d+/g, (_, own) => own.pick(NUMBERS))
    return change(change(bytes, dice, others), dice, others)
  },
  'lines joined': onText((text, dice) => {
    const ends = [...text.matchAll(/\r?\n/g)]
    if (ends.length === 0) return text
    const { 0: end, index } = dice.pick(ends)
    return text.slice(0, index) + dice.pick(['', ' ', '\r', '\0']) + text.slice(index + end.length)
  }),
  'lines in another order': onLines((lines, dice) => {
    const [line = ''] = lines.splice(dice.below(lines.length), 1)
    lines.splice(dice.below(lines.length + 1), 0, line)
  }),
  'a line again': onLines((lines, dice) => {
    const line = dice.pick(lines)
    lines.splice(dice.below(lines.length + 1), 0, ...Array<string>(1 + dice.below(20)).fill(line))
  }),
  'other line ends': onText((text, dice) =>
    text.replace(/\r?\n/g, dice.pick(['\r\n', '\r', '\n\n', '\0\n', '\n ', ''])),
  ),
  'a field left out': onFields((fields, at) => fields.splice(at, 1)),
  'a field again': onFields((fields, at, dice) => fields.splice(at, 0, ...fields.slice(at, at + 1 + dice.below(3)))),
  'a field empty': onFields((fields, at, dice) => fields.splice(at, 1, dice.pick(['', '-', '""', '"', ' ', 'null']))),
  'fields in another order': onFields((fields, at, dice) => fields.push(...fields.splice(at, 1 + dice.below(2)))),
  'another value': onMatch(/"[^"\n]{0,80}"/g, (_, dice) =>
    dice.pick(['null', '[]', '{}', '1', '""', '"\\ud800"', '"\\u0000"']),
  ),
  'a key again': onMatch(
    /"[^"\n]{1,40}"\s*:/g,
    (found, dice) => `${found}${dice.pick(['1', 'null', '{}', '""'])},${found}`,
  ),
  'another key': onMatch(
    /"[^"\n]{1,40}"\s*:/g,
    (_, dice) => `"${dice.pick(['', '__proto__', 'constructor', 'toString', 'x'])}":`,
  ),
  'nested deeply': onText((text, dice) => put(text, dice, dice.pick(OPENING).repeat(dice.pick(DEPTHS)))),
  'quotes put in': onText((text, dice) => put(text, dice, dice.pick(['"', '""', "'", '\\', '\\"', '"""']))),
  'a long unit': onText((text, dice) =>
    put(text, dice, dice.pick(['x', '7', ' ', ',', '\t']).repeat(dice.pick([5000, 65_535, 65_537, 70_000]))),
  ),
  'letters of no text': onText((text, dice) =>
    put(text, dice, dice.pick(['\xff\xfe', '\xef\xbb\xbf', '\xed\xa0\x80', '\xc3', '\xf4\x90\x80\x80'])),
  ),
  'letters of another case': onMatch(/[A-Za-z]{2,}/g, found =>
    found === found.toUpperCase() ? found.toLowerCase() : found.toUpperCase(),
  ),
}
