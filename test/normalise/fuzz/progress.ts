/** What a long run says while it goes on, on a terminal and in a file alike. */
import type { Counts } from './serve.ts'

const EVERY_MS = 30_000

export interface Progress {
  /** Hears how far a family is; says a line where the last one is 30 s ago. */
  take(counts: Counts): void
}

/** Progress of a family of so many inputs, by a clock that never goes back. */
export function progressOf(
  { family, inputs }: { family: string; inputs: number },
  nowMs: () => number,
  say: (line: string) => void,
): Progress {
  const began = nowMs()
  let said = began
  return {
    take(counts) {
      const now = nowMs()
      if (now - said < EVERY_MS) return
      said = now
      const share = Math.floor((100 * counts.inputs) / inputs)
      const rate = Math.round((1000 * counts.inputs) / (now - began))
      say(
        `${family}: ${counts.inputs} of ${inputs} inputs (${share} %), ${rate} a second, ${Math.round((now - began) / 1000)} s`,
      )
    },
  }
}

/** What stands at the end of a family's inputs. */
export function summaryOf(family: string, seed: number, counts: Counts, failures: number): string {
  const { inputs, read, rows, refused, cpuMs, slowest, slowestMs } = counts
  return (
    `${family}: ${inputs} inputs of seed ${seed}, ${read} recognised, ${rows} rows, ${refused} refused units, ` +
    `${Math.round(cpuMs / 1000)} s of CPU, the slowest input ${Math.round(slowestMs)} ms (number ${slowest}), ${failures} failures`
  )
}
