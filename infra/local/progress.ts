/** Progress on the terminal: one line that counts, redrawn; where the output is no terminal, a line at each end. */

import { printable } from './terminal.ts'

export interface Progress {
  /** One more of `total` is done. */
  step(what: string, total: number): void
  /** Ends the line under way. */
  done(): void
  line(text: string): void
}

export function createProgress(output: NodeJS.WriteStream = process.stderr): Progress {
  let what = ''
  let count = 0
  /** When the work before ended: the first step is reported when it is done. */
  let idleSinceMs = performance.now()
  let beganMs = 0
  let drawnMs = 0
  let total = 0
  const seconds = () => ((performance.now() - beganMs) / 1000).toFixed(1)
  const draw = () => {
    drawnMs = performance.now()
    output.write(`\r\x1b[K${what}: ${count} of ${total}`)
  }
  return {
    step(next, of) {
      if (next !== what) {
        this.done()
        what = next
        count = 0
        beganMs = idleSinceMs
      }
      count++
      total = of
      if (output.isTTY && performance.now() - drawnMs > 100) draw()
    },
    done() {
      idleSinceMs = performance.now()
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
