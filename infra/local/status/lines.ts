/** What `status` says: a line for each thing that an operator asks, and for each that is wrong. */
import { EXIT_CODES } from '../exit-codes.ts'
import { type ShownOptions, showRows } from '../shown-rows.ts'

export interface StatusLine {
  /** What is looked at. */
  what: string
  /** Whether somebody has to do something. */
  isWrong: boolean
  /** How many there are; of a cost, US dollars. */
  number: number
  /** Which, and why. */
  detail: string
  /** One thing to do, as it is typed where it is a command; empty where there is none. */
  advice: string
}

/** A line that nothing is wrong with. */
export const fine = (what: string, number: number, detail = ''): StatusLine => ({
  what,
  isWrong: false,
  number,
  detail,
  advice: '',
})

/** Prints lines in columns; the process ends with 1 where anything is wrong. */
export async function showStatus(lines: readonly StatusLine[], options: ShownOptions): Promise<void> {
  const rows = lines.map(({ what, isWrong, number, detail, advice }) => [
    what,
    isWrong ? 'look' : 'ok',
    number,
    detail,
    advice,
  ])
  await showRows({ columns: ['what', 'state', 'number', 'detail', 'advice'], rows }, options)
  if (lines.some(({ isWrong }) => isWrong)) process.exitCode = EXIT_CODES.failed
}

/** `2017-06-05 14:03 UTC` */
export const minuteOf = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`

/** Of many names the first ones, and how many are left. */
export function someOf(names: readonly string[], most = 5): string {
  const left = names.length - most
  return left > 0 ? `${names.slice(0, most).join(', ')} and ${left} more` : names.join(', ')
}
