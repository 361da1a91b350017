/** How much of what is large is tried. A file of tests that asks is run by both: in part by `npm test`, whole by `npm run test:deep`. */
import { inject } from 'vitest'

declare module 'vitest' {
  export interface ProvidedContext {
    isDeep: boolean
  }
}

const isDeep = inject('isDeep')

/** Runs of a property: a tenth, or all. */
export const runsOf = (all: number): number => (isDeep ? all : Math.ceil(all / 10))

/** The first few, or all. */
export const someOf = <T>(all: readonly T[], few: number): readonly T[] => (isDeep ? all : all.slice(0, few))

/** Every other, beginning with the `nth`, or all. */
export const halfOf = <T>(all: readonly T[], nth: number): readonly T[] =>
  isDeep ? all : all.filter((_, at) => at % 2 === nth % 2)

/** Every third, beginning with the `nth`, or all. */
export const thirdOf = <T>(all: readonly T[], nth: number): readonly T[] =>
  isDeep ? all : all.filter((_, at) => at % 3 === nth % 3)
