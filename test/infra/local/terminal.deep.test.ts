/** Rows at a pseudo-terminal, which util-linux's `script` makes: to its width, through a pager, with colours or without. */
import { execFile, spawnSync } from 'node:child_process'
import { closeSync, existsSync, openSync } from 'node:fs'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { smallLake } from '../../support/small-lake.ts'

const small = smallLake('terminal-')
const cli = resolve(import.meta.dirname, '../../../infra/local/cli.mjs')
const run = promisify(execFile)
const SQL =
  "select dt, record, remote_ip, cast(null as varchar) as nothing from flows where dt > '2024' order by dt, record, remote_ip"

async function shown(environment: Record<string, string>, ...options: string[]): Promise<string> {
  const words = ['query', `"${SQL}"`, '--lake', `'${small.lake}'`, ...options]
  const command = `stty rows 10 cols 42; '${process.execPath}' '${cli}' ${words.join(' ')}`
  const env = { ...process.env, TERM: 'xterm', NO_COLOR: '', PAGER: "sed 's/^/paged /'", ...environment }
  return (await run('script', ['-qec', command, '/dev/null'], { env })).stdout.replaceAll('\r', '')
}
const ESCAPE = '\u001b['

describe.skipIf(spawnSync('script', ['--version']).status !== 0)('rows at a terminal', () => {
  it('go through the pager where they are longer than the screen', async () => {
    const text = await shown({})
    expect(text.match(/^paged /gm)?.length).toBe(13)
    expect(text).toContain(`paged ${ESCAPE}1mdt`)
    expect(text).toContain(`${ESCAPE}2mNULL`)
    expect(await shown({}, '--no-pager')).not.toContain('paged')
    expect(await shown({ PAGER: 'no-such-pager' })).toContain('2024-03-02')
  })

  it('have no colours where NO_COLOR says so, and are as wide as the screen', async () => {
    const text = await shown({ NO_COLOR: '1' }, '--no-pager')
    expect(text).not.toContain(ESCAPE)
    for (const line of text.split('\n').filter(row => /^20/.test(row))) expect(line.length).toBeLessThanOrEqual(42)
  })

  it('go to a program as they are, and nothing else does', async () => {
    const args = [cli, 'query', SQL, '--lake', small.lake]
    const json = await run(process.execPath, [...args, '--json'])
    expect(JSON.parse(json.stdout)).toHaveLength(12)
    expect(json.stderr).toBe('')
    const csv = await run(process.execPath, [...args, '--csv'])
    expect(csv.stdout.trim().split('\n')).toHaveLength(13)
    const receipts = await run(process.execPath, [cli, 'receipts', '--json', '--lake', small.lake])
    expect(JSON.parse(receipts.stdout)).toHaveLength(1)
    const rejects = await run(process.execPath, [cli, 'rejects', '--json', '--lake', small.lake])
    expect(JSON.parse(rejects.stdout)).toEqual([])
  })
})

describe.skipIf(!existsSync('/dev/full'))('an output that takes nothing', () => {
  const onFull = (which: 'stdout' | 'stderr', ...words: string[]) => {
    const full = openSync('/dev/full', 'w')
    const stdio = which === 'stdout' ? ['ignore', full, 'pipe'] : ['ignore', 'pipe', full]
    const { status, output } = spawnSync(process.execPath, [cli, ...words, '--lake', small.lake], {
      stdio: stdio as ('ignore' | 'pipe' | number)[],
      encoding: 'utf8',
    })
    closeSync(full)
    return { status, text: output.join('') }
  }

  it.each([['receipts'], ['query', SQL], ['query', SQL, '--json']])('ends %s with 1 and one line', (...words) => {
    expect(onFull('stdout', ...words)).toEqual({
      status: 1,
      text:
        'flowcensus: expected standard output to take all that is printed, found no space left (ENOSPC); what is there is ' +
        'not whole\n',
    })
  })

  it('changes nothing where it is standard error', () => {
    expect(onFull('stderr', 'no-such-command')).toEqual({ status: 2, text: '' })
    expect(onFull('stderr', 'receipts', '--csv')).toMatchObject({
      status: 0,
      text: expect.stringContaining('upload,key,'),
    })
  })
})
