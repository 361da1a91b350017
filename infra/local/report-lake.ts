/** Which lake a report of one machine was made of: run.json beside the report says it, relative to the folder of reports. */
import { realpathSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { z } from 'zod'
import { readJson } from '../../functions/lib/ledger/json-object.ts'
import { createFolderStore } from '../../functions/lib/local/folder-store.ts'
import { makeNamedFolder } from '../../functions/lib/local/make-folder.ts'

/** What goes to run.json of a report that is made of the lake in this folder. */
export function lakeFact(reportsFolder: string, lakeFolder: string): { lake: string } {
  makeNamedFolder(reportsFolder)
  return { lake: relative(realpathSync(reportsFolder), realpathSync(lakeFolder)) || '.' }
}

const runSchema = z.object({ lake: z.string().optional() })

/** Folder of the lake of the report `<name>/<last day>`; undefined where there is no such report, or it does not say. */
export async function lakeOfReport(reportsFolder: string, report: string): Promise<string | undefined> {
  const run = await readJson(createFolderStore(reportsFolder), `${report}/run.json`, runSchema)
  return run?.value.lake === undefined ? undefined : resolve(realpathSync(reportsFolder), run.value.lake)
}
