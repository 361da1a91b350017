import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { openContent } from '../../../functions/normalise/content/open-content.ts'
import { xzFile } from '../../support/xz-file.ts'

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

/** Its first bytes, of which the rest is left unread. */
async function leftAfterHead(bytes: Uint8Array): Promise<string> {
  const content = openContent(noted(bytes).body, 1e7)
  const head = await content.head(4)
  await content.close()
  return new TextDecoder('latin1').decode(head.subarray(0, 4))
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

describe('contents of xz, which a process reads one at a time', () => {
  // Several chunks of 64 KiB: one is left in the middle.
  const large = xzFile(Buffer.alloc(400_000, 'a line of some log\n'))

  it('hold up no later one when they are left before their end, by themselves or within others', async () => {
    for (const bytes of [large, large, gzipSync(large), gzipSync(large), large])
      expect(await leftAfterHead(bytes)).toBe('a li')
  })

  it('are no content of another one: the inner would wait for the outer', async () => {
    expect(await leftAfterHead(xzFile(large))).toBe('\u00fd7zX')
    expect(await leftAfterHead(large)).toBe('a li')
  })
})
