/** The prompt of `query` at a pseudo-terminal, which util-linux's `script` makes. */
import { spawn, spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { smallLake } from '../../support/small-lake.ts'

const small = smallLake('prompt-')
const cli = resolve(import.meta.dirname, '../../../infra/local/cli.mjs')

/** Types each line once the prompt stands for it; returns all that the terminal showed, without its controls. */
function session(...lines: readonly string[]): Promise<{ code: number | null; shown: string }> {
  const command = `'${process.execPath}' '${cli}' query --lake '${small.lake}'`
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    env: { ...process.env, TERM: 'dumb', NO_COLOR: '1' },
  })
  let shown = ''
  let typed = 0
  const waiting = [...lines]
  child.stdout.on('data', (data: Buffer) => {
    shown += data.toString()
    if (!/(flowcensus| \.\.\.)> ?$/.test(plain(shown).slice(typed))) return
    typed = plain(shown).length
    const next = waiting.shift()
    if (next !== undefined) child.stdin.write(`${next}\r`)
  })
  return new Promise(done => child.on('close', code => done({ code, shown: plain(shown) })))
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal is sent
const plain = (text: string): string => text.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '').replaceAll('\r', '')

describe.skipIf(spawnSync('script', ['--version']).status !== 0)('the prompt of npm run query', () => {
  it('answers statements of several lines, goes on after a mistake, and prints as it is told', async () => {
    const { code, shown } = await session(
      '.help',
      'select dt, count(*) as n',
      "from flows where dt > '2024' group by dt order by dt;",
      'select nothing from nowhere;',
      '.format json',
      'select 1 as one;',
      '.quit',
    )
    expect(code).toBe(0)
    expect(shown).toContain('the semicolon ends it')
    expect(shown).toMatch(/dt +n\n2024-03-01 +6\n2024-03-02 +6\n/)
    expect(shown).toContain('expected a table, found nowhere')
    expect(shown).toContain('"one": 1')
  })
})
