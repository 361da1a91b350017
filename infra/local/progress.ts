/**
 * Progress on the terminal: one line that counts, redrawn, after two seconds with how fast it goes and how long it will take;
 * where the output is no terminal, a line at each end, and of long work one now and then.
 */

import { printable } from './terminal.ts'

export interface Progress {
  /** One more of `total` is done. */
  step(what: string, total: number): void
  /** Ends the line under way. */
  done(): void
  line(text: string): void
}

/** Before this nobody waits. */
const SHORT_MS = 2000
/** Where the output is no terminal, the first line comes after this long, each next one after twice as long. */
const FIRST_LINE_MS = 15_000
const DRAW_EVERY_MS = 100

/** `, 12 a second, 3 min left`: as the work went so far. Empty before it says anything. */
export function paceOf(count: number, total: number, ms: number): string {
  if (ms < SHORT_MS || count === 0) return ''
  const perSecond = (1000 * count) / ms
  const rate = perSecond >= 1 ? `${Math.round(perSecond)} a second` : `${(1 / perSecond).toFixed(1)} s each`
  const left = Math.ceil(Math.max(0, total - count) / perSecond)
  const time =
    left >= 5400 ? `${(left / 3600).toFixed(1)} h` : left >= 90 ? `${Math.round(left / 60)} min` : `${left} s`
  return `, ${rate}, ${time} left`
}

export function createProgress(
  output: Pick<NodeJS.WriteStream, 'isTTY' | 'write'> = process.stderr,
  nowMs: () => number = () => performance.now(),
): Progress {
  let what = ''
  let count = 0
  /** When the work before ended: the first step is reported when it is done. */
  let idleSinceMs = nowMs()
  let beganMs = 0
  let drawnMs = 0
  let total = 0
  const seconds = () => ((nowMs() - beganMs) / 1000).toFixed(1)
  let nextLineMs = FIRST_LINE_MS
  const underWay = () => `${what}: ${count} of ${total}${paceOf(count, total, nowMs() - beganMs)}`
  const draw = () => {
    drawnMs = nowMs()
    output.write(`\r\x1b[K${underWay()}`)
  }
  return {
    step(next, of) {
      if (next !== what) {
        if (what !== '') this.done()
        what = next
        count = 0
        beganMs = idleSinceMs
        nextLineMs = FIRST_LINE_MS
      }
      count++
      total = of
      if (output.isTTY) {
        if (nowMs() - drawnMs > DRAW_EVERY_MS) draw()
      } else if (nowMs() - beganMs >= nextLineMs && count < total) {
        nextLineMs = 2 * (nowMs() - beganMs)
        output.write(`${underWay()}\n`)
      }
    },
    done() {
      idleSinceMs = nowMs()
      if (what === '') return
      if (output.isTTY) output.write('\r\x1b[K')
      output.write(`${what}: ${count} in ${seconds()} s\n`)
      what = ''
    },
    line(text) {
      this.done()
      output.write(`${printable(text)}\n`)
    },
  }
}
