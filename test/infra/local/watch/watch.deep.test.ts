/** `npm run watch` as a process of its own: files are put, replaced and removed, and it is ended at several moments. */
import { type ChildProcess, spawn } from 'node:child_process'
import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { run } from '../../../support/command-line.ts'
import { put, SMALL_NETWORKS, vpcText } from '../../../support/small-logs.ts'

const root = resolve(import.meta.dirname, '../../../..')
const folder = mkdtempSync(join(tmpdir(), 'watch-'))
const networks = join(folder, 'networks.csv')
writeFileSync(networks, SMALL_NETWORKS)
afterAll(() => rmSync(folder, { recursive: true }))

const days = ['2024-03-01', '2024-03-02', '2024-03-03']
const placesOf = (name: string) => ['--lake', join(folder, `${name}-lake`), '--out', join(folder, `${name}-reports`)]

interface Watch {
  child: ChildProcess
  /** Standard output so far. */
  readonly out: string
  readonly err: string
  /** Until the output holds it, from where the last wait ended. */
  says(pattern: RegExp): Promise<void>
  ended: Promise<number | null>
}

function watch(name: string, ...options: string[]): Watch {
  const args = ['infra/local/cli.mjs', 'watch', join(folder, name), '--networks', networks, '--settle', '0.4']
  const child = spawn(process.execPath, [...args, ...placesOf(name), ...options], { cwd: root })
  const texts = { out: '', err: '' }
  let from = 0
  const waiting = new Set<() => void>()
  for (const stream of ['out', 'err'] as const)
    child[`std${stream}`].on('data', data => {
      texts[stream] += data
      for (const look of waiting) look()
    })
  const ended = new Promise<number | null>(done => child.on('close', code => done(code)))
  return {
    child,
    get out() {
      return texts.out
    },
    get err() {
      return texts.err
    },
    says: pattern =>
      new Promise((done, fail) => {
        const look = () => {
          const found = pattern.exec(texts.out.slice(from))
          if (found === null) return
          from += found.index + found[0].length
          waiting.delete(look)
          done()
        }
        waiting.add(look)
        look()
        void ended.then(code => fail(new Error(`ended with ${code} before ${pattern}: ${texts.out}${texts.err}`)))
      }),
    ended,
  }
}

const rows = async (name: string): Promise<string> => {
  const sql =
    "select dt, source, count(*) as n, sum(bytes_out) as bytes from flows where dt > '2024' group by dt, source order by dt, source"
  return (await run('query', sql, '--format', 'csv', '--lake', join(folder, `${name}-lake`))).out
}
/** What a run of its own makes of the same files. */
async function expectAsStart(name: string): Promise<void> {
  const found = await rows(name)
  const args = ['start', join(folder, name), '--networks', networks]
  await run(...args, ...placesOf(`${name}-whole`))
  expect(found).toBe(await rows(`${name}-whole`))
}

describe('npm run watch', () => {
  it('reads what is put, replaced and removed, and reports when it is quiet', async () => {
    put(join(folder, 'in'), 'a/first.log', vpcText(days, 10))
    const watching = watch('in')
    await watching.says(/^read a\/first\.log: 18 records \(aws-vpc\)$/m)
    await watching.says(/^report: .*\n/m)

    mkdirSync(join(folder, 'in/b/deep'), { recursive: true })
    put(join(folder, 'elsewhere'), 'second.log', vpcText(days, 40))
    renameSync(join(folder, 'elsewhere/second.log'), join(folder, 'in/b/deep/second.log'))
    await watching.says(/^read b\/deep\/second\.log: 18 records/m)
    await watching.says(/^report: .*\n/m)

    put(join(folder, 'in'), 'a/first.log', vpcText(days.slice(0, 2), 20))
    await watching.says(/^read a\/first\.log: 12 records/m)
    put(join(folder, 'in'), 'c/words.txt', 'just words\n')
    await watching.says(/^c\/words\.txt: text of an unknown kind/m)
    rmSync(join(folder, 'in/b/deep/second.log'))
    await watching.says(/^withdrawn b\/deep\/second\.log: it is there no more$/m)
    await watching.says(/^report: .*\n/m)

    watching.child.kill('SIGINT')
    expect(await watching.ended).toBe(0)
    expect(watching.out).toMatch(/\nended: 4 files read, 1 withdrawn, \d+ days published, [2-6] reports made/)
    await expectAsStart('in')
  })

  it('waits for a file that grows, and reads it once', async () => {
    mkdirSync(join(folder, 'slow'))
    const watching = watch('slow')
    await watching.says(/^watching .*\n/m)
    const lines = vpcText(days, 10, 40).split(/(?<=\n)/)
    for (let at = 0; at < lines.length; at += 24) {
      appendFileSync(join(folder, 'slow/log'), lines.slice(at, at + 24).join(''))
      await new Promise(done => setTimeout(done, 60))
    }
    await watching.says(/^read log: 240 records/m)
    await watching.says(/^report: .*\n/m)
    watching.child.kill('SIGTERM')
    expect(await watching.ended).toBe(0)
    expect(watching.out).toMatch(/\nended: 1 file read, /)
  })

  it('leaves the uploads of a folder that is not there, and goes on when it is back', async () => {
    put(join(folder, 'moved'), 'one.log', vpcText(days, 10))
    const watching = watch('moved')
    await watching.says(/^report: .*\n/m)
    const before = await rows('moved')
    renameSync(join(folder, 'moved'), join(folder, 'away'))
    mkdirSync(join(folder, 'moved'))
    put(join(folder, 'away'), 'two.log', vpcText(days, 40))
    while (!watching.err.includes('is not there, or is another and empty'))
      await new Promise(done => setTimeout(done, 50))
    expect(await rows('moved')).toBe(before)
    rmSync(join(folder, 'moved'), { recursive: true })
    renameSync(join(folder, 'away'), join(folder, 'moved'))
    watching.child.kill('SIGINT')
    await watching.ended
    const again = watch('moved')
    await again.says(/^read two\.log: 18 records/m)
    again.child.kill('SIGINT')
    expect(await again.ended).toBe(0)
  })

  it('is ended at any moment, and the next run goes on with it', async () => {
    put(join(folder, 'ended'), 'a/first.log', vpcText(days, 10))
    put(join(folder, 'ended'), 'a/second.log.gz', vpcText(days, 30))
    put(join(folder, 'ended'), 'a/third.log', vpcText(days, 60))
    for (const ms of [400, 800, 1200, 1600, 2200, 3000, 4000]) {
      const { child, ended } = watch('ended')
      const timer = setTimeout(() => child.kill('SIGINT'), ms)
      // Before its first word it may be ended by the system; after that it says what it did.
      expect([0, null]).toContain(await ended)
      clearTimeout(timer)
      rmSync(join(folder, 'ended/a/third.log'), { force: true })
    }
    const last = watch('ended')
    await last.says(/^report: .*\n/m)
    last.child.kill('SIGINT')
    expect(await last.ended).toBe(0)
    await expectAsStart('ended')
  })

  it('refuses to write into what it watches, and what is no folder', async () => {
    mkdirSync(join(folder, 'own'))
    const inside = await run('watch', join(folder, 'own'), '--lake', join(folder, 'own/lake'))
    expect([inside.code, inside.err]).toEqual([
      2,
      expect.stringContaining('watch --lake: expected a folder outside of'),
    ])
    const file = await run('watch', networks, ...placesOf('own'))
    expect([file.code, file.err]).toEqual([1, expect.stringContaining('found a file at')])
    const nothing = await run('watch', join(folder, 'nothing'), ...placesOf('own'))
    expect(nothing.err).toContain('expected a folder, found nothing at')
    expect((await run('watch', join(folder, 'own'), '--settle', '0')).code).toBe(2)
  })
})
