import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'

const root = new URL('..', import.meta.url).pathname

/** Drawings left out, as many tests of sections have it; and any other replacement of a module or of a client of AWS. */
const UNDRAWN =
  /\bvi\.mock\(import\('[./]*functions\/report\/render\/draw\.ts'\), \(\) => import\('[./]*support\/undrawn\.ts'\)\)/
const REPLACES = /\b(vi\.(doMock|mock)|mockClient)\(/

/**
 * Files of tests as three projects: those that put others in place of modules or of a client of AWS run in a process each.
 * The rest share processes, which loads the product's modules a few times instead of a hundred (0.73 of the time): those
 * that leave out drawings with each other, as all of them replace the same module by the same other.
 */
function projectsOf(files: readonly string[], isDeep: boolean): TestProjectInlineConfiguration[] {
  const groupOf = (file: string) => {
    const text = readFileSync(join(root, file), 'utf8')
    if (REPLACES.test(text.replace(UNDRAWN, ''))) return 'alone'
    return UNDRAWN.test(text) ? 'undrawn' : 'together'
  }
  const { alone = [], undrawn = [], together = [] } = Object.groupBy(files, groupOf)
  const project = (name: string, include: string[], isolate: boolean): TestProjectInlineConfiguration => ({
    test: {
      root,
      name,
      include,
      isolate,
      setupFiles: ['test/support/loopback-only.ts', 'test/support/equal-at-once.ts'],
      testTimeout: 1_800_000,
      hookTimeout: 1_800_000,
      pool: 'forks',
      provide: { isDeep },
      // Most uploads of tests are too small for a kernel of their own.
      env: { FLOWCENSUS_KERNEL: process.env.FLOWCENSUS_KERNEL ?? 'on' },
    },
  })
  return [
    project('together', together, false),
    project('undrawn', undrawn, false),
    project('alone', alone, true),
  ].filter(({ test }) => test?.include?.length !== 0)
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
export default configOf(false, file => !/^test\/(wire|page|package)\//.test(file) && !isDeepFile(file))
