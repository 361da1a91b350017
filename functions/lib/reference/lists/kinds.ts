/** kinds.csv: what kind of operator an AS is, by its name. */
import type { List } from './list-rows.ts'

/** The first rule whose pattern matches an AS's name says its kind. */
export interface KindRule {
  kind: string
  excludedAs: '' | 'cdn' | 'cloud'
  pattern: RegExp
  why: string
  exampleAsn: number
}

export const kinds: List<KindRule> = {
  name: 'kinds',
  columns: ['kind', 'excluded_as', 'pattern', 'why', 'example_asn'],
  read({ kind = '', excluded_as: excludedAs = '', pattern = '', why = '', example_asn: exampleAsn = '' }, refuse) {
    if (excludedAs !== '' && excludedAs !== 'cdn' && excludedAs !== 'cloud')
      throw refuse('cdn, cloud or nothing', excludedAs)
    const expression = patternOf(pattern)
    if (expression === undefined) throw refuse('a regular expression', pattern)
    return { kind, excludedAs, pattern: expression, why, exampleAsn: Number(exampleAsn) }
  },
}

function patternOf(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern, 'iu')
  } catch {
    return undefined
  }
}
