import { describe, expect, it } from 'vitest'
import { createProgress, paceOf } from '../../../infra/local/progress.ts'

/** Progress of steps that take so long each, on a terminal or not; what was written. */
function written(isTTY: boolean, steps: number, msEach: number): string {
  let text = ''
  let now = 0
  const write = (part: string | Uint8Array) => {
    text += String(part)
    return true
  }
  const say = createProgress({ isTTY, write }, () => now)
  say.line('it begins')
  for (let at = 0; at < steps; at++) {
    now += msEach
    say.step('reading', steps)
  }
  say.done()
  return text.replace('it begins\n', '')
}

describe('progress', () => {
  it('says nothing of pace before two seconds, then how fast and how long', () => {
    expect(paceOf(5, 10, 1900)).toBe('')
    expect(paceOf(100, 300, 10_000)).toBe(', 10 a second, 20 s left')
    expect(paceOf(10, 310, 100_000)).toBe(', 10.0 s each, 50 min left')
    expect(paceOf(10, 10_000, 100_000)).toBe(', 10.0 s each, 27.8 h left')
    expect(paceOf(3, 3, 4000)).toBe(', 1.3 s each, 0 s left')
  })

  it('of short work is a line, where the output is no terminal', () => {
    expect(written(false, 20, 100)).toBe('reading: 20 in 2.0 s\n')
  })

  it('of long work is a line now and then, each after twice as long', () => {
    expect(written(false, 100, 1000)).toBe(
      'reading: 15 of 100, 1 a second, 85 s left\nreading: 30 of 100, 1 a second, 70 s left\n' +
        'reading: 60 of 100, 1 a second, 40 s left\nreading: 100 in 100.0 s\n',
    )
  })

  it('is redrawn on a terminal', () => {
    const lines = written(true, 5, 1000).split('\r\u001b[K')
    expect(lines).toContain('reading: 3 of 5, 1 a second, 2 s left')
    expect(lines.at(-1)).toBe('reading: 5 in 5.0 s\n')
  })
})
