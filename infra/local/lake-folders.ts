/** Where lakes lie, which one a command reads, and the command that reaches it. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { homeFolder, typedCommand } from './installation.ts'
import { printError } from './terminal.ts'
import { fromUser, typedPath } from './user-paths.ts'

/** Where the user's own logs and the study live; separate, so that neither shows in the other's report. */
const USER_LAKE = join(homeFolder(), '.lake')
export const STUDY_LAKE = join(homeFolder(), '.study')

const isLake = (folder: string): boolean => existsSync(join(folder, 'lake'))

/** Folder that the user's own logs and networks go to: as named, else the user's lake, whether the study's exists or not. */
export const ownLakeFolder = (named: string | undefined): string => (named === undefined ? USER_LAKE : fromUser(named))

/** Folder of the lake that is read where none is named: the user's where it exists, else the study's. */
const lakeUnnamed = (): string => (isLake(USER_LAKE) || !isLake(STUDY_LAKE) ? USER_LAKE : STUDY_LAKE)

/**
 * Folder of the lake to read: as named, else the one that is read unnamed, which is said on standard error where there is
 * more than one. Throws where there is none: a mistyped --lake must not make an empty one.
 */
export function lakeToRead(named: string | undefined): string {
  const folder = named === undefined ? lakeUnnamed() : fromUser(named)
  if (!isLake(folder))
    throw new Error(
      `expected a lake, found none at ${folder}; ${typedCommand('start')} makes one, --lake names another`,
    )
  if (named === undefined && isLake(USER_LAKE) && isLake(STUDY_LAKE))
    printError(`reading your own logs in ${typedPath(folder)}; --lake ${typedPath(STUDY_LAKE)} reads the study`)
  return folder
}

/** A command on this lake as it is typed: `npm run rejects -- 3f2a --lake other`; --lake only where it is needed. */
export function commandOn(folder: string, script: string, ...words: readonly string[]): string {
  const unnamed = script !== 'start' ? lakeUnnamed() : words.length === 0 ? STUDY_LAKE : USER_LAKE
  const all = folder === unnamed ? words : [...words, '--lake', typedPath(folder)]
  return typedCommand(script, ...all)
}
