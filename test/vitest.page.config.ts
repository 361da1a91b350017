import { globSync } from 'node:fs'
import { defineConfig } from 'vitest/config'

/** A report in a real browser: Chromium from Debian's packages, or at CHROME_PATH. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: globSync('test/page/*.test.ts', { cwd: new URL('..', import.meta.url).pathname }),
    setupFiles: ['test/support/loopback-only.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
  },
})
