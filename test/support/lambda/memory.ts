/** Memory of a process, as Linux counts it: its resident set, and the highest that it was. */
import { readFileSync } from 'node:fs'

export interface MemoryWatch {
  peakBytes(): number
  stop(): void
}

const LOOK_MS = 10

/** Looks every 10 ms; `onOver` is called once where the highest resident set is over the limit. */
export function watchMemory(pid: number, limitBytes: number, onOver: () => void): MemoryWatch {
  let peak = 0
  const look = () => {
    peak = Math.max(peak, highestRssBytes(pid))
    if (peak <= limitBytes) return
    clearInterval(timer)
    onOver()
  }
  const timer = setInterval(look, LOOK_MS)
  return {
    peakBytes() {
      look()
      return peak
    },
    stop: () => clearInterval(timer),
  }
}

/** 0 for a process that is gone. */
function highestRssBytes(pid: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}
