/** The foot of every printed page: which report, of which days, and the page's number. */

import type { Report } from '../report.ts'
import { capitalised } from '../sentences.ts'
import { daysText } from '../window/day-text.ts'

/** Boxes in the margins of pages: CSS Paged Media Module Level 3, 4.2. Browsers that know none print no foot. */
export function printFoot({ data, name, window }: Pick<Report, 'data' | 'name' | 'window'>): string {
  const said = [data === undefined ? '' : capitalised(data), name, daysText(window.fromDay, window.toDay)]
  const look = 'font: 8pt system-ui, sans-serif; color: #444; vertical-align: top; padding-top: 3mm'
  return `@page { @bottom-left { content: ${cssString(said.filter(part => part !== '').join(' · '))}; ${look} }
  @bottom-right { content: "page " counter(page) " of " counter(pages); ${look} } }\n`
}

/** A string of CSS in an element of HTML: whatever is no plain letter is escaped (CSS Syntax Module Level 3, 4.3.7). */
export const cssString = (text: string): string =>
  `"${text.replace(/[^\w .,:-]/gu, letter => `\\${(letter.codePointAt(0) ?? 0).toString(16)} `)}"`
