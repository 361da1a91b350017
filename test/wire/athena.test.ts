import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { StopQueryExecutionCommand } from '@aws-sdk/client-athena'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createAthenaEngine, type QueryReport } from '../../functions/lib/aws/athena-engine.ts'
import { createGlueCatalogue } from '../../functions/lib/aws/glue-catalogue.ts'
import { createS3Store } from '../../functions/lib/aws/s3-store.ts'
import { createDuckDbEngine } from '../../functions/lib/local/duckdb-engine.ts'
import { createFolderCatalogue } from '../../functions/lib/local/folder-catalogue.ts'
import { createFolderStore } from '../../functions/lib/local/folder-store.ts'
import { loadQuery } from '../../functions/lib/queries.ts'
import { landing } from '../../functions/lib/tables/index.ts'
import { liveness } from '../../functions/lib/tables/rollups.ts'
import { encodeTable } from '../../functions/publish/parquet-table.ts'
import { parametersOf } from '../conformance/parameters.ts'
import { RequestRefused } from '../support/aws/athena-executions.ts'
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
const engineOf = (
  clients: Clients,
  more: { fingerprint?: string; workgroup?: string; onQuery?: (report: QueryReport) => void } = {},
) =>
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

const DAY = '2017-06-05'
const PLACE = `liveness/dt=${DAY}/run=a/`
const rows = encodeTable(liveness, [
  ['one', 'net', 'team', 'vpc', 1, '1'.repeat(96), '0'.repeat(96), 12],
  ['two', null, 'team', 'zeek', 0, '01'.repeat(48), '0'.repeat(96), 7],
])
const ASK = `select exporter, records from liveness where dt = '${DAY}' order by exporter`
const answer = [
  ['one', 12],
  ['two', 7],
]

describe('Athena', () => {
  beforeAll(async () => {
    await lakeOf(wire.root).put(`${PLACE}part-0.parquet`, rows)
    await catalogueOf(wire.root).point('liveness', DAY, PLACE)
  })
  afterEach(() => {
    wire.front.beforeAnswer = () => {}
    wire.front.beforeRun = () => {}
  })
  const without = (action: string) =>
    PUBLISHER.map(({ actions, resources }) => ({ actions: actions.filter(one => one !== action), resources }))
  const since = (from: number) => wire.front.executions().slice(from)

  it('gives the rows of a section as DuckDB does', async () => {
    const root = mkdtempSync(join(tmpdir(), 'wire-local-'))
    const lake = createFolderStore(root)
    const catalogue = createFolderCatalogue(lake)
    await lake.put(`${PLACE}part-0.parquet`, rows)
    await catalogue.point('liveness', DAY, PLACE)
    const local = await createDuckDbEngine({ root, catalogue })
    const name = 'sections/coverage/liveness'
    const question = [loadQuery(name).text, parametersOf(name, DAY, 'a')] as const
    const expected = await local.select(...question)
    local.close()
    rmSync(root, { recursive: true })
    expect(expected.rows).toHaveLength(2)
    expect(await engineOf(publisher).select(...question)).toEqual(expected)
  })

  it('reads a view, with the rights of who asks', async () => {
    const values = { varchar: "'x'", int: '1', bigint: '1', timestamp: 'null' }
    const columns = landing.columns.map(({ name, type }) => `${values[type]} as ${name}`).join(', ')
    const sql = `select ${columns} from (values (1), (2), (3)) as v(n)`
    await engineOf(publisher).materialise(sql, [], landing, `landing/dt=${DAY}/`)
    const question = `select published, count(*) as n from flows_and_landed where dt = '${DAY}' group by published`
    expect((await engineOf(publisher).select(question)).rows).toEqual([['no', 3]])
    const clients = await wire.user('without-lake', [
      ...without('s3:GetObject'),
      { actions: ['s3:GetObject'], resources: ['arn:aws:s3:::results/*'] },
    ])
    await expect(engineOf(clients).select(question)).rejects.toThrow(/PERMISSION_DENIED.*landing/)
  })

  it('says what it scanned', async () => {
    const reports: QueryReport[] = []
    await engineOf(publisher, { onQuery: report => reports.push(report) }).select(ASK)
    expect(reports).toMatchObject([{ kind: 'select', attempt: 0, attached: false, state: 'SUCCEEDED' }])
    expect(reports[0]?.bytesScanned).toBeGreaterThan(0)
  })

  it('runs one query for one question that several processes ask, and another once the data is another', async () => {
    const from = wire.front.executions().length
    const ask = (fingerprint: string) => engineOf(publisher, { fingerprint }).select(ASK)
    const answers = await Promise.all([ask('one'), ask('one'), ask('one'), ask('two')])
    for (const { rows: found } of answers) expect(found).toEqual(answer)
    expect(since(from)).toHaveLength(2)
  })

  it('attaches a materialisation to the one that an earlier process left running', async () => {
    const from = wire.front.executions().length
    const sql = `select ${liveness.columns.map(({ name }) => name).join(', ')} from liveness where dt = ?`
    const place = `liveness/dt=${DAY}/run=left/`
    let go = () => {}
    wire.front.beforeRun = () => new Promise(done => (go = done))
    const first = engineOf(publisher, { fingerprint: 'left' }).materialise(sql, [DAY], liveness, place)
    const second = engineOf(publisher, { fingerprint: 'left' }).materialise(sql, [DAY], liveness, place)
    await expect.poll(() => since(from).map(({ state }) => state)).toEqual(['RUNNING'])
    go()
    expect(await second).toEqual(await first)
    expect((await first).map(file => file.rows)).toEqual([2])
    expect(since(from)).toHaveLength(1)
  })

  it('tries a query again that failed by Athena’s own fault', async () => {
    let failures = 2
    wire.front.beforeRun = () => {
      if (failures-- > 0) throw new Error('INTERNAL_ERROR: try again')
    }
    const reports: QueryReport[] = []
    const engine = engineOf(publisher, { fingerprint: 'own fault', onQuery: report => reports.push(report) })
    expect((await engine.select(ASK)).rows).toEqual(answer)
    expect(reports.map(({ attempt, state }) => [attempt, state])).toEqual([
      [0, 'FAILED'],
      [1, 'FAILED'],
      [2, 'SUCCEEDED'],
    ])
  })

  it('asks again where it is throttled', async () => {
    let refusals = 2
    wire.front.beforeAnswer = ({ action }) => {
      if (action === 'StartQueryExecution' && refusals-- > 0)
        throw new RequestRefused('TooManyRequestsException', 'Rate exceeded')
    }
    expect((await engineOf(publisher).select(ASK)).rows).toEqual(answer)
  })

  it('fails a query that was stopped, and starts another for the next who asks', async () => {
    const from = wire.front.executions().length
    wire.front.beforeRun = async ({ id }) => {
      await publisher.athena.send(new StopQueryExecutionCommand({ QueryExecutionId: id }))
    }
    await expect(engineOf(publisher, { fingerprint: 'stopped' }).select(ASK)).rejects.toThrow(/was cancelled/)
    wire.front.beforeRun = () => {}
    expect(since(from).map(({ state }) => state)).toEqual(['CANCELLED'])
  })

  it('refuses a workgroup that is not there', async () => {
    await expect(engineOf(publisher, { workgroup: 'none' }).select(ASK)).rejects.toThrow(/none is not found/)
  })

  it.each([
    ['athena:StartQueryExecution', /not authorized to perform: athena:StartQueryExecution/],
    ['s3:GetObject', /PERMISSION_DENIED.*liveness/],
    ['s3:ListBucket', /PERMISSION_DENIED.*liveness/],
    ['s3:PutObject', /PERMISSION_DENIED.*results/],
    ['glue:GetTable', /PERMISSION_DENIED.*liveness/],
    ['glue:GetPartitions', /PERMISSION_DENIED.*liveness/],
  ])('answers nobody without %s', async (action, reason) => {
    const clients = await wire.user(`without-${action.replace(':', '-')}`, without(action))
    await expect(engineOf(clients).select(ASK)).rejects.toThrow(reason)
  })

  it('writes nothing for a caller that may not write there', async () => {
    const clients = await wire.user('reader', [
      ...without('s3:PutObject'),
      { actions: ['s3:PutObject'], resources: ['arn:aws:s3:::results/*'] },
    ])
    const sql = `select ${liveness.columns.map(({ name }) => name).join(', ')} from liveness where dt = ?`
    const place = `liveness/dt=${DAY}/run=reader/`
    await expect(engineOf(clients).materialise(sql, [DAY], liveness, place)).rejects.toThrow(/PERMISSION_DENIED/)
    expect(await allOf(lakeOf(wire.root).list(place))).toEqual([])
  })

  it.each([
    ['glue:CreatePartition', '2017-06-07'],
    ['glue:UpdatePartition', DAY],
  ])('moves no partition of Glue without %s', async (action, dt) => {
    const clients = await wire.user(`without-${action.replace(':', '-')}`, without(action))
    await expect(catalogueOf(clients).point('liveness', dt, 'liveness/other/')).rejects.toThrow(
      new RegExp(`not authorized to perform: ${action}`),
    )
    expect(await catalogueOf(wire.root).locate('liveness', dt)).toBe(dt === DAY ? PLACE : undefined)
  })
})
