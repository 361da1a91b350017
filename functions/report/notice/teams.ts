/**
 * The notice as a message for Teams (a workflow or incoming webhook): an Adaptive Card of version 1.5,
 * https://adaptivecards.io/explorer/. A message has at most 28 KB, and 413 was answered from 21 KB on. What comes from logs and
 * names stands in text runs of a RichTextBlock, in which Markdown is not supported, so nothing in it is a link; mentions need
 * entities, of which there are none.
 */
import type { NoticeContent } from './content.ts'

interface TextRun {
  type: 'TextRun'
  text: string
  size?: 'small' | 'medium' | 'extraLarge'
  weight?: 'bolder'
  isSubtle?: true
}
interface RichTextBlock {
  type: 'RichTextBlock'
  inlines: TextRun[]
  spacing?: 'none' | 'small'
}
interface Container {
  type: 'Container'
  style?: 'warning'
  separator?: true
  items: RichTextBlock[]
}

export interface TeamsMessage {
  type: 'message'
  attachments: [
    {
      contentType: 'application/vnd.microsoft.card.adaptive'
      contentUrl: null
      content: {
        $schema: 'http://adaptivecards.io/schemas/adaptive-card.json'
        type: 'AdaptiveCard'
        version: '1.5'
        lang: 'en'
        body: (Container | RichTextBlock)[]
      }
    },
  ]
}

export function noticeForTeams(content: NoticeContent): TeamsMessage {
  const { title, generated, about, revision, conclusions, facts, limits, withheld, page } = content
  const listed = (heading: string, lines: readonly string[]): Container[] =>
    lines.length === 0
      ? []
      : [
          {
            type: 'Container',
            items: [block(run(heading, { weight: 'bolder' })), ...lines.map(line => soft(`• ${line}`))],
          },
        ]
  const banner = (said: string): Container => ({
    type: 'Container',
    style: 'warning',
    items: [block(run(said, { weight: 'bolder' }))],
  })
  const body: (Container | RichTextBlock)[] = [
    ...(generated === undefined ? [] : [banner(generated)]),
    block(run(title, { size: 'medium', weight: 'bolder' })),
    { ...block(run(about)), spacing: 'none' },
    soft(revision),
    ...(conclusions.length === 0
      ? [block(run('No finding that the data can carry.'))]
      : conclusions.map(
          ({ figure, words, sure }): Container => ({
            type: 'Container',
            separator: true,
            items: [
              block(run(figure, { size: 'extraLarge', weight: 'bolder' })),
              { ...block(run(words)), spacing: 'none' },
              soft(sure),
            ],
          }),
        )),
    { type: 'Container', separator: true, items: facts.map(soft) },
    ...listed('What limits it', limits),
    ...listed('Withheld', withheld.length === 0 ? ['nothing'] : withheld),
    soft(`The report: ${page}`),
  ]
  const $schema = 'http://adaptivecards.io/schemas/adaptive-card.json'
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: { $schema, type: 'AdaptiveCard', version: '1.5', lang: 'en', body },
      },
    ],
  }
}

const run = (text: string, look: Omit<TextRun, 'type' | 'text'> = {}): TextRun => ({
  type: 'TextRun',
  // `{{DATE(…)}}` would be replaced by a date.
  text: text.replaceAll('{{', '{ {'),
  ...look,
})
const block = (...inlines: TextRun[]): RichTextBlock => ({ type: 'RichTextBlock', inlines })
const soft = (text: string): RichTextBlock => ({
  ...block(run(text, { size: 'small', isSubtle: true })),
  spacing: 'small',
})
