/** Runs the scripts of this folder, each in a process of its own. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { SEMI_SPACE_OPTION } from '../../functions/lib/node-heap.ts'
import type { Measured } from './measure.ts'

const scriptPath = (script: string) => fileURLToPath(new URL(script, import.meta.url))

/** The last core that this process may use: the first ones serve interrupts. */
export function lastCore(): string {
  const allowed = /Cpus_allowed_list:\s*(\S+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0'
  return /(\d+)$/.exec(allowed)?.[1] ?? '0'
}

/** Runs a script, as functions and threads run, with all of its threads on one core; zlib's pool would be a second one. */
export function runPinned(script: string, ...args: string[]): Measured {
  const command = ['-c', lastCore(), process.execPath, SEMI_SPACE_OPTION, scriptPath(script), ...args]
  const output = execFileSync('taskset', command, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, UV_THREADPOOL_SIZE: '1' },
  })
  return readMeasured(output)
}

/** Runs a script on any core. Throws where it fails. */
export function runScript(script: string, ...args: string[]): void {
  execFileSync(process.execPath, [scriptPath(script), ...args], { stdio: ['ignore', 'ignore', 'inherit'] })
}

function readMeasured(output: string): Measured {
  const value: unknown = JSON.parse(output)
  const number = (name: string): number => {
    const found =
      typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === name) : undefined
    if (typeof found?.[1] !== 'number')
      throw new Error(`measurement ${name}: expected a number, found ${output.slice(0, 200)}`)
    return found[1]
  }
  return {
    rows: number('rows'),
    seconds: number('seconds'),
    cpuSeconds: number('cpuSeconds'),
    bytesIn: number('bytesIn'),
    bytesOut: number('bytesOut'),
    peakRssBytes: number('peakRssBytes'),
  }
}

/** Runs all sides one after another, `rounds` times. */
export function alternate<K extends string, Run>(rounds: number, sides: Record<K, () => Run>): Record<K, Run[]> {
  const names = Object.keys(sides) as K[]
  const runs = Object.fromEntries(names.map(name => [name, [] as Run[]])) as Record<K, Run[]>
  for (let round = 0; round < rounds; round++) for (const name of names) runs[name].push(sides[name]())
  return runs
}

/** The middle one: of numbers by value, of runs by seconds. */
export function median<T extends number | Measured>(values: readonly T[]): T {
  const of = (value: T): number => (typeof value === 'number' ? value : value.seconds)
  const middle = values.toSorted((a, b) => of(a) - of(b))[values.length >> 1]
  if (middle === undefined) throw new Error('median: expected at least one value, found none')
  return middle
}
