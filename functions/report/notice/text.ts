/** The notice as plain text: what a topic sends by mail, and notice.txt beside the report. */
import type { NoticeContent } from './content.ts'

/** `where`: lines that say where the report lies. */
export function noticeText(content: NoticeContent, where: readonly string[]): string {
  const { title, generated, about, revision, conclusions, facts, limits, withheld } = content
  const listed = (heading: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ['', `${heading}:`, ...lines.map(line => `- ${line}`)]
  const lines = [
    ...(generated === undefined ? [] : [generated, '']),
    title,
    about,
    revision,
    '',
    ...(conclusions.length === 0
      ? ['No finding that the data can carry.']
      : conclusions.flatMap(({ figure, words, sure }) => [`- ${figure} ${words}`, `  (${sure})`])),
    '',
    ...facts,
    ...listed('What limits it', limits),
    ...listed('Withheld', withheld.length === 0 ? ['nothing'] : withheld),
    '',
    ...where,
  ]
  // Narrow spaces are not in every font.
  return `${lines.join('\n').replaceAll('\u202f', ' ')}\n`
}
