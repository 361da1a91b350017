/** Prose as markup, in which a word of the glossary is explained where it first stands and opens its definition. */
import type { Term } from '../figures/figure.ts'
import { escapeMarkup } from './escape.ts'

export interface Prose {
  /** A sentence or more. The first time that a term stands in any of them its short explanation follows in brackets. */
  say(text: string): string
  /** The same without brackets, where what stands around explains it: terms are links only. */
  link(text: string): string
}

/** Explains each of the terms once, in the order in which sentences are said. */
export function createProse(terms: readonly Term[]): Prose {
  const left = new Map(terms.map(term => [term, patternOf(term)]))
  const mark = (text: string, isExplained: boolean): string => {
    const parts: string[] = []
    let rest = text
    for (;;) {
      const found = firstIn(rest, left)
      if (found === undefined) break
      const { term, at, word } = found
      left.delete(term)
      parts.push(
        escapeMarkup(rest.slice(0, at)),
        `<a class="term" href="#${termId(term)}">${escapeMarkup(word)}</a>`,
        isExplained ? '' : ` <span class="gloss">(${escapeMarkup(term.short)})</span>`,
      )
      rest = rest.slice(at + word.length)
    }
    parts.push(escapeMarkup(rest))
    return parts.join('')
  }
  return { say: text => mark(text, false), link: text => mark(text, true) }
}

/** Id of a term's definition. */
export const termId = ({ word }: Pick<Term, 'word'>): string => `word-${word.replace(/[^a-z]+/gi, '-').toLowerCase()}`

const patternOf = ({ word, also }: Term): RegExp =>
  new RegExp(`(?<![\\w-])(?:${[word, ...also].map(text => text.replace(/[^\w ]/g, '\\$&')).join('|')})(?![\\w-])`, 'i')

function firstIn(text: string, terms: ReadonlyMap<Term, RegExp>) {
  let first: { term: Term; at: number; word: string } | undefined
  for (const [term, pattern] of terms) {
    const match = pattern.exec(text)
    if (match !== null && (first === undefined || match.index < first.at))
      first = { term, at: match.index, word: match[0] }
  }
  return first
}
