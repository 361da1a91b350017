import { HtmlValidate } from 'html-validate'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Finding } from '../../functions/report/figures/figure.ts'
import { type NoticeContent, noticeContentOf } from '../../functions/report/notice/content.ts'
import { noticeFiles } from '../../functions/report/notice/files.ts'
import { escapeMrkdwn } from '../../functions/report/notice/slack.ts'
import type { Report } from '../../functions/report/report.ts'
import { expectGoldens } from '../support/golden.ts'
import { reportOn } from '../support/report-world.ts'
import { SMALL_WORLD } from '../support/small-report.ts'

const { report } = await reportOn(SMALL_WORLD, { name: 'small' })
const FIRST = { revision: 1, changed: 'first' }
const PAGE = 'small/2017-06-04/index.html'

const contentOf = (own: Partial<Report> = {}, recorded = FIRST, showLocalAddresses = true): NoticeContent =>
  noticeContentOf({ report: { ...report, ...own }, recorded, page: PAGE, showLocalAddresses })
const filesOf = (content: NoticeContent): Map<string, string> => noticeFiles({}, content)

const HOSTILE = [
  '<!channel> <!here|x> <@U012AB3CD>',
  '<https://evil.example|the report>',
  '[the report](https://evil.example) **now** <at>everyone</at>',
  '@channel @here *bold* `code` &lt;!channel&gt;',
  '{{DATE(2017-02-14T06:00:00Z)}}',
  'a\u202egnp.exe\nBucket: another\r\u2028x',
  '"><img src=x onerror=alert(1)><script>alert(2)</script>',
  'javascript://evil.example/%0aalert(1)',
]
const hostileFindings: Finding[] = HOSTILE.slice(0, 3).map((name, at) => ({
  ...report.findings[0]!,
  headline: { figure: name, words: HOSTILE[at + 3]! },
  sureness: HOSTILE[at + 5]!,
}))
const hostile = (): NoticeContent =>
  contentOf(
    {
      name: HOSTILE[1]!,
      watched: HOSTILE,
      findings: hostileFindings,
      notices: HOSTILE,
      unlisted: HOSTILE,
      facts: HOSTILE.map(name => [name, name] as [string, string]),
    },
    { revision: 2, changed: HOSTILE.join(' ') },
  )

const text = z.string().min(1).max(3000)
const style = z.strictObject({ bold: z.literal(true).optional(), italic: z.literal(true).optional() })
const section = z.strictObject({
  type: z.literal('rich_text_section'),
  elements: z.array(z.strictObject({ type: z.literal('text'), text, style: style.optional() })).min(1),
})
const list = z.strictObject({
  type: z.literal('rich_text_list'),
  style: z.literal('bullet'),
  elements: z.array(section).min(1),
})
/** What Block Kit takes of what is used: https://docs.slack.dev/reference/block-kit/blocks */
const slackMessage = z.strictObject({
  text: z.string().min(1).max(4000),
  blocks: z
    .array(
      z.union([
        z.strictObject({
          type: z.literal('header'),
          text: z.strictObject({
            type: z.literal('plain_text'),
            text: z.string().min(1).max(150),
            emoji: z.literal(false),
          }),
        }),
        z.strictObject({ type: z.literal('divider') }),
        z.strictObject({ type: z.literal('rich_text'), elements: z.array(z.union([section, list])).min(1) }),
      ]),
    )
    .max(50),
  unfurl_links: z.literal(false),
  unfurl_media: z.literal(false),
})

const run = z.strictObject({
  type: z.literal('TextRun'),
  text: z.string().min(1),
  size: z.enum(['default', 'small', 'medium', 'large', 'extraLarge']).optional(),
  weight: z.enum(['default', 'lighter', 'bolder']).optional(),
  isSubtle: z.boolean().optional(),
})
const block = z.strictObject({
  type: z.literal('RichTextBlock'),
  inlines: z.array(run).min(1),
  spacing: z.enum(['default', 'none', 'small', 'medium', 'large', 'extraLarge', 'padding']).optional(),
})
const container = z.strictObject({
  type: z.literal('Container'),
  style: z.enum(['default', 'emphasis', 'good', 'attention', 'warning', 'accent']).optional(),
  separator: z.boolean().optional(),
  items: z.array(block).min(1),
})
/** What the schema of Adaptive Cards 1.5 takes of what is used, with the elements that know no Markdown only. */
const teamsMessage = z.strictObject({
  type: z.literal('message'),
  attachments: z.tuple([
    z.strictObject({
      contentType: z.literal('application/vnd.microsoft.card.adaptive'),
      contentUrl: z.null(),
      content: z.strictObject({
        $schema: z.literal('http://adaptivecards.io/schemas/adaptive-card.json'),
        type: z.literal('AdaptiveCard'),
        version: z.literal('1.5'),
        lang: z.literal('en'),
        body: z.array(z.union([block, container])),
      }),
    }),
  ]),
})

const CASES: [string, () => NoticeContent][] = [
  ['of a report', () => contentOf()],
  ['of a report with hostile names', hostile],
  ['of a report that found nothing', () => contentOf({ findings: [], further: [], weaker: [], sections: [] })],
]

describe('the notice of a new report', () => {
  it('is as it was, in each form', () => {
    const generated = noticeContentOf({
      report: { data: 'generated, not real traffic', ...report },
      recorded: { revision: 2, changed: 'Share of games: 36 % before, 37 % now' },
      page: 'small/2017-06-04/generated-index.html',
      showLocalAddresses: false,
    })
    const files = new Map<string, string>()
    for (const [folder, content] of [
      ['own', contentOf()],
      ['generated', generated],
      ['hostile', hostile()],
    ] as const)
      for (const [name, file] of filesOf(content)) files.set(`${folder}.${name}`, file)
    expectGoldens('notice', files)
  })

  it('carries the conclusions of the first screen with how sure they are, what is withheld, and the revision', () => {
    const content = contentOf({}, { revision: 3, changed: 'Share of games: 36 % before, 37 % now' })
    expect(content.conclusions).toHaveLength(3)
    const said = [
      ...content.conclusions.flatMap(({ figure, words, sure }) => [figure, words, sure]),
      'Revision 3, in the place of an earlier one. What changed: Share of games: 36 % before, 37 % now',
      'Not answered, as the data cannot carry it: ',
      ...content.limits,
      PAGE,
    ]
    for (const [name, file] of filesOf(content)) {
      const plain = file.replaceAll('\u202f', ' ').replace(/<[^>]*>/g, ' ')
      for (const part of said) expect(plain, name).toContain(part.replaceAll('\u202f', ' '))
    }
  })

  it('says what is pooled, and of how many figures there is no value', async () => {
    const one = [{ slot: '2017-05-02T03:00Z', times: 60, local: '10.1.0.1', category: 'Game' }]
    const world = {
      networks: 'cidr,name\n10.1.0.0/16,harbour\n',
      contacts: one,
      logged: { from: '2017-05-01', to: '2017-05-07' },
    }
    const masked = await reportOn(world, { showLocalAddresses: false })
    expect(masked.read('notice.txt')).toMatch(/^- What rests on a single device stands in no row of its own/m)
    expect(masked.read('notice.txt')).toMatch(/^- \d+ figures? without a value: /m)
    const open = await reportOn(world)
    expect(open.read('notice.txt')).not.toContain('single device')
  })

  it('names networks without their addresses, and holds no address at all where privacy hides them', () => {
    for (const [name, file] of filesOf(contentOf())) expect(file, name).not.toMatch(/175\.45\.176\.0|10\.2\.0\.0/)
    const addressed = {
      watched: ['harbour', 'host 10.2.0.9'],
      notices: [
        'The busiest prefixes in the logs are 10.9.0.0/16, 2001:db8::/32 and ::ffff:10.1.2.3 at 08:00 to 20:00 UTC+08:30.',
      ],
    }
    const shown = [...filesOf(contentOf(addressed)).values()]
    for (const file of shown)
      for (const address of ['10.9.0.0/16', '2001:db8::/32', '10.2.0.9']) expect(file).toContain(address)
    for (const [name, file] of filesOf(contentOf(addressed, FIRST, false))) {
      expect(file, name).not.toMatch(/10\.9|2001:db8|ffff|10\.2\.0\.9/)
      expect(file, name).toContain('(address withheld) at 08:00 to 20:00 UTC+08:30.')
    }
  })

  it.each(CASES)('%s fits each channel', (_, content) => {
    const files = filesOf(content())
    const slack = slackMessage.parse(JSON.parse(files.get('notice.slack.json') ?? ''))
    expect(JSON.stringify(slack.blocks).length).toBeLessThan(13_000)
    const teams = teamsMessage.parse(JSON.parse(files.get('notice.teams.json') ?? ''))
    expect(Buffer.byteLength(JSON.stringify(teams))).toBeLessThan(20_000)
    expect(Buffer.byteLength(files.get('notice.txt') ?? '')).toBeLessThan(256_000)
  })

  it('is cut to what the channels take, whatever the report holds', () => {
    const long = `${'網'.repeat(400)} `
    const much = contentOf(
      {
        name: long,
        watched: Array.from({ length: 300 }, (_, at) => `${at} ${long}`),
        findings: hostileFindings.map(finding => ({
          ...finding,
          headline: { figure: long, words: long },
          sureness: long,
        })),
        notices: Array.from({ length: 300 }, () => long),
        unlisted: Array.from({ length: 300 }, () => long),
      },
      { revision: 9, changed: long },
    )
    const files = filesOf(much)
    expect(
      JSON.stringify(slackMessage.parse(JSON.parse(files.get('notice.slack.json') ?? '')).blocks).length,
    ).toBeLessThan(13_000)
    expect(Buffer.byteLength(JSON.stringify(JSON.parse(files.get('notice.teams.json') ?? '')))).toBeLessThan(20_000)
    expect(files.get('notice.txt')).toContain('- and 296 more, which the report names')
  })
})

describe('hostile text in a notice', () => {
  it('mentions nobody in Slack, and makes no link: it stands in text elements, and escaped where a notification shows it', () => {
    const { text: shown, blocks } = slackMessage.parse(JSON.parse(filesOf(hostile()).get('notice.slack.json') ?? ''))
    expect(shown).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/)
    expect(JSON.stringify(blocks)).toContain('<!channel>')
    expect(escapeMrkdwn('<!channel> & <https://x|y>')).toBe('&lt;!channel&gt; &amp; &lt;https://x|y&gt;')
  })

  it('makes no link, mention or date in Teams: it stands in text runs', () => {
    const file = filesOf(hostile()).get('notice.teams.json') ?? ''
    teamsMessage.parse(JSON.parse(file))
    expect(file).not.toContain('{{')
    expect(file).toContain('[the report](https[:]//evil.example)')
  })

  it('makes no line of its own and no link in plain text', () => {
    const file = filesOf(hostile()).get('notice.txt') ?? ''
    expect(file).not.toMatch(/^(Bucket|Key):/m)
    expect(file).not.toContain('://')
    expect(file).toContain('https[:]//evil.example')
  })

  it('is text in mail, which loads nothing and is valid', async () => {
    for (const content of [hostile(), contentOf()]) {
      const file = filesOf(content).get('notice.html') ?? ''
      expect(file).not.toMatch(/<(?:script|img|a|link|iframe|at|b|!channel)\b/i)
      expect(file).not.toMatch(/:\/\/|\son\w+="/)
      const validator = new HtmlValidate({
        extends: ['html-validate:recommended'],
        // Mail programs drop sheets of styles.
        rules: { 'no-inline-style': 'off', 'no-trailing-whitespace': 'off', 'long-title': 'off' },
      })
      const { results } = await validator.validateString(file)
      expect(results.flatMap(({ messages }) => messages.map(({ ruleId, message }) => `${ruleId}: ${message}`))).toEqual(
        [],
      )
    }
  })

  it('begins no line, and has no control or direction character in any form', () => {
    for (const [name, file] of filesOf(hostile())) {
      expect(file, name).not.toMatch(/(?:\n|\\n|<br>)Bucket: another/)
      expect(file, name).toContain('gnp.exe')
      const content = name.endsWith('.json') ? JSON.stringify(JSON.parse(file)) : file
      expect(content.replaceAll('\n', ''), name).not.toMatch(/[\p{Cc}\u202a-\u202e\u2028\u2029]/u)
    }
  })
})

it('says numbers in the language of the definition in every form, and names as they are', () => {
  const headline = { figure: '12,171 contacts', words: 'with hall 2.5, 64.1\u202f% of all' }
  const own = { language: 'de', watched: ['hall 2.5'], findings: [{ ...report.findings[0]!, headline }] }
  const files = filesOf(contentOf(own, { revision: 2, changed: 'contacts: 1,000 before, 1.5 now' }))
  expect(files.size).toBe(4)
  for (const [name, said] of files) {
    for (const text of ['12.171 contacts', 'hall 2.5', '64,1', '1.000 before, 1,5 now'])
      expect(said, name).toContain(text)
    expect(said, name).not.toMatch(/12,171|64\.1/)
  }
})
