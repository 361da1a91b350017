/** What `npm run fuzz` says of a format that fails, in each way in which one can. */
import { tmpdir } from 'node:os'
import { describe, expect, it } from 'vitest'
import { tryBytes } from './watch.ts'

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
