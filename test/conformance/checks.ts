/** Checks of a run, a line each as soon as it is decided, and how many passed. */

export interface Checks {
  /** One check: it fails where `test` throws. */
  check(name: string, test: () => Promise<void>): Promise<void>
  passed(): number
  failed(): number
}

export function createChecks(): Checks {
  let passed = 0
  let failed = 0
  return {
    async check(name, test) {
      const began = performance.now()
      try {
        await test()
        passed++
        console.log(`ok     ${name} (${Math.round(performance.now() - began)} ms)`)
      } catch (error) {
        failed++
        console.log(`FAILED ${name}: ${error instanceof Error ? error.message : String(error)}`)
      }
    },
    passed: () => passed,
    failed: () => failed,
  }
}

const keyOf = (row: readonly unknown[]): string =>
  JSON.stringify(row.map(value => (value === null ? null : String(value))))

/** Throws where rows differ in any order, with the first that does. Whole numbers are held by their digits, whatever holds them. */
export function same(found: readonly unknown[][], expected: readonly unknown[][], what: string): void {
  compare(found.map(keyOf).sort(), expected.map(keyOf).sort(), what)
}

/** The same, and in the same order. */
export function sameInOrder(found: readonly unknown[][], expected: readonly unknown[][], what: string): void {
  compare(found.map(keyOf), expected.map(keyOf), what)
}

function compare(found: readonly string[], expected: readonly string[], what: string): void {
  const at = found.findIndex((row, i) => row !== expected[i])
  if (found.length === expected.length && at < 0) return
  const first = Math.max(at, 0)
  throw new Error(
    `${what}: expected ${expected.length} rows, found ${found.length}; first that differs: ${found[first]} instead of ${expected[first]}`,
  )
}
