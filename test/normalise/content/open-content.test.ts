import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { openContent } from '../../../functions/normalise/content/open-content.ts'

/** A body of many chunks that notes when it is let go of, as a file is closed. */
function noted(bytes: Uint8Array): { body: AsyncIterable<Uint8Array>; isClosed: () => boolean } {
  let closed = false
  async function* chunks(): AsyncGenerator<Uint8Array> {
    try {
      for (let at = 0; at < bytes.length; at += 100) yield bytes.subarray(at, at + 100)
    } finally {
      closed = true
    }
  }
  return { body: chunks(), isClosed: () => closed }
}

const plain = new TextEncoder().encode('a line of some log\n'.repeat(1000))

describe('a content that is left before its end', () => {
  it.each([
    ['plain', plain],
    ['gzip', gzipSync(plain, { level: 0 })],
  ])('lets go of what it was read from: %s', async (_, bytes) => {
    const { body, isClosed } = noted(bytes)
    const content = openContent(body, 1e6)
    expect((await content.head(10)).length).toBe(10)
    expect(isClosed()).toBe(false)
    await content.close()
    expect(isClosed()).toBe(true)
    await content.close()
  })
})
