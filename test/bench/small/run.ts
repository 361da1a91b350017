/** One measured run of many small uploads: `<folder of logs> <folder of the lake>`. Opening the reference set is not timed. */
import { deliverCreated } from '../../../functions/normalise/deliver.ts'
import { findUploads } from '../../../infra/local/find-uploads.ts'
import { openLake, useReference } from '../../../infra/local/lake.ts'
import { measure } from '../measure.ts'
import { NETWORKS } from '../reference.ts'

const [logs = '', folder = ''] = process.argv.slice(2)
const lake = await openLake(folder, 1)
const reference = await useReference(lake.lake, NETWORKS)
const found = await findUploads([logs], folder)
await lake.uploads.add(found)
const dependencies = await lake.delivery(reference)
for (const { date } of reference.editions.country) dependencies.enricher.placing(Date.parse(date) / 86_400_000)
await measure(logs, async () => {
  let rows = 0
  let bytesOut = 0
  for (const { key } of found) {
    const { receipt } = await deliverCreated(key, dependencies)
    rows += receipt?.accepted ?? 0
    for (const { bytes } of receipt?.outputs ?? []) bytesOut += bytes
  }
  return { rows, bytesOut }
})
await lake.close()
