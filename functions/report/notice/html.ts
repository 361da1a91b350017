/** The notice as a page for mail: styles on the elements, as mail programs drop others; no links, and nothing loaded. */
import { escapeMarkup as text } from '../render/escape.ts'
import type { NoticeContent } from './content.ts'

const SOFT = 'color:#525d68;font-size:14px'
/** The page's orange, with dark letters. */
const GENERATED = 'background:#d9822b;color:#16130f;padding:8px 12px;margin:0 0 16px'

export function noticeHtml(content: NoticeContent): string {
  const { title, generated, about, revision, conclusions, facts, limits, withheld, page } = content
  const listed = (heading: string, lines: readonly string[]) =>
    lines.length === 0
      ? ''
      : `<h2 style="font-size:16px;margin:16px 0 4px">${heading}</h2>
<ul style="${SOFT};margin:0;padding-left:20px">${lines.map(line => `<li>${text(line)}</li>`).join('\n')}</ul>\n`
  const found =
    conclusions.length === 0
      ? '<p>No finding that the data can carry.</p>'
      : conclusions
          .map(
            ({ figure, words, sure }) =>
              `<p style="margin:0 0 12px"><strong style="font-size:28px">${text(figure)}</strong><br>${text(words)}<br>` +
              `<span style="${SOFT}">${text(sure)}</span></p>`,
          )
          .join('\n')
  const banner = generated === undefined ? '' : `<p style="${GENERATED}"><strong>${text(generated)}</strong></p>\n`
  const notSaid = listed('Withheld', withheld.length === 0 ? ['nothing'] : withheld)
  const heading = `${generated === undefined ? '' : 'Generated, not real traffic · '}${text(title)}`
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${heading}</title>
</head>
<body style="margin:0 auto;max-width:600px;padding:16px;background:#fff;color:#16202a;font:16px/1.45 sans-serif">
<main>
${banner}<h1 style="font-size:20px;margin:0">${text(title)}</h1>
<p style="margin:4px 0 0">${text(about)}</p>
<p style="${SOFT};margin:4px 0 16px">${text(revision)}</p>
${found}
<p style="${SOFT}">${facts.map(text).join('<br>\n')}</p>
${listed('What limits it', limits)}${notSaid}<p style="${SOFT}">The report: ${text(page)}</p>
</main>
</body>
</html>
`
}
