/** Paths as the user who types commands means and sees them. */
import { relative, resolve } from 'node:path'

/** Where relative paths start: npm runs scripts in the project's folder and says in INIT_CWD where the user stands. */
export const userFolder = (): string => process.env.INIT_CWD ?? process.cwd()

/** The absolute path of what the user typed. */
export const fromUser = (typed: string): string => resolve(userFolder(), typed)

/** An absolute path as it can be typed: relative where it lies below the user, in quotes where a shell needs them. */
export function typedPath(path: string): string {
  const way = relative(userFolder(), path)
  return shellWord(way === '' ? '.' : /^\.\.(\/|$)/.test(way) ? path : way)
}

/** A word as a shell takes it: in quotes where it needs them. */
export const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
