/** What is told of a new report, before it is put into the words and marks of any channel: the first screen, and what limits it. */
import { emptyAddress, parseAddress } from '../../lib/addresses.ts'
import { GENERATED } from '../../lib/lake-origin.ts'
import type { SectionResult } from '../figures/figure.ts'
import { WITHHELD_LABEL } from '../figures/withheld.ts'
import { showControls } from '../render/escape.ts'
import { textInLanguage } from '../render/number-language.ts'
import { CONCLUSIONS, type Report, surenessWord } from '../report.ts'
import type { Recorded } from '../reports-index/record.ts'
import { capitalised, firstOfText, listText } from '../sentences.ts'
import { daysText } from '../window/day-text.ts'

export interface NoticeContent {
  /** `Report weekly: 8 to 14 May 2017`. */
  title: string
  /** Of generated logs: what is said before anything else. */
  generated?: string
  /** What the page is about, and who was watched. */
  about: string
  /** `Revision 2, in the place of an earlier one: …`. */
  revision: string
  conclusions: { figure: string; words: string; sure: string }[]
  /** How completely, how much, what else the report has. */
  facts: string[]
  /** What limits the report. */
  limits: string[]
  /** What is not said, and why. */
  withheld: string[]
  /** Key of the page. */
  page: string
}

/** Lines of limits and of what is withheld, and letters of one: Slack takes some 13,000 letters in all, Teams 20,000 bytes. */
const MOST_LINES = 5
const MOST_LETTERS = 240
const NAMED = 5

export interface NoticeSubject {
  report: Report
  recorded: Recorded
  page: string
  showLocalAddresses: boolean
}

/**
 * Names of networks stand without their addresses. Where local addresses may not be shown none of any kind stands in it,
 * whatever a name or a notice holds. Numbers are of the report's language. Every text is one line: control and direction
 * characters are visible, and no scheme of a link is left of which a program for mail or chat would make one.
 */
export function noticeContentOf({ report, recorded, page, showLocalAddresses }: NoticeSubject): NoticeContent {
  const { name, window, title, watched, findings, further, weaker, notices, facts, partial, language } = report
  const inOwn = (text: string) => (language === undefined ? text : textInLanguage(text, language, [name, ...watched]))
  const line = (text: string) => shortened(plain(inOwn(showLocalAddresses ? text : withoutAddresses(text))))
  const { revision, changed } = recorded
  const replaced = revision > 1 ? `, in the place of an earlier one. What changed: ${changed}` : ''
  const more = findings.length - Math.min(findings.length, CONCLUSIONS) + further.length
  return {
    title: line(`Report ${name}: ${daysText(window.fromDay, window.toDay)}`),
    ...(report.data === undefined ? {} : { generated: `${capitalised(GENERATED)}: nothing in it was observed.` }),
    about: line(watched.length === 0 ? title : `${title}: ${firstOfText(watched, NAMED)}`),
    revision: line(`Revision ${revision}${partial ? ', partial' : ''}${replaced}`),
    conclusions: findings.slice(0, CONCLUSIONS).map(({ headline, confidence, sureness }) => ({
      figure: line(headline.figure),
      words: line(headline.words),
      sure: line(`${surenessWord(confidence)}: ${sureness}`),
    })),
    facts: [
      // Who it is about stands above, by name.
      ...facts.filter(([label]) => label !== 'Who').map(([label, value]) => line(`${label}: ${value}`)),
      `In the report: ${countOf(more, 'more finding')}, ${countOf(weaker.length, 'weaker sign')}`,
    ],
    limits: few(notices.map(line)),
    withheld: few(withheldOf(report).map(line)),
    page,
  }
}

function withheldOf({ sections, unlisted }: Report): string[] {
  const made = sections.filter((section): section is SectionResult => !('failure' in section))
  const unanswered = made.filter(section => section.unanswered === true).map(({ title }) => title)
  const reasons = new Map<string, number>()
  for (const { figures } of made)
    for (const { value, withheld } of figures)
      if (value === null && withheld !== null) reasons.set(withheld, (reasons.get(withheld) ?? 0) + 1)
  const isPooled = made.some(({ tables }) => tables.some(({ rows }) => rows.some(row => row.includes(WITHHELD_LABEL))))
  return [
    ...(isPooled
      ? [`What rests on a single device stands in no row of its own: it is pooled as ${WITHHELD_LABEL}`]
      : []),
    ...(unanswered.length === 0
      ? []
      : [`Not answered, as the data cannot carry it: ${listText(unanswered)}; the report says what would be needed`]),
    ...unlisted,
    ...[...reasons].map(([reason, figures]) => `${countOf(figures, 'figure')} without a value: ${reason}`),
  ]
}

const countOf = (count: number, what: string): string =>
  `${count === 0 ? 'no' : count} ${what}${count === 1 ? '' : 's'}`

const few = (lines: readonly string[]): string[] =>
  lines.length <= MOST_LINES
    ? [...lines]
    : [...lines.slice(0, MOST_LINES - 1), `and ${lines.length - MOST_LINES + 1} more, which the report names`]

const plain = (text: string): string => showControls(text).replace(/(\w):\/\//g, '$1[:]//')

function shortened(text: string): string {
  const letters = [...text]
  return letters.length <= MOST_LETTERS ? text : `${letters.slice(0, MOST_LETTERS - 1).join('')}…`
}

/** Runs of what addresses and prefixes are written with. */
const ADDRESS_LIKE = /[0-9a-f:.]*[0-9a-f:](?:\/\d{1,3})?/gi

const withoutAddresses = (text: string): string =>
  text.replace(ADDRESS_LIKE, found => {
    const [address = ''] = found.split('/')
    return /[.:]/.test(address) && parseAddress(address, emptyAddress()) !== undefined ? '(address withheld)' : found
  })
