import { spawn } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonText, printable } from '../../../infra/local/terminal.ts'

const local = resolve(import.meta.dirname, '../../../infra/local')

describe('the terminal', () => {
  it('is written to in one place', () => {
    const writers = globSync('**/*.ts', { cwd: local }).filter(file =>
      /\bconsole\.|\bstd(?:out|err)\.write\(/.test(readFileSync(join(local, file), 'utf8')),
    )
    expect(writers).toEqual(['terminal.ts'])
  })

  it('gets text as one line without a control, direction or invisible character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        expect(printable(text)).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u)
      }),
      { seed: 20_170_401 },
    )
    expect(printable('a\tb\x1b[31m\u202e\u{e0041}🦄é')).toBe('a\\tb\\u{1b}[31m\\u{202e}\\u{e0041}🦄é')
  })

  it('gets JSON that gives back every text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        const json = jsonText([text])
        expect(json.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u)
        expect(JSON.parse(json)).toEqual([text])
      }),
      { seed: 20_170_401 },
    )
  })

  it('may be left by who reads, as head does, and what was begun comes to its end', async () => {
    const terminal = new URL('../../../infra/local/terminal.ts', import.meta.url).href
    const script = `import { print, printError } from ${JSON.stringify(terminal)}
      for (const line of ['one', 'two', 'three']) {
        print(line)
        await new Promise(done => setTimeout(done, 20))
      }
      printError('the end')`
    const child = spawn(process.execPath, ['--input-type=module', '-e', script])
    child.stdout.destroy()
    let err = ''
    child.stderr.on('data', data => {
      err += data
    })
    const code = await new Promise(done => child.on('close', done))
    expect({ code, err }).toEqual({ code: 0, err: 'the end\n' })
  })
})
