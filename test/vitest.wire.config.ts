import { defineConfig } from 'vitest/config'

/** Suites against real protocol servers on this machine, which need Python, Go, Java and Maven: one after another. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/wire/**/*.test.ts'],
    setupFiles: ['test/support/loopback-only.ts'],
    testTimeout: 1_800_000,
    hookTimeout: 1_800_000,
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
  },
})
