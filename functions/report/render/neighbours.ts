/** Links from a report to the one before and after it, and to the index: the one part of a page that other reports change. */
import { daysText } from '../window/day-text.ts'
import { escapeMarkup as text } from './escape.ts'

export interface Neighbour {
  from: string
  until: string
  /** File name of its page, in its folder. */
  page: string
}

export interface Neighbours {
  /** Of the definition. */
  name: string
  before?: Neighbour | undefined
  after?: Neighbour | undefined
}

/** For a page two folders below the index of all reports. */
export function renderNeighbours({ name, before, after }: Neighbours): string {
  const link = (neighbour: Neighbour | undefined, word: string, rel: string) => {
    if (neighbour === undefined) return ''
    const { from, until, page } = neighbour
    return `<li><a rel="${rel}" href="../${text(until)}/${text(page)}">${word}: ${text(daysText(from, until))}</a></li>\n`
  }
  return `<nav class="neighbours" aria-label="Other reports"><ul>
${link(before, 'Before', 'prev')}${link(after, 'After', 'next')}<li><a href="../index.html">All reports called ${text(name)}</a></li>
<li><a href="../../index.html">All reports</a></li>
</ul></nav>`
}

/** The page with these links in the place of those that it has. Nothing else of a page is between such tags: text is escaped. */
export const withNeighbours = (html: string, neighbours: Neighbours): string =>
  html.replace(/<nav class="neighbours"[\s\S]*?<\/nav>/, () => renderNeighbours(neighbours))
