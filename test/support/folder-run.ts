/** Delivers every file of a folder and publishes, on a lake folder; as a process of its own: `node folder-run.ts lake uploads networks.csv`. */
import { readFileSync } from 'node:fs'
import { deliverCreated } from '../../functions/normalise/deliver.ts'
import { publishAllDirty } from '../../functions/publish/tick.ts'
import { findUploads } from '../../infra/local/find-uploads.ts'
import { openLake, useReference } from '../../infra/local/lake.ts'
import { tableRows } from './turns.ts'

/** Resolves to the rows of the tables. */
export async function runOnFolder(folder: string, uploads: string, networksCsv: string) {
  const lake = await openLake(folder)
  try {
    const delivery = await lake.delivery(await useReference(lake.lake, networksCsv))
    const files = await findUploads([uploads], '/')
    await lake.uploads.add(files)
    for (const { key } of files) await deliverCreated(key, delivery)
    const { failed } = await publishAllDirty(await lake.publish())
    if (failed[0] !== undefined) throw failed[0].error
    return await tableRows(await lake.engine())
  } finally {
    await lake.close()
  }
}

const [, script, folder, uploads, networks] = process.argv
if (script === import.meta.filename && folder !== undefined && uploads !== undefined && networks !== undefined)
  await runOnFolder(folder, uploads, readFileSync(networks, 'utf8'))
