import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'

const root = new URL('..', import.meta.url).pathname

/**
 * Files of tests as two projects: those that put others in place of modules or of a client of AWS run in a process each, the
 * rest share processes, which loads the product's modules twice instead of a hundred times (0.73 of the time).
 */
function projectsOf(files: readonly string[], isDeep: boolean): TestProjectInlineConfiguration[] {
  const replaces = (file: string) => /\b(vi\.(doMock|mock)|mockClient)\(/.test(readFileSync(join(root, file), 'utf8'))
  const { alone = [], together = [] } = Object.groupBy(files, file => (replaces(file) ? 'alone' : 'together'))
  const project = (name: string, include: string[], isolate: boolean): TestProjectInlineConfiguration => ({
    test: {
      root,
      name,
      include,
      isolate,
      setupFiles: ['test/support/loopback-only.ts'],
      testTimeout: 1_800_000,
      hookTimeout: 1_800_000,
      pool: 'forks',
      provide: { isDeep },
    },
  })
  return [project('together', together, false), project('alone', alone, true)].filter(
    ({ test }) => test?.include?.length !== 0,
  )
}

/** The tests in files that `isChosen`, run so that none sees what another replaced. */
export const configOf = (isDeep: boolean, isChosen: (file: string) => boolean) =>
  defineConfig({
    test: {
      root,
      maxWorkers: 2,
      projects: projectsOf(globSync('test/**/*.test.ts', { cwd: root }).filter(isChosen).sort(), isDeep),
    },
  })

/** Named for what is long: every crash point, every order, whole studies. */
export const isDeepFile = (file: string): boolean => file.endsWith('.deep.test.ts')

/**
 * What must hold, in little time. What is long and deep is named `*.deep.test.ts`, or asks `support/depth.ts` how much of it
 * to try, and is run by `vitest.deep.config.ts`. A time-out of a test only ends what hangs: the slowest takes seconds on a
 * quiet machine.
 */
export default configOf(false, file => !/^test\/(wire|page)\//.test(file) && !isDeepFile(file))
