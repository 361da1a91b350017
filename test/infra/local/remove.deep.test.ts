/** `npm run remove`: what was read of a file leaves every table, and the lake. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openUploads } from '../../../infra/local/uploads.ts'
import { type Ran, run } from '../../support/command-line.ts'
import { put, SMALL_NETWORKS, vpcText } from '../../support/small-logs.ts'
import { zipFile } from '../../support/zip-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'remove-'))
const logs = join(folder, 'logs')
const lake = join(folder, 'lake')
const places = ['--lake', lake, '--out', join(folder, 'reports')]
const days = ['2024-03-01', '2024-03-02', '2024-03-03']

const command = (...args: string[]): Promise<Ran> => run(...args, '--lake', lake)
const start = (): Promise<Ran> => run('start', logs, '--networks', join(folder, 'networks.csv'), ...places)
const standings = async (): Promise<Record<string, string>> => {
  const lines: { key: string; counts: string; note: string }[] = JSON.parse(
    (await command('receipts', '--format', 'json')).out,
  )
  return Object.fromEntries(lines.map(({ key, counts, note }) => [key, counts === 'yes' ? 'counts' : note]))
}
const rows = async (): Promise<Record<string, number>> => {
  const sql = "select upload_id, count(*) as n from flows where dt > '2024' group by upload_id order by upload_id"
  const found: { upload_id: string; n: number }[] = JSON.parse((await command('query', sql, '--format', 'json')).out)
  return Object.fromEntries(found.map(({ upload_id, n }) => [upload_id, n]))
}
const below = (name: string): string[] => {
  const place = join(lake, 'lake', name)
  if (!existsSync(place)) return []
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => entry.name)
}
const idOf = async (key: string): Promise<string> => {
  const lines: { key: string; upload: string }[] = JSON.parse((await command('receipts', '--format', 'json')).out)
  return lines.find(line => line.key === key)?.upload ?? ''
}

beforeAll(async () => {
  writeFileSync(join(folder, 'networks.csv'), SMALL_NETWORKS)
  put(logs, 'a/first.log', `${vpcText(days, 10)}too few\n`)
  put(logs, 'b/second.log', vpcText(days.slice(0, 2), 40))
  put(logs, 'b/twin.log', vpcText(days.slice(0, 2), 40))
  put(logs, 'c/logs.zip', zipFile({ 'one.log': vpcText(['2024-03-02'], 70), 'two.log': vpcText(['2024-03-05'], 80) }))
  put(logs, 'd/words.txt', 'just words\n')
  const { failed } = await start()
  expect(failed).toBe(false)
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('npm run remove', () => {
  it('withdraws nothing where a word is wrong, and says what would be right', async () => {
    const before = await standings()
    const wrong: [words: string[], message: RegExp][] = [
      [
        [join(logs, 'a/first.log'), 'nonsense'],
        /found "nonsense", which is none; npm run receipts -- --lake \S+ lists/,
      ],
      [[join(logs, 'a/nothing.log')], /which is none/],
      [['c/logs.zip/one.log'], /found c\/logs\.zip\/one\.log, a file of the archive c\/logs\.zip; name the archive/],
    ]
    for (const [words, message] of wrong) {
      const { err, code } = await command('remove', ...words)
      expect(code).toBe(1)
      expect(err).toMatch(message)
    }
    expect(await standings()).toEqual(before)
    expect((await command('remove')).code).toBe(2)
  })

  it('takes a file out of every table and deletes what was made of it, but not the file', async () => {
    const id = await idOf('a/first.log')
    expect(below('landing').filter(name => name.startsWith(id))).toHaveLength(3)
    expect(below('rejects')).toHaveLength(1)
    const { out, failed } = await command('remove', join(logs, 'a/first.log'))
    expect(failed).toBe(false)
    expect(out).toContain('withdrawn: a/first.log, 18 records\n')
    expect(out).not.toMatch(/^1 upload/m)
    expect(out).toMatch(/^3 days published anew, of which 1 holds nothing any more; \d+ objects of the lake deleted/m)
    expect(out).toContain(
      `still there: ${join(logs, 'a/first.log')}; npm start with it or a folder above reads it again`,
    )
    expect((await standings())['a/first.log']).toBe('removed, does not count')
    expect(Object.keys(await rows()).some(key => key.startsWith(id))).toBe(false)
    expect(below('landing').filter(name => name.startsWith(id))).toEqual([])
    expect(below('rejects')).toEqual([])
    expect(existsSync(join(logs, 'a/first.log'))).toBe(true)
  })

  it('keeps no tables of before', async () => {
    const manifests = join(lake, 'lake', 'published')
    const runs = readdirSync(manifests).flatMap(name => {
      const { run: made } = JSON.parse(readFileSync(join(manifests, name), 'utf8'))
      return made === null ? [] : [made]
    })
    const kept = readdirSync(join(lake, 'lake', 'flows')).flatMap(dt =>
      readdirSync(join(lake, 'lake', 'flows', dt)).map(name => name.replace('run=', '')),
    )
    expect(kept.sort()).toEqual(runs.sort())
  })

  it('lets a copy count in its place, and says so', async () => {
    const { out } = await command('remove', (await idOf('b/second.log')).slice(0, 8))
    expect(out).toContain('withdrawn: b/second.log, 12 records\n')
    expect(out).toContain('counting now in its place: b/twin.log; name these too to withdraw them')
    expect((await standings())['b/twin.log']).toBe('counts')
  })

  it('takes the files of an archive with it', async () => {
    const { out } = await command('remove', join(logs, 'c'))
    expect(out).toContain('withdrawn: c/logs.zip/one.log, 6 records\n')
    expect(out).toContain('withdrawn: c/logs.zip/two.log, 6 records\n')
    expect(existsSync(join(lake, 'unpacked'))).toBe(true)
    expect(readdirSync(join(lake, 'unpacked'))).toEqual([])
    const left = await standings()
    expect(Object.keys(left).filter(key => left[key] === 'counts')).toEqual(['b/twin.log'])
  })

  it('the second time finds it withdrawn', async () => {
    expect((await command('remove', 'b/second.log')).out).toMatch(/^withdrawn before already\n0 days published anew;/)
  })

  it('takes a file of which nothing was read, and its first bytes', async () => {
    await command('remove', 'd')
    expect(Object.keys(await standings())).not.toContain('d/words.txt')
  })

  it('leaves nothing that comes back by itself; a file that is named again counts again', async () => {
    const kept = await rows()
    put(folder, 'other/e.log', vpcText(['2024-03-02'], 90))
    const other = await run('start', join(folder, 'other'), ...places)
    expect(other.out).toMatch(/^2 uploads: /)
    expect(Object.keys(await rows())).toHaveLength(Object.keys(kept).length + 1)
    const again = await start()
    expect(again.out).toMatch(/^6 uploads: .* 48 accepted/)
    expect(below('rejects')).toHaveLength(1)
  })

  it('that was ended after it told keys to leave is ended by the next start', async () => {
    const uploads = await openUploads(join(lake, 'uploads.json'))
    await uploads.leave(['c/logs.zip'])
    await run('start', join(folder, 'other'), ...places)
    const left = await standings()
    expect(left['c/logs.zip/one.log']).toBe('removed, does not count')
    expect(left['a/first.log']).toBe('counts')
  })
})
