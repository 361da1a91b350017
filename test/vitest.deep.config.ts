import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { configOf, isDeepFile } from './vitest.config.ts'

const asksHowDeep = (file: string) =>
  /support\/depth\.ts'/.test(readFileSync(join(import.meta.dirname, '..', file), 'utf8'))

/** What is long and deep: fault sweeps, orders of uploads, whole studies, and all of what `npm test` tries in part. */
export default configOf(true, file => isDeepFile(file) || asksHowDeep(file))
