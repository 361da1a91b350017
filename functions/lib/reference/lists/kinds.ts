/** kinds.csv: what kind of operator an AS is, by its name. */
import type { List, Refuse } from './list-rows.ts'

/** A rule holds for a name that matches `pattern` and not `unless`. */
export interface KindRule {
  readonly kind: string
  readonly excludedAs: '' | 'cdn' | 'cloud'
  readonly pattern: RegExp
  readonly unless: RegExp | undefined
  readonly why: string
  readonly exampleAsn: number
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

const COLUMNS = ['kind', 'excluded_as', 'words', 'unless', 'why', 'example_asn'] as const
type Cells = Parameters<List<KindRule>['read']>[0]

export const kinds: List<KindRule> = {
  name: 'kinds',
  columns: COLUMNS,
  read(cells, refuse) {
    for (const column of ['words', 'unless']) {
      const text = cells[column] ?? ''
      if ((column === 'unless' && text === '') || patternOf(text) !== undefined) continue
      const { at, of, alternative, problem } = brokenAlternative(text)
      throw refuse(`${WORDS}, of which alternative ${at} of ${of} ${problem}`, alternative, column)
    }
    return ruleOf(cells, refuse)
  },
}

/** The same of a set that was read whole when it was put: to make patterns of all words takes ten times as long as the rest. */
export const storedKinds: List<KindRule> = { name: 'kinds', columns: COLUMNS, read: ruleOf }

/** Patterns are made when they are first asked for. */
function ruleOf(cells: Cells, refuse: Refuse): KindRule {
  const { kind = '', excluded_as: excludedAs = '', words = '', unless = '', why = '', example_asn: asn = '' } = cells
  if (excludedAs !== '' && excludedAs !== 'cdn' && excludedAs !== 'cloud')
    throw refuse('cdn, cloud or nothing', excludedAs, 'excluded_as')
  const made = new Map<string, RegExp>()
  const patternIn = (text: string, column: string): RegExp => {
    const pattern = made.get(text) ?? patternOf(text)
    if (pattern === undefined) throw refuse(WORDS, text, column)
    made.set(text, pattern)
    return pattern
  }
  return {
    kind,
    excludedAs,
    get pattern() {
      return patternIn(words, 'words')
    },
    get unless() {
      return unless === '' ? undefined : patternIn(unless, 'unless')
    },
    why,
    exampleAsn: Number(asn),
  }
}

/** The first rule that holds for an AS's name, without what stands before it, says its kind. */
export function kindRuleOf(rules: readonly KindRule[], name: string): KindRule | undefined {
  const own = name.replace(BEFORE_NAME, '')
  return rules.find(rule => rule.pattern.test(own) && rule.unless?.test(own) !== true)
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
