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
/** Characters of an alternative that a message shows. */
const SHOWN = 60
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
    const patternIn = (column: string, text: string) => {
      const pattern = patternOf(text)
      if (pattern !== undefined) return pattern
      const { at, of, alternative, problem } = brokenAlternative(text)
      throw refuse(`${WORDS} in ${column}, of which alternative ${at} of ${of} ${problem}`, alternative)
    }
    return {
      kind,
      excludedAs,
      pattern: patternIn('words', words),
      unless: unless === '' ? undefined : patternIn('unless', unless),
      why,
      exampleAsn: Number(exampleAsn),
    }
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
    return matchesEmpty(words) ? undefined : new RegExp(`${BEGIN}(?:${words})${END}`, 'iu')
  } catch {
    return undefined
  }
}

/**
 * Whether the words match the empty text, where neither case nor what stands around makes a difference. An expression is compiled as
 * it is first used: without these in a third of the time, and the whole only where a name is asked.
 */
const matchesEmpty = (words: string): boolean => new RegExp(`(?:${words})`, 'u').test('')

/** Which alternative of words that are no pattern is to blame, counted from 1, shortened, and why. */
function brokenAlternative(words: string): { at: number; of: number; alternative: string; problem: string } {
  const alternatives = outerAlternatives(words)
  const problems = alternatives.map(problemOf)
  const at = problems.findIndex(problem => problem !== undefined)
  const text = alternatives[at] ?? words
  return {
    at: at + 1,
    of: alternatives.length,
    alternative: text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text,
    problem: problems[at] ?? 'does not fit the others',
  }
}

function problemOf(alternative: string): string | undefined {
  if (alternative === '') return 'is empty'
  try {
    return matchesEmpty(alternative) ? 'holds of no letter at all' : undefined
  } catch (error) {
    return `is no expression (${String(error).split(': ').at(-1)})`
  }
}

/** Cut at each `|` that stands in no brackets. */
function outerAlternatives(words: string): string[] {
  const found = ['']
  let depth = 0
  let isClass = false
  for (const [piece] of words.matchAll(/\\[\s\S]|[\s\S]/gu)) {
    if (piece === '[') isClass = true
    else if (piece === ']') isClass = false
    else if (!isClass && piece === '(') depth++
    else if (!isClass && piece === ')') depth--
    if (piece === '|' && depth === 0 && !isClass) found.push('')
    else found[found.length - 1] += piece
  }
  return found
}
