import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { put, SMALL_NETWORKS, vpcText } from '../../support/small-logs.ts'

/** A checkout that is used, then copied and moved: its commands run in processes of their own, without --lake. */
const project = resolve(import.meta.dirname, '../../..')
const home = mkdtempSync(join(tmpdir(), 'checkout-'))
const first = join(home, 'first')

interface Ended {
  code: number
  out: string
  err: string
}

const command = (checkout: string, ...args: string[]): Promise<Ended> =>
  new Promise(done => {
    const env = { ...process.env, INIT_CWD: checkout }
    execFile(process.execPath, ['infra/local/cli.mjs', ...args], { cwd: checkout, env }, (error, out, err) => {
      done({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : 1, out, err })
    })
  })

/** What a report ends with that nobody should rest on, as one of three days of little. */
const WEAK = 3
const DAYS = ['2024-03-01', '2024-03-02', '2024-03-03']
/** The last day of the report of these, in the zone of the networks. */
const LAST = '2024-03-02'

interface Reported {
  sections: { figures?: { id: string; numerator: number; counted?: { role?: string } }[] }[]
}
const contactFigure = (checkout: string, report: string): string => {
  const { sections }: Reported = JSON.parse(readFileSync(join(checkout, 'reports', report, 'report.json'), 'utf8'))
  const figures = sections.flatMap(section => section.figures ?? [])
  const [found] = figures.filter(({ id, numerator }) => id.startsWith('categories.') && numerator > 0)
  return `${report}#${found?.id}`
}

beforeAll(async () => {
  for (const part of ['functions', 'infra', 'queries', 'package.json'])
    cpSync(join(project, part), join(first, part), { recursive: true })
  symlinkSync(join(project, 'node_modules'), join(first, 'node_modules'))
  writeFileSync(join(first, 'networks.csv'), SMALL_NETWORKS)
  // What the study's lake is to the study; its 97 days would take minutes here.
  put(join(first, '.study', 'study', 'uploads'), 'a/study.log', vpcText(DAYS, 10))
  const study = ['.study/study/uploads', '--lake', '.study', '--name', 'study', '--networks', 'networks.csv']
  const made = await command(first, 'start', ...study)
  expect(made.code, made.err).toBe(WEAK)
})
afterAll(() => rmSync(home, { recursive: true }))

describe('a lake of own logs beside the study', () => {
  beforeAll(async () => {
    put(join(first, 'logs'), 'own/one.log', vpcText(DAYS, 60, 5))
    const { code, err } = await command(first, 'start', 'logs', '--networks', 'networks.csv')
    expect(code, err).toBe(WEAK)
  })

  it('does not change what explain reads of the study', async () => {
    const { out, code, err } = await command(first, 'explain', contactFigure(first, `study/${LAST}`))
    expect(code, err).toBe(0)
    expect(out).toContain('\na/study.log:')
    expect(out).not.toContain('own/one.log')
    const own = await command(first, 'explain', contactFigure(first, `networks/${LAST}`))
    expect(own.out).toContain('\nown/one.log:')
    expect(own.out).not.toContain('a/study.log')
  })

  it('is the one that commands read, and they say so beside what they print', async () => {
    const { out, err } = await command(first, 'receipts', '--format', 'csv')
    expect(out).toContain('own/one.log')
    expect(out).not.toContain('study')
    expect(err.trim()).toBe('reading your own logs in .lake; --lake .study reads the study')
    const study = await command(first, 'receipts', '--lake', '.study')
    expect(study.out).toContain('a/study.log')
    expect(study.err).toBe('')
  })

  it('is named in advice where a command would not reach it otherwise', async () => {
    const own = await command(first, 'start', 'logs')
    expect(own.out).toMatch(/^1 upload: .* rejected \(npm run rejects\)$/m)
    const study = await command(first, 'start', '.study/study/uploads', '--lake', '.study', '--name', 'study')
    expect(study.out).toMatch(/^1 upload: .* rejected \(npm run rejects -- --lake \.study\)$/m)
  })

  it('is replayed to advice that makes its report anew', async () => {
    writeFileSync(join(first, 'wider.csv'), `${SMALL_NETWORKS}10.2.0.0/16,branch,Asia/Pyongyang\n`)
    const put_ = await command(first, 'reference', 'put', 'wider.csv')
    expect(put_.out).toMatch(/npm run replay says what it would change$/m)
    const { out } = await command(first, 'replay', '--run')
    expect(out.trim().split('\n').at(-1)).toBe('published; npm start -- logs makes the report anew')
    expect((await command(first, 'start', 'logs')).code).toBe(WEAK)
  })
})

describe('a checkout that was used', () => {
  it('works on where it was copied to, and moved to, with the files that lie in it', async () => {
    const copied = join(home, 'elsewhere', 'copy')
    cpSync(first, copied, { recursive: true })
    // The first is still there: what the copy reads must be its own.
    put(join(copied, 'logs'), 'own/two.log', vpcText(['2024-03-02'], 90, 5))
    const again = await command(copied, 'start', 'logs')
    expect(again.err).not.toContain('two files have the key')
    expect(again.out).toMatch(/^2 uploads: /m)
    expect(again.code).toBe(WEAK)
    const moved = join(home, 'moved')
    renameSync(copied, moved)
    const explained = await command(moved, 'explain', contactFigure(moved, `study/${LAST}`))
    expect(explained.out).toContain('\na/study.log:')
    expect(explained.out).not.toContain('has changed or gone')
    expect((await command(moved, 'start', 'logs')).out).toMatch(/^2 uploads: /m)
    for (const lake of ['.lake', '.study'])
      expect(readFileSync(join(moved, lake, 'uploads.json'), 'utf8')).not.toContain(home)
  })
})
