import { globSync } from 'node:fs'
import { defineConfig } from 'vitest/config'

/** The package as npm packs and installs it: needs a registry. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: globSync('test/package/*.test.ts', { cwd: new URL('..', import.meta.url).pathname }),
    globalSetup: ['test/package/pack.ts'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
  },
})
