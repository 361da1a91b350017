import { afterAll, beforeAll, describe } from 'vitest'
import { createAthenaEngine } from '../../functions/lib/aws/athena-engine.ts'
import { createGlueCatalogue } from '../../functions/lib/aws/glue-catalogue.ts'
import { createS3Store } from '../../functions/lib/aws/s3-store.ts'
import { type Clients, LAKE, PUBLISHER, startWire, type Wire, WORKGROUP } from '../support/aws/wire.ts'
import { describeCatalogue } from '../support/contracts/catalogue.ts'
import { allOf } from '../support/contracts/object-store.ts'
import { describeQueryEngine } from '../support/contracts/query-engine.ts'

const clock = { nowMs: () => Date.now() }
let wire: Wire
let publisher: Clients
beforeAll(async () => {
  wire = await startWire()
  publisher = await wire.user('publisher', PUBLISHER)
})
afterAll(() => wire?.stop())

const lakeOf = ({ s3 }: Clients) => createS3Store({ client: s3, bucket: LAKE })
const catalogueOf = ({ glue }: Clients) => createGlueCatalogue({ glue, database: wire.database, bucket: LAKE })
const engineOf = (clients: Clients, more: { fingerprint?: string } = {}) =>
  createAthenaEngine({
    athena: clients.athena,
    lake: lakeOf(clients),
    bucket: LAKE,
    workgroup: WORKGROUP,
    database: wire.database,
    clock,
    ...more,
  })

async function empty(): Promise<void> {
  const lake = lakeOf(wire.root)
  await lake.delete((await allOf(lake.list(''))).map(({ key }) => key))
  const catalogue = catalogueOf(wire.root)
  for (const table of ['flows', 'contacts', 'liveness'])
    for (const { dt } of await catalogue.list(table)) await catalogue.remove(table, dt)
}

describe('on the wire', () => {
  describeCatalogue('of Glue', () => ({ catalogue: catalogueOf(publisher), close: empty }))

  describeQueryEngine('Athena', () => ({
    engine: engineOf(publisher),
    lake: lakeOf(publisher),
    catalogue: catalogueOf(publisher),
    close: empty,
  }))
})
