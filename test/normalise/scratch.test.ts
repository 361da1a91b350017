import { spawn, spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { flows } from '../../functions/lib/tables/flows.ts'
import { createLandingFile } from '../../functions/normalise/landing/landing-file.ts'
import { clearScratch, openScratch, ScratchFull } from '../../functions/normalise/scratch.ts'

const folder = mkdtempSync(join(tmpdir(), 'scratch-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const module = resolve(import.meta.dirname, '../../functions/normalise/scratch.ts')
const opening = (at: string) =>
  `const { openScratch } = await import(${JSON.stringify(module)});
   const { path } = await openScratch(${JSON.stringify(at)});
   console.log(path)`

describe('scratch', () => {
  it('of a run that was killed is cleared by the first upload of the next', async () => {
    const at = join(folder, 'killed')
    mkdirSync(at)
    const killed = spawnSync(process.execPath, ['-e', `${opening(at)}; process.kill(process.pid, 'SIGKILL')`], {
      encoding: 'utf8',
    })
    expect(killed.signal).toBe('SIGKILL')
    const left = killed.stdout.trim()
    writeFileSync(join(left, 'day.parquet'), 'half')
    writeFileSync(join(at, 'of-somebody-else'), '')
    const own = await openScratch(at)
    expect(existsSync(left)).toBe(false)
    expect(readdirSync(at).length).toBe(2)
    await own.close()
    expect(readdirSync(at)).toEqual(['of-somebody-else'])
  })

  it('of a process that lives is left alone, as is what this one has open', async () => {
    const at = join(folder, 'alive')
    mkdirSync(at)
    const child = spawn(process.execPath, ['-e', `${opening(at)}; setInterval(() => {}, 1000)`])
    const path = await new Promise<string>(settle => {
      child.stdout.on('data', text => settle(String(text).trim()))
    })
    const own = await openScratch(at)
    await clearScratch(at)
    expect([existsSync(path), existsSync(own.path)]).toEqual([true, true])
    child.kill('SIGKILL')
    await new Promise(settle => child.on('exit', settle))
    await clearScratch(at)
    expect([existsSync(path), existsSync(own.path)]).toEqual([false, true])
    await own.close()
  })

  it('of an earlier process with the same id is cleared: a function begins anew with it', async () => {
    const at = join(folder, 'again')
    mkdirSync(at)
    const first = await openScratch(at)
    const earlier = first.path.replace(/-[^-]+$/, '-before')
    mkdirSync(earlier)
    await clearScratch(at)
    expect([existsSync(earlier), existsSync(first.path)]).toEqual([false, true])
    await first.close()
  })
})

describe.skipIf(!existsSync('/dev/full'))('a full disk', () => {
  it('is told apart from other errors where a landing file is written', () => {
    const path = join(folder, 'full.parquet')
    symlinkSync('/dev/full', path)
    const file = createLandingFile(path, flows)
    expect(() => file.finish()).toThrow(ScratchFull)
    file.abandon()
  })

  it('ends in a receipt that says what to do', () => {
    // Files of at most 64 KB: what a process may write is bounded as a disk is.
    const script = resolve(import.meta.dirname, '../support/normalise-in-child.ts')
    const lines = Array.from(
      { length: 20_000 },
      (_, i) => `10.1.0.9 93.${i % 200}.${i >> 8}.${i & 255} 6 ${1000 + i * 7919} 1709290800 1709290850\n`,
    )
    const log = join(folder, 'log')
    writeFileSync(log, `srcaddr dstaddr protocol bytes start end\n${lines.join('')}`)
    const ran = spawnSync('bash', ['-c', 'ulimit -f 64; "$0" "$@"', process.execPath, script, log, folder], {
      encoding: 'utf8',
    })
    expect(ran.stderr).toBe('')
    const receipt: unknown = JSON.parse(ran.stdout)
    expect(receipt).toMatchObject({ status: 'failed', accepted: 0, outputs: [] })
    expect(receipt).toHaveProperty(
      'refusal',
      `expected room below ${folder} for the rows of an upload of ${readFileSync(log).length} bytes, found its disk full; ` +
        'make room there and deliver it once more (one machine: npx flowcensus start, AWS: npx flowcensus redrive --run), or split it',
    )
    expect(readdirSync(folder).filter(name => name.startsWith('normalise-'))).toEqual([])
  })
})
