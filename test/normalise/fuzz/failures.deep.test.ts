/** What `npm run fuzz` says of a format that fails, in each way in which one can. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { LIMITS, runFamily, tryBytes } from './watch.ts'

describe('a format that fails is found out', () => {
  const broken = new URL('broken-worker.ts', import.meta.url)
  it.each([
    ['t', /^throws Error: it throws/],
    ['b', /^violates framed 1, accounted 0/],
    ['s', /^takes \d+ ms of CPU/],
    ['h', /^hangs: no end after 500 ms/],
    ['m', /^(takes \d+ MB|ends the thread)/],
    ['x', undefined],
  ])('by the content %s', async (text, failure) => {
    const asked = { format: 'broken', bytes: Buffer.from(text), chunks: [1], isUpload: false, folder: tmpdir() }
    const limits = { cpuMs: text === 'h' ? 500 : 60_000, rssBytes: process.memoryUsage.rss() + 300_000_000 }
    const said = await tryBytes(broken, asked, limits)
    if (failure === undefined) expect(said).toBeUndefined()
    else expect(said).toMatch(failure)
  })
})

it('hears of each hundred inputs of a thread, and of the slowest of all', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-'))
  const heard: number[] = []
  const failures: string[] = []
  const run = {
    ...{ family: 'silk-rwcut', seed: 20_170_401, from: 10, to: 260, folder },
    onFailure: ({ failure }: { failure: string }) => failures.push(failure),
    onCounts: ({ inputs }: { inputs: number }) => heard.push(inputs),
  }
  // Beside what other tests of the process hold.
  const limits = { ...LIMITS, rssBytes: process.memoryUsage.rss() + LIMITS.rssBytes }
  const counts = await runFamily(new URL('worker.ts', import.meta.url), run, limits)
  rmSync(folder, { recursive: true })
  expect(failures).toEqual([])
  expect(heard).toEqual([100, 200, 250])
  expect(counts.inputs).toBe(250)
  expect(counts.slowestMs).toBeGreaterThan(0)
  expect(counts.slowestMs).toBeLessThan(counts.cpuMs)
  expect(counts.slowest).toBeGreaterThanOrEqual(10)
  expect(counts.slowest).toBeLessThan(260)
})
