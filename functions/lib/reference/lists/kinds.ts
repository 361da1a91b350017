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
/** What stands before a name: a handle of the registry (`AS64500 - `, `NORTHWIND-AS-AP - `), a legal form, a quote. */
const BEFORE_NAME =
  /^(?:(?:AS\d+|[A-Z0-9_-]+-AS(?:-[A-Z]{2})?) - )?(?:(?:[POCZ]?JSC|LLC|OOO|[ZOP]?AO|UAB|SIA|LTD|Company)\s+)*["'«]*/

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

/** The first rule that holds for an AS's name, without what stands before it, says its kind. */
export function kindRuleOf(rules: readonly KindRule[], name: string): KindRule | undefined {
  const own = name.replace(BEFORE_NAME, '')
  return rules.find(({ pattern, unless }) => pattern.test(own) && unless?.test(own) !== true)
}

/**
 * Matches names that hold one of the words, whole, in any case. Words are regular expressions with `|` between them; `^` is
 * the begin of the name, behind its legal form. undefined where they are none, or match the empty text.
 */
export function patternOf(words: string): RegExp | undefined {
  try {
    const pattern = new RegExp(`${BEGIN}(?:${words})${END}`, 'iu')
    return pattern.test('') ? undefined : pattern
  } catch {
    return undefined
  }
}
