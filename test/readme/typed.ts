/** The commands that READMEs show, as they are typed. */
import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname, '../..')
const PAGES = '{README.md,.github/*.md,{functions,infra,queries,test}/**/README.md}'
/** What begins a command: between back quotes, or on an indented line (also of a list), up to a comment. */
const QUOTED = /`((?:npm|npx|node|cdk|aws|duckdb) [^`\n]+)`/g
const INDENTED = /^ {4,7}((?:npm|npx|node|cdk|aws|duckdb) .*)$/gm

export interface TypedCommand {
  text: string
  /** READMEs that show it. */
  pages: string[]
}

/** Every command once, `a && b` as two. */
export function typedCommands(): TypedCommand[] {
  const found = new Map<string, Set<string>>()
  for (const page of globSync(PAGES, { cwd: ROOT })) {
    const text = readFileSync(join(ROOT, page), 'utf8')
    for (const [, shown = ''] of [...text.matchAll(QUOTED), ...text.matchAll(INDENTED)])
      for (const one of shown.replace(/ +#.*$/, '').split(' && '))
        found.set(one.trim(), (found.get(one.trim()) ?? new Set()).add(page))
  }
  return [...found].map(([text, pages]) => ({ text, pages: [...pages] }))
}

/** Words of a command as a shell has them: quotes hold spaces together, what follows `>` or `|` is the shell's. */
export const wordsOf = (text: string): string[] =>
  [...text.replace(/ [>|] .*$/, '').matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? '',
  )

/** The words behind `npm run query --`, `npx . query` or `npx flowcensus query`, with the command first; undefined where it is none of ours. */
export function ownWords(text: string, scripts: Readonly<Record<string, string>>): string[] | undefined {
  const [program = '', ...rest] = wordsOf(text)
  if (program === 'npx') return rest[0] === 'flowcensus' || rest[0] === '.' ? rest.slice(1) : undefined
  if (program !== 'npm') return undefined
  const [script = '', ...words] = rest[0] === 'run' ? rest.slice(1) : rest
  if (scripts[script]?.startsWith('node infra/local/cli.mjs ') !== true) return undefined
  return [script, ...words.filter((word, at) => !(word === '--' && at === 0))]
}
