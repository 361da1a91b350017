/** What a reader of a report must never meet outside of how things were computed, and what to write in its place. */

export const UNSAID: readonly (readonly [word: RegExp, instead: string])[] = [
  [/(?<!\b(?:is|quality) )\b[1-5] of 5\b/, 'a word: very sure, sure, fairly sure, a weak sign'],
  [/\bconfidence [1-5]\b/i, 'a word: very sure, sure, fairly sure, a weak sign'],
  [/\bsize class\b/i, 'nothing, but in the rule of findings'],
  [/\buse contacts\b/i, 'activity'],
  [/\binfrastructure\b/i, 'background services'],
  [/\bwaterfall\b/i, 'left out, because everybody uses it'],
  [/\btests? [ABC]\b/, 'seen often enough, stands out, named institutions'],
  [/\btier\b/i, 'marks'],
  [/\bclass unknown\b|\bunclassified\b/i, 'not identified'],
  [/\b(?:unclear role|role unclear|of unclear)\b/i, 'it is not clear who began'],
  [/\breference (?:edition|set)\b/i, 'looked up in data of May 2017'],
  [/\blocal address(?:es)?\b/i, 'devices'],
  [/\b(?:un)?observed\b/i, 'logged'],
  [/\b(?:adjusted|numerator|denominator|percentile|p-value|bootstrap|null hypothesis)\b/i, 'what it means'],
  [/\(between \d/, 'the share, and the interval in brackets: 64 % (63 to 65)'],
  [/\bAt least [\d.]+\u202f% \(/, 'the share, and the interval in brackets: 64 % (63 to 65)'],
]

/** What flow logs cannot show, anywhere on the page. */
export const CANNOT_SHOW =
  /\b(users?|visited|located in|presence|mining|attacks?|malicious|no correlation|hidden|first ever|normal|because)\b/i

/** What a reader reads who opens nothing that says how it was computed: no markup, code, style or names of files. */
export const visibleProse = (html: string): string =>
  html
    .replace(/<style>[\s\S]*?<\/style>/g, '')
    .replace(/<details class="method">[\s\S]*?<\/details>/g, '')
    .replace(/<details class="rule">[\s\S]*?<\/details>/g, '')
    .replace(/<section aria-labelledby="(?:about|words)">[\s\S]*?<\/section>/g, '')
    .replace(/<code>[\s\S]*?<\/code>/g, '')
    .replace(/<span class="where">[^<]*<\/span>/g, '')
    .replace(/<a [^>]*>[\w-]+\.(csv|json)<\/a>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('left out, because everybody uses it', '')
    .replaceAll(/nothing (?:on this page|in them|in it) was observed/gi, '')
    .replaceAll(/\s+/g, ' ')

/** Each word of a text that must not stand there, with what is around it and what to write. */
export const unsaidIn = (text: string): string[] =>
  UNSAID.flatMap(([word, instead]) =>
    [...text.matchAll(new RegExp(word, `${word.flags}g`))].map(({ 0: found, index }) => {
      const around = text.slice(Math.max(0, index - 60), index + found.length + 40)
      return `"${found}" in "…${around}…": write ${instead}`
    }),
  )
