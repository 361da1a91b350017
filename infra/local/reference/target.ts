/** The lake that an action on the reference set is for: a folder's, or that of a deployed stage. */
import type { ObjectStore, QueryEngine } from '../../../functions/lib/ports.ts'
import { deploymentOf, wordsOf } from '../deployment-name.ts'
import { typedCommand } from '../installation.ts'
import { type LocalLake, openExistingLake, openLake } from '../lake.ts'
import { commandOn, ownLakeFolder } from '../lake-folders.ts'

/** Options of the command above the actions. */
export interface TargetOptions {
  lake?: string
  aws?: string
  stack?: string
}

export interface ReferenceTarget {
  lake: ObjectStore
  engine(): Promise<QueryEngine>
  /** The command that says which uploads another set places otherwise. */
  replay: string
  /** The same as a lake of this machine; undefined on a stage. */
  local: LocalLake | undefined
  close(): Promise<void>
}

/** Opens it. Where none is there, `isNew` makes the user's own; else throws. A stage is opened with the caller's credentials. */
export async function openTarget({ lake: named, ...deployed }: TargetOptions, isNew = false): Promise<ReferenceTarget> {
  const of = deploymentOf(deployed)
  if (of !== undefined) {
    const { openDeployment } = await import('../../aws/open-deployment.ts')
    const { lake, engine } = await openDeployment(of)
    const replay = typedCommand('replay', ...wordsOf(of, '--aws'))
    return { lake, engine: async () => engine, replay, local: undefined, close: async () => undefined }
  }
  const local = isNew ? await openLake(ownLakeFolder(named)) : await openExistingLake(named)
  const { folder, lake } = local
  return { lake, engine: () => local.engine(), replay: commandOn(folder, 'replay'), local, close: () => local.close() }
}
