import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const LINES = 5_000_000
const root = resolve(import.meta.dirname, '../../../..')
let folder = ''

/** Writes a list of as many ranges of 100 addresses; the label of each is asked for by its number. */
function writeList(name: string, labelOf: (line: number) => string): string {
  const path = join(folder, name)
  const file = openSync(path, 'w')
  let text = ''
  for (let line = 0; line < LINES; line++) {
    text += `${line * 100},${line * 100 + 99},${labelOf(line)}\n`
    if (text.length > 1 << 20) {
      writeSync(file, text)
      text = ''
    }
  }
  writeSync(file, text)
  closeSync(file)
  return path
}

/** Compiles a list in a process of its own: what it says, and its memory at the most (maxRSS knows that of who began it, too). */
function compile(path: string): { said: string; megabytes: number } {
  const script = `
    const { readFileSync } = await import('node:fs')
    const { compileRangeFiles } = await import(${JSON.stringify(join(root, 'infra/local/reference/range-files.ts'))})
    const said = await compileRangeFiles('country', [${JSON.stringify(path)}]).then(
      ({ ranges }) => ranges + ' ranges', error => error.message)
    const [, own] = /^VmHWM:\\s*(\\d+) kB/m.exec(process.platform === 'linux' ? readFileSync('/proc/self/status', 'utf8') : '') ?? []
    console.log(JSON.stringify({ said, megabytes: Number(own ?? process.resourceUsage().maxRSS) / 1024 }))`
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout)
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'many-lines-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('a list of 5 million lines', () => {
  it('whose neighbours never join is refused whole, at the line that is too many, in bounded memory', () => {
    const { said, megabytes } = compile(writeList('many.csv', line => (line % 2 === 0 ? 'AU' : 'NZ')))
    expect(said).toMatch(
      /^many\.csv line 4000001: expected at most 4,000,000 ranges after neighbours .*, found one more; .*$/,
    )
    expect(megabytes).toBeLessThan(400)
  })

  it('whose neighbours join is compiled in bounded memory', () => {
    const { said, megabytes } = compile(
      writeList('joined.csv', line => (Math.floor(line / 100) % 2 === 0 ? 'AU' : 'NZ')),
    )
    expect(said).toBe('50000 ranges')
    expect(megabytes).toBeLessThan(400)
  })
})
