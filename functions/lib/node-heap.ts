/** How the heap of Node is bounded, on AWS and in the threads of one machine. */

/** Of a function's memory: the rest is for what lies outside of the heap, as rows, pages and compiled code do. */
const OLD_SHARE = 0.6

/**
 * MiB of each of the two halves that new objects are made in. Node 24 lets them grow to several times as much on a machine of
 * today; what is normalised then takes 40 to 80 MB more, the more the longer it goes on, and 2 to 4 % more time.
 */
const SEMI_SPACE_MB = 16

/** V8's young generation is three times one of the halves. */
export const YOUNG_GENERATION_MB = 3 * SEMI_SPACE_MB
export const SEMI_SPACE_OPTION = `--max-semi-space-size=${SEMI_SPACE_MB}`

/** Options of Node in a function of so much memory, in MiB. */
export const heapOptions = (memoryMb: number): string[] => [
  `--max-old-space-size=${Math.floor(memoryMb * OLD_SHARE)}`,
  SEMI_SPACE_OPTION,
]
