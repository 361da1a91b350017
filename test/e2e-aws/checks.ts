/** Steps with their seconds, and facts that hold or not; the last line counts the facts. */
import { isDeepStrictEqual } from 'node:util'

export interface Checks {
  /** Runs a step and prints its seconds. What it throws ends the run. */
  step<T>(name: string, work: () => Promise<T>): Promise<T>
  /** Prints the seconds of a step that somebody else ran. */
  took(name: string, seconds: number): void
  /** One test, named as a fact: it fails where `work` throws. */
  fact(name: string, work: () => void | Promise<void>): Promise<void>
  /** Counts what ended the run as a failed test. */
  ended(error: unknown): void
  /** Prints `N passed, M failed`; whether all passed. */
  finish(): boolean
}

export function createChecks(say: (line: string) => void = console.log): Checks {
  let passed = 0
  let failed = 0
  const fail = (name: string, error: unknown) => {
    failed++
    say(`FAILED ${name}\n  ${(error instanceof Error ? (error.stack ?? error.message) : String(error)).slice(0, 4000)}`)
  }
  const took = (name: string, seconds: number) => say(`${seconds.toFixed(1).padStart(6)} s  ${name}`)
  return {
    took,
    async step(name, work) {
      const began = performance.now()
      const done = await work()
      took(name, (performance.now() - began) / 1000)
      return done
    },
    async fact(name, work) {
      try {
        await work()
        passed++
        say(`       ok  ${name}`)
      } catch (error) {
        fail(name, error)
      }
    },
    ended: error => fail('the run goes to its end', error),
    finish() {
      say(`${passed} passed, ${failed} failed`)
      return failed === 0
    },
  }
}

/** Throws where two values differ, with the first place of lists that does. */
export function same(found: unknown, expected: unknown, what: string): void {
  if (isDeepStrictEqual(found, expected)) return
  if (!Array.isArray(found) || !Array.isArray(expected))
    throw new Error(`${what}: expected ${shown(expected)}, found ${shown(found)}`)
  const at = [...expected.keys(), expected.length].find(index => !isDeepStrictEqual(found[index], expected[index])) ?? 0
  throw new Error(
    `${what}: expected ${expected.length}, found ${found.length}; the first that differs is ${at}: ` +
      `expected ${shown(expected[at])}, found ${shown(found[at])}`,
  )
}

const shown = (value: unknown): string => (JSON.stringify(value) ?? 'none').slice(0, 1000)
