import { expect, it } from 'vitest'
import { cutText } from '../../../../functions/normalise/formats/framing/cut-text.ts'

it('cuts by characters, also through a pair of surrogates, and leaves short texts as they are', () => {
  expect(cutText('abc', 3)).toBe('abc')
  expect(cutText('abcd', 3)).toBe('abc')
  expect(cutText('ab😀', 3)).toBe('ab\ud83d')
})

it('keeps nothing of what it cut off in memory', () => {
  const before = process.memoryUsage().heapUsed
  const kept = Array.from({ length: 2000 }, (_, i) =>
    cutText(String.fromCharCode(97 + (i % 26)).repeat(65_536) + i, 100),
  )
  globalThis.gc?.()
  const held = process.memoryUsage().heapUsed - before
  expect(kept.length).toBe(2000)
  // The texts have 131 MB together.
  expect(held).toBeLessThan(60_000_000)
})
