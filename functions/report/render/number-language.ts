/**
 * Numbers of a page as another language writes them: `12,171` and `64.1` as `12.171` and `64,1`. Sentences stay English, and
 * the files beside the page the same for all. In one place, over the finished markup or text: numbers stand in sentences, tables
 * and drawings alike.
 */
import { escapeMarkup } from './escape.ts'

/** A number as the page writes it: with groups of three, or a decimal point; not a part of an address, a date or a version. */
const NUMBER = String.raw`(?<![\w.,:\/@\-])(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+)(?![\w]|[.,:\/\-]\w)`
/** Markup, and what is quoted as it stands: code, and elements that say so. */
const KEPT = String.raw`<(style|code)\b[^>]*>[\s\S]*?<\/\1>|<(\w+)[^>]* translate="no"[^>]*>[\s\S]*?<\/\2>|<[^>]*>`

/** `language` (BCP 47) has digits of 0 to 9 here, as dates and ports have. In `names` nothing is a number. */
export const inLanguage = (markup: string, language: string, names: readonly string[]): string =>
  replaced(markup, language, [KEPT, ...knownNames(names.map(escapeMarkup))], escapeMarkup)

/** The same of text that is no markup. */
export const textInLanguage = (text: string, language: string, names: readonly string[]): string =>
  replaced(text, language, knownNames(names), number => number)

const knownNames = (names: readonly string[]): string[] =>
  names
    .filter(name => name !== '')
    .sort((a, b) => b.length - a.length)
    .map(name => `(?<!\\w)${name.replace(/[^\w ]/g, '\\$&')}(?!\\w)`)

function replaced(said: string, language: string, kept: readonly string[], write: (number: string) => string): string {
  const formats = new Map<string, Intl.NumberFormat>()
  const formatOf = (digits: number, isGrouped: boolean): Intl.NumberFormat => {
    const key = `${digits} ${isGrouped}`
    const format =
      formats.get(key) ??
      new Intl.NumberFormat(language, {
        numberingSystem: 'latn',
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
        // Some languages leave four digits together.
        useGrouping: isGrouped ? 'auto' : false,
      })
    formats.set(key, format)
    return format
  }
  return said.replace(new RegExp([...kept, `(?<number>${NUMBER})`].join('|'), 'g'), (...found) => {
    const [whole]: string[] = found
    const { number }: { number?: string } = found.at(-1)
    if (number === undefined) return whole ?? ''
    const plain = number.replaceAll(',', '')
    const digits = plain.split('.')[1]?.length ?? 0
    const format = formatOf(digits, plain !== number)
    return write(digits === 0 ? format.format(BigInt(plain)) : format.format(Number(plain)))
  })
}
