/** How the command line ends, for what runs it. */
export const EXIT_CODES = {
  done: 0,
  /** What was asked could not be done. */
  failed: 1,
  /** The words typed cannot be right, whatever the logs: nothing was begun. */
  wrongUse: 2,
  /** A report was made, but nobody should rest on it: nothing is watched, or its data quality is 1 of 5. */
  weakReport: 3,
} as const

/** Words on the command line that contradict each other; one line says which, and what to type. */
export class WrongUse extends Error {}
