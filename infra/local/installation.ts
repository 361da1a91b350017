/** Which copy runs: a checkout of the project, or the package that npm installed; and what lies where, in either. */
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { userFolder } from './user-paths.ts'

const TOP = resolve(import.meta.dirname, '../..')

/** The package holds compiled files, a checkout what they are compiled from. */
export const isPackage = !import.meta.filename.endsWith('.ts')

/** Folder that `.lake` and `.study` lie in: the checkout, so that it may be moved with them; of a package where the user stands. */
export const homeFolder = (): string => (isPackage ? userFolder() : TOP)

/** Folder of what can be made again and all lakes share. A package may be installed where nobody writes. */
export const cacheFolder = (): string =>
  isPackage
    ? join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'flowcensus')
    : join(TOP, 'node_modules/.cache/flowcensus')

/** A command whose output goes to a file or a program: npm would write two lines of its own before it. */
export const pipedCommand = (script: string, ...words: readonly string[]): string =>
  [isPackage ? 'npx flowcensus' : 'npx .', script, ...words].join(' ')

/** A command as it is typed: `npm run rejects -- 3f2a` in a checkout, `npx flowcensus rejects 3f2a` with the package. */
export function typedCommand(script: string, ...words: readonly string[]): string {
  if (isPackage) return ['npx flowcensus', script, ...words].join(' ')
  return [script === 'start' ? 'npm start' : `npm run ${script}`, ...(words.length === 0 ? [] : ['--', ...words])].join(
    ' ',
  )
}
