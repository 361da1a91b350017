/** What a shell completes, asked of the shells that are there. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run } from '../../support/command-line.ts'

const folder = mkdtempSync(join(tmpdir(), 'completion-'))
afterAll(() => rmSync(folder, { recursive: true }))
const SHELLS = ['bash', 'zsh', 'fish'] as const
const fileOf = (shell: string) => join(folder, `flowcensus.${shell}`)
const isThere = (shell: string) => spawnSync(shell, ['--version']).status === 0

beforeAll(async () => {
  for (const shell of SHELLS) writeFileSync(fileOf(shell), `${(await run('completion', shell)).out}\n`)
  writeFileSync(join(folder, 'my networks.csv'), '')
})

/** What bash offers behind these words, the last of which is typed in part. */
function offered(...words: string[]): string[] {
  const typed = words.map(word => `'${word}'`).join(' ')
  const script = `source ${fileOf('bash')}; COMP_WORDS=(flowcensus ${typed}); COMP_CWORD=${words.length}; _flowcensus; printf '%s\\n' "\${COMPREPLY[@]}"`
  return execFileSync('bash', ['-c', script], { cwd: folder, encoding: 'utf8' }).trim().split('\n').sort()
}

describe('npm run completion', () => {
  it('offers the commands', () => {
    expect(offered('re')).toEqual(['receipts', 'redrive', 'reference', 'rejects', 'remove', 'replay', 'report'])
    expect(offered('--v')).toEqual(['--version'])
  })

  it('offers the options of a command, and the values of one', () => {
    expect(offered('watch', '--s')).toEqual(['--settle', '--source-zone'])
    expect(offered('query', '--format', '')).toEqual(['csv', 'json', 'table'])
  })

  it('offers actions, and options of an action', () => {
    expect(offered('reference', 'add')).toEqual(['add', 'add-package'])
    expect(offered('reference', 'put', '--')).toContain('--lake')
  })

  it('offers files and folders where these are meant', () => {
    expect(offered('start', '--networks', 'my')).toEqual(['my networks.csv'])
    expect(offered('start', 'my')).toEqual(['my networks.csv'])
    expect(offered('start', '--out', 'my')).toEqual([''])
    expect(offered('start', '--name', '')).toEqual([''])
  })

  it.each(SHELLS.filter(isThere))('is good %s', shell => {
    expect(spawnSync(shell, ['-n', fileOf(shell)], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' })
  })

  it('names for fish each command with what it does', async () => {
    const { out } = await run('completion', 'fish')
    expect(out).toMatch(
      /^complete -c flowcensus -n '__fish_use_subcommand' -a 'watch' -d 'keeps tables and report up with a folder'$/m,
    )
    expect(out).toMatch(/-n '__fish_seen_subcommand_from query' -l format -d '.+' -x -a 'table csv json'$/m)
  })

  it('has no other shell, and without one says which there are', async () => {
    const { code, err } = await run('completion')
    expect({ code, err }).toEqual({
      code: 2,
      err:
        'flowcensus: completion: expected bash, zsh, fish, found no shell; bash and zsh read it at their start: ' +
        'source <(npx . completion bash); fish: npx . completion fish | source',
    })
    expect((await run('completion', 'tcsh')).code).toBe(2)
  })
})
