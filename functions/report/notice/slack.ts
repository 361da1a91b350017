/**
 * The notice as a message for Slack (chat.postMessage, or an incoming webhook): Block Kit,
 * https://docs.slack.dev/reference/block-kit/blocks. A header has at most 150 characters, a message 50 blocks; blocks of some
 * 13,000 characters together are refused as `msg_blocks_too_long`. What comes from logs and names stands as text elements of
 * `rich_text`, in which nothing is parsed: no mention, no link, no emphasis. Only `text`, which notifications show, is
 * mrkdwn, and escaped as "Formatting message text" says.
 */
import type { NoticeContent } from './content.ts'

const HEADER_CHARACTERS = 150

interface TextElement {
  type: 'text'
  text: string
  style?: { bold?: true; italic?: true }
}
type Section = { type: 'rich_text_section'; elements: TextElement[] }
type List = { type: 'rich_text_list'; style: 'bullet'; elements: Section[] }
type Block =
  | { type: 'header'; text: { type: 'plain_text'; text: string; emoji: false } }
  | { type: 'divider' }
  | { type: 'rich_text'; elements: (Section | List)[] }

export interface SlackMessage {
  text: string
  blocks: Block[]
  unfurl_links: false
  unfurl_media: false
}

export function noticeForSlack(content: NoticeContent): SlackMessage {
  const { title, generated, about, revision, conclusions, facts, limits, withheld, page } = content
  const [first] = conclusions
  const found = first === undefined ? 'no finding that the data can carry' : `${first.figure} ${first.words}`
  const blocks: Block[] = [
    ...(generated === undefined ? [] : [rich([section(bold(generated))])]),
    { type: 'header', text: { type: 'plain_text', text: header(title), emoji: false } },
    rich([section(plain(`${about}\n${revision}`))]),
    { type: 'divider' },
    ...(conclusions.length === 0
      ? [rich([section(plain('No finding that the data can carry.'))])]
      : conclusions.map(({ figure, words, sure }) =>
          rich([section(bold(`${figure} `), plain(`${words}\n`), { ...plain(sure), style: { italic: true } })]),
        )),
    { type: 'divider' },
    rich([
      section(plain(facts.join('\n'))),
      ...listed('What limits it', limits),
      ...listed('Withheld', withheld.length === 0 ? ['nothing'] : withheld),
      section(plain(`\nThe report: ${page}`)),
    ]),
  ]
  const said = `${generated === undefined ? '' : `${generated} `}${title}: ${found}`
  return { text: escapeMrkdwn(said), blocks, unfurl_links: false, unfurl_media: false }
}

const plain = (text: string): TextElement => ({ type: 'text', text })
const bold = (text: string): TextElement => ({ ...plain(text), style: { bold: true } })
const section = (...elements: TextElement[]): Section => ({ type: 'rich_text_section', elements })
const rich = (elements: (Section | List)[]): Block => ({ type: 'rich_text', elements })

const listed = (heading: string, lines: readonly string[]): (Section | List)[] =>
  lines.length === 0
    ? []
    : [
        section(bold(`\n${heading}\n`)),
        { type: 'rich_text_list', style: 'bullet', elements: lines.map(line => section(plain(line))) },
      ]

function header(title: string): string {
  const letters = [...title]
  return letters.length <= HEADER_CHARACTERS ? title : `${letters.slice(0, HEADER_CHARACTERS - 1).join('')}…`
}

const MRKDWN: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** These three are what mentions, links and entities of mrkdwn are made of. */
export const escapeMrkdwn = (text: string): string => text.replace(/[&<>]/g, sign => MRKDWN[sign] ?? '')
