/**
 * The one place that writes to the terminal. Names of files, networks and reports, and all text from logs, may hold
 * characters that move a cursor, colour, ring, or turn the direction of text: they are shown, never sent.
 */

import { EXIT_CODES } from './exit-codes.ts'

/** Controls, line and paragraph separators, and invisible format characters (Unicode categories Cc and Cf). */
const HARMFUL = /[\p{Cc}\p{Cf}\u2028\u2029]/gu
const HARMFUL_BUT_LINE_FEED = /[^\P{Cc}\n]|[\p{Cf}\u2028\u2029]/gu

// Who reads may leave, as `head` does when it has its lines: nothing more is written, and what was begun comes to its end. Where
// an answer cannot be written, as on a disk without room, that is said once, and the command ends with 1.
let isTold = false
process.stderr.on('error', () => undefined)
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE' || isTold) return
  isTold = true
  process.once('exit', () => (process.exitCode = EXIT_CODES.failed))
  const why = error.code === 'ENOSPC' ? 'no space left (ENOSPC)' : error.message
  printError(
    `flowcensus: expected standard output to take all that is printed, found ${why}; what is there is not whole`,
  )
})

const shown = (character: string): string =>
  character === '\t' ? '\\t' : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`

/** Text as one line that a terminal shows as it is: `\u{1b}` for a control or direction character, `\t` for a TAB. */
export const printable = (text: string): string => text.replace(HARMFUL, shown)

/** Prints text of one or more lines on standard output. */
export function print(text: string): void {
  console.log(text.replace(HARMFUL_BUT_LINE_FEED, shown))
}

const ESCAPE = '\u001b'
/** Text that stands out where the terminal has colours. */
export const bold = (text: string): string => `${ESCAPE}[1m${text}${ESCAPE}[22m`
/** Text that stands back. */
export const dim = (text: string): string => `${ESCAPE}[2m${text}${ESCAPE}[22m`

/** Prints lines whose every part went through `printable`, with the styles above between: what else is sent would be sent. */
export function printStyled(text: string): void {
  console.log(text)
}

/** Prints text of one or more lines on standard error. */
export function printError(text: string): void {
  console.error(text.replace(HARMFUL_BUT_LINE_FEED, shown))
}

/** JSON that gives back what it was made of, and holds no such character outside its own escapes. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, null, 1).replace(HARMFUL_BUT_LINE_FEED, character =>
    character.replace(/[\s\S]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  )
}
