import { statSync } from 'node:fs'

/** What one run in a process of its own says of itself: one line of JSON. */
export interface Measured {
  rows: number
  seconds: number
  /** User and system time of all threads. */
  cpuSeconds: number
  bytesIn: number
  bytesOut: number
  peakRssBytes: number
}

/** Does the work and prints the measurement. `work` resolves to the rows and the bytes that it wrote. */
export async function measure(input: string, work: () => Promise<{ rows: number; bytesOut: number }>): Promise<void> {
  const cpuBefore = process.cpuUsage()
  const began = performance.now()
  const done = await work()
  const seconds = (performance.now() - began) / 1000
  const { user, system } = process.cpuUsage(cpuBefore)
  const measured: Measured = {
    ...done,
    seconds,
    cpuSeconds: (user + system) / 1e6,
    bytesIn: statSync(input).size,
    peakRssBytes: process.resourceUsage().maxRSS * 1024,
  }
  console.log(JSON.stringify(measured))
}
