import { configDefaults, defineConfig } from 'vitest/config'
import quick from './vitest.config.ts'

/** What is long and deep: fault sweeps, orders of uploads, whole studies, large properties. */
export default defineConfig({
  test: { ...quick.test, include: ['test/**/*.deep.test.ts'], exclude: configDefaults.exclude },
})
