/** A lake on the wire that counts: the same functions as deployed ones, each call seen between them and the servers. */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { createAthenaEngine, type QueryReport } from '../../../functions/lib/aws/athena-engine.ts'
import { createGlueCatalogue } from '../../../functions/lib/aws/glue-catalogue.ts'
import { createS3Store } from '../../../functions/lib/aws/s3-store.ts'
import type { ObjectStore } from '../../../functions/lib/ports.ts'
import type { Receipt } from '../../../functions/lib/receipt.ts'
import {
  currentReference,
  loadReference,
  putReference,
  type ReferenceContent,
} from '../../../functions/lib/reference/reference-set.ts'
import { storedNetworks } from '../../../functions/lib/reference/stored-networks.ts'
import { deliverCreated } from '../../../functions/normalise/deliver.ts'
import { createReferences } from '../../../functions/normalise/references.ts'
import { type PublishDependencies, publishDay } from '../../../functions/publish/publish-day.ts'
import { sharedRunNames } from '../../../functions/publish/run-names.ts'
import { wake } from '../../../functions/publish/wake.ts'
import { makeReport } from '../../../functions/report/make-report.ts'
import { startFaultProxy } from '../../support/aws/fault-proxy.ts'
import { REGION, ROOT_KEYS } from '../../support/aws/ministack.ts'
import { LAKE, startWire, WORKGROUP } from '../../support/aws/wire.ts'
import { countS3 } from './counts.ts'
import type { Part } from './figures.ts'

/** Memory of the functions in the stack. */
const NORMALISE_MB = 1769
const PUBLISH_MB = 512
const REPORT_MB = 1769
const UPLOADS = 'uploads'
const REPORTS = 'reports'

export interface MeasuredLake {
  /** Puts an upload; not counted, since the team pays it. */
  put(key: string, path: string): Promise<void>
  /** One delivery for each key. */
  normalise(keys: readonly string[]): Promise<{ part: Part; receipts: Receipt[] }>
  /** What normalise reads once in each process. */
  coldStart(): Promise<Part>
  publish(dt: string): Promise<{ part: Part; rows: number }>
  /** A wake of publish that finds nothing due. */
  idleWake(): Promise<Part>
  report(name: string, fromDay: string, toDay: string): Promise<Part>
  /** Bytes below a prefix of the lake; not counted. */
  bytesBelow(prefix: string): Promise<number>
  stop(): Promise<void>
}

export async function startMeasuredLake(reference: ReferenceContent): Promise<MeasuredLake> {
  let engineProxy: Awaited<ReturnType<typeof startFaultProxy>> | undefined
  const wire = await startWire({
    async storageOfTrino(endpoint) {
      engineProxy = await startFaultProxy(endpoint)
      return engineProxy.endpoint
    },
  })
  const proxy = await startFaultProxy(wire.ministack)
  for (const Bucket of [UPLOADS, REPORTS]) await wire.root.s3.send(new CreateBucketCommand({ Bucket }))
  const counted = { endpoint: proxy.endpoint, region: REGION, credentials: ROOT_KEYS, forcePathStyle: true }
  const client = new S3Client(counted)
  const storeOf = (bucket: string): ObjectStore => createS3Store({ client, bucket })
  const [lake, uploads, reports] = [storeOf(LAKE), storeOf(UPLOADS), storeOf(REPORTS)]
  const direct = (bucket: string) => createS3Store({ client: wire.root.s3, bucket })
  await putReference(direct(LAKE), reference)
  const scratchDir = mkdtempSync(join(tmpdir(), 'cost-'))
  const references = () => createReferences(lake, async () => reference, scratchDir)
  const known = references()
  await known()

  const clock = { nowMs: () => Date.now() }
  const queries: QueryReport[] = []
  const onQuery = (query: QueryReport) => queries.push(query)
  const athena = { athena: wire.root.athena, lake, bucket: LAKE, workgroup: WORKGROUP, database: wire.database, clock }
  const catalogue = createGlueCatalogue({ glue: wire.root.glue, database: wire.database, bucket: LAKE })
  const publisher: PublishDependencies = {
    lake,
    engine: createAthenaEngine({ ...athena, fingerprint: '', onQuery }),
    catalogue,
    servicesOf: async hash => (await loadReference(lake, hash)).catalogue.services,
    networks: storedNetworks(lake),
    unique: () => randomUUID().slice(0, 13),
    runNames: sharedRunNames(lake),
  }
  const fixed = { lake, uploads, bucket: UPLOADS, clock, unique: randomUUID, scratchDir }

  /** Runs the work and counts what went over the wire meanwhile. */
  async function measure<T>(
    of: Pick<Part, 'memoryMb' | 'invocations' | 'messages'>,
    work: () => Promise<T>,
  ): Promise<{ part: Part; result: T }> {
    proxy.requests.length = 0
    if (engineProxy !== undefined) engineProxy.requests.length = 0
    wire.front.calls.length = 0
    queries.length = 0
    const began = performance.now()
    const core = process.cpuUsage()
    const result = await work()
    const clockSeconds = (performance.now() - began) / 1000
    const { user, system } = process.cpuUsage(core)
    const callsOf = (service: string) => wire.front.calls.filter(call => call.service === service).length
    const part = {
      ...of,
      coreSeconds: (user + system) / 1e6,
      clockSeconds,
      s3: countS3(proxy.requests),
      engineS3: countS3(engineProxy?.requests ?? []),
      glue: callsOf('AWSGlue'),
      athena: callsOf('AmazonAthena'),
      queries: queries.map(({ bytesScanned, state }) => ({ bytesScanned, state })),
    }
    return { part, result }
  }

  const ofPublish = { memoryMb: PUBLISH_MB, invocations: 1, messages: 0 }
  return {
    async put(key, path) {
      await direct(UPLOADS).putFile(key, path)
    },
    async normalise(keys) {
      const of = { memoryMb: NORMALISE_MB, invocations: keys.length, messages: keys.length }
      const { part, result } = await measure(of, async () => {
        const receipts: Receipt[] = []
        for (const key of keys) {
          const { receipt } = await deliverCreated(key, { ...fixed, ...(await known()) })
          if (receipt === undefined) throw new Error(`upload ${key}: expected a receipt, found none`)
          receipts.push(receipt)
        }
        return receipts
      })
      return { part, receipts: result }
    },
    async coldStart() {
      return (await measure({ memoryMb: NORMALISE_MB, invocations: 1, messages: 0 }, references())).part
    },
    async publish(dt) {
      const { part, result } = await measure(ofPublish, () => publishDay(dt, publisher))
      if (result.outcome !== 'published') throw new Error(`day ${dt}: expected it published, found ${result.outcome}`)
      return { part, rows: result.rows }
    },
    async idleWake() {
      const noonMs = Date.parse('2026-01-01T12:00:00Z')
      const limits = { budget: 8, nightBudget: 8, lastBeginMs: Number.POSITIVE_INFINITY }
      const options = { clock, scheduledMs: noonMs, reports: async () => [], ...limits }
      return (await measure(ofPublish, () => wake(publisher, options))).part
    },
    async report(name, fromDay, toDay) {
      const { part, result } = await measure({ memoryMb: REPORT_MB, invocations: 1, messages: 0 }, async () => {
        const set = await loadReference(lake, (await currentReference(lake)) ?? '')
        const openEngine = (fingerprint: string) => createAthenaEngine({ ...athena, fingerprint, onQuery })
        const request = { name, fromDay, toDay, showLocalAddresses: false, reference: set }
        return makeReport(request, { openEngine, lake, catalogue, reports, clock })
      })
      if (result.partial) throw new Error(`report ${name}: expected every section, found it partial`)
      return part
    },
    async bytesBelow(prefix) {
      let bytes = 0
      for await (const { size } of direct(LAKE).list(prefix)) bytes += size
      return bytes
    },
    async stop() {
      await wire.stop()
      await proxy.stop()
      await engineProxy?.stop()
      rmSync(scratchDir, { recursive: true, force: true })
    },
  }
}
