/** kinds.csv: what kind of operator an AS is, by its name. */
import type { List } from './list-rows.ts'

/** A rule holds for a name that matches `pattern` and not `unless`. */
export interface KindRule {
  kind: string
  excludedAs: '' | 'cdn' | 'cloud'
  pattern: RegExp
  unless: RegExp | undefined
  why: string
  exampleAsn: number
}

/** Of letters of every alphabet: `\b` knows ASCII alone, and stands neither behind a bracket nor beside an umlaut. */
const BEGIN = '(?<![\\p{L}\\p{N}])'
const END = '(?![\\p{L}\\p{N}])'
const WORDS = 'regular expressions of words with | between them'

export const kinds: List<KindRule> = {
  name: 'kinds',
  columns: ['kind', 'excluded_as', 'words', 'unless', 'why', 'example_asn'],
  read(cells, refuse) {
    const {
      kind = '',
      excluded_as: excludedAs = '',
      words = '',
      unless = '',
      why = '',
      example_asn: exampleAsn = '',
    } = cells
    if (excludedAs !== '' && excludedAs !== 'cdn' && excludedAs !== 'cloud')
      throw refuse('cdn, cloud or nothing', excludedAs)
    const pattern = patternOf(words)
    if (pattern === undefined) throw refuse(WORDS, words)
    const never = patternOf(unless)
    if (never === undefined && unless !== '') throw refuse(WORDS, unless)
    return { kind, excludedAs, pattern, unless: never, why, exampleAsn: Number(exampleAsn) }
  },
}

/** The first rule that holds for an AS's name says its kind. */
export const kindRuleOf = (rules: readonly KindRule[], name: string): KindRule | undefined =>
  rules.find(({ pattern, unless }) => pattern.test(name) && unless?.test(name) !== true)

/**
 * Matches names that hold one of the words, whole, in any case. Words are regular expressions with `|` between them; `^` is
 * the begin of the name. undefined where they are none, or match the empty text.
 */
export function patternOf(words: string): RegExp | undefined {
  try {
    const pattern = new RegExp(`${BEGIN}(?:${words})${END}`, 'iu')
    return pattern.test('') ? undefined : pattern
  } catch {
    return undefined
  }
}
