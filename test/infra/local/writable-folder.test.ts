import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { expectWritable } from '../../../infra/local/writable-folder.ts'
import { run } from '../../support/command-line.ts'
import { put, vpcText } from '../../support/small-logs.ts'

const folder = mkdtempSync(join(tmpdir(), 'writable-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('a folder that is to be written to', () => {
  it('may be there or not, but not below a file', () => {
    writeFileSync(join(folder, 'file'), '')
    expectWritable(folder)
    expectWritable(join(folder, 'not/there/yet'))
    for (const path of ['file', 'file/reports'])
      expect(() => expectWritable(join(folder, path))).toThrow(
        'expected a place to write to, found a file where a folder is meant',
      )
    expect(existsSync(join(folder, 'not'))).toBe(false)
  })

  it('is there for temporary files, or a log is not begun', async () => {
    vi.stubEnv('TMPDIR', join(folder, 'gone'))
    const told = `TMPDIR: expected a folder for temporary files, found nothing at ${join(folder, 'gone')}; make it, or unset TMPDIR`
    put(join(folder, 'few'), 'a.log', vpcText(['2024-03-01'], 10))
    const places = ['--out', join(folder, 'few-reports'), '--lake', join(folder, 'few-lake')]
    const { code, err } = await run('start', join(folder, 'few'), ...places)
    vi.unstubAllEnvs()
    expect(code).toBe(1)
    expect(err).toContain(told)
  })

  it('is asked for before anything is read', async () => {
    put(join(folder, 'logs'), 'a.log', vpcText(['2024-03-01'], 10))
    const places = ['--out', join(folder, 'file/reports'), '--lake', join(folder, 'lake')]
    for (const words of [
      ['start', join(folder, 'logs')],
      ['watch', join(folder, 'logs')],
    ]) {
      const { code, err } = await run(...words, ...places)
      expect([code, err]).toEqual([1, expect.stringContaining('found a file where a folder is meant')])
    }
    expect(existsSync(join(folder, 'lake'))).toBe(false)
  })
})
