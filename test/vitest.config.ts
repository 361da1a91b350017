import { configDefaults, defineConfig } from 'vitest/config'

/**
 * What must hold, in little time. What is long and deep (every crash point, every order, whole studies, large properties)
 * is named `*.deep.test.ts` and run by `vitest.deep.config.ts`. A time-out of a test only ends what hangs: the slowest
 * takes seconds on a quiet machine.
 */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, 'test/wire/**', 'test/**/*.deep.test.ts'],
    setupFiles: ['test/support/loopback-only.ts'],
    testTimeout: 1_800_000,
    hookTimeout: 1_800_000,
    pool: 'forks',
    maxWorkers: 2,
  },
})
