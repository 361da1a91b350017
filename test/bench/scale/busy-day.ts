/** A day of many uploads as deliveries leave it: hints, marks and landing objects; and an engine that takes no time. */
import { hintOf, markClaim, putHints } from '../../../functions/lib/ledger/days.ts'
import { landingKeyOf } from '../../../functions/lib/ledger/facts.ts'
import { hashOf } from '../../../functions/lib/ledger/ids.ts'
import type { ObjectStore, QueryEngine } from '../../../functions/lib/ports.ts'
import type { Receipt } from '../../../functions/lib/receipt.ts'
import type { LatencyStore } from './latency-store.ts'

export const DAY = '2024-03-01'
const BUILD = '0123456789abcdef'
export const REFERENCE = '0123456789abcdef0123456789abcdef'
/** Flow logs of five minutes, each of ten interfaces in two networks: 288 files a day of each of 348 log groups. */
const FILES = 288
const INTERFACES = 10
export const NETWORKS = ['10.1.0.0/16', '10.2.0.0/16']
const ROWS = 1000
const RECORDS = 990

export function receiptOf(n: number): Receipt {
  const group = Math.floor(n / FILES)
  const file = n % FILES
  const slot = Math.floor((file * 96) / FILES)
  const time = new Date(Date.parse(DAY) + file * 300_000).toISOString().slice(0, 16).replaceAll(/[-:]/g, '')
  const account = 100_000_000_000 + group
  const folder = `AWSLogs/${account}/vpcflowlogs/eu-central-1/2024/03/01`
  const key = `${folder}/${account}_vpcflowlogs_eu-central-1_fl-${hashOf('fl', String(group)).slice(0, 17)}_${time}Z_${hashOf(String(n)).slice(0, 8)}.log.gz`
  const uploadId = hashOf('upload', String(n))
  return {
    uploadId,
    build: BUILD,
    returned: 0,
    normaliseVersion: '1',
    reference: REFERENCE,
    bucket: 'flowcensus-prod-uploads',
    key,
    version: String(n),
    source: 'AWSLogs',
    status: 'ok',
    format: 'aws-vpc',
    heartbeat: true,
    directions: 1,
    refusal: null,
    unreadForm: false,
    head: null,
    objectBytes: 20_000,
    contentBytes: 100_000,
    contentHash: hashOf('content', String(n)),
    read: ROWS,
    accepted: RECORDS,
    outOfScope: 0,
    skipped: {},
    rejected: {},
    rejects: null,
    firstMs: Date.parse(DAY) + file * 300_000,
    lastMs: Date.parse(DAY) + (file + 1) * 300_000 - 1,
    outputs: [
      {
        key: landingKeyOf(DAY, uploadId, BUILD),
        dt: DAY,
        rows: ROWS,
        externalRows: ROWS,
        records: RECORDS,
        bytesOut: '1234567',
        bytesIn: '7654321',
        bytes: 30_000,
        networks: NETWORKS,
      },
    ],
    placed: (['asn', 'country'] as const).map(data => ({
      data,
      date: DAY,
      name: 'made up',
      version: '1',
      rows: ROWS,
    })),
    liveness: Array.from({ length: INTERFACES }, (_, at) => ({
      exporter: `eni-0${hashOf('eni', String(group), String(at)).slice(0, 16)} #5`,
      dt: DAY,
      slots: '0'.repeat(slot) + '1'.repeat(1) + '0'.repeat(95 - slot),
      lost: '0'.repeat(96),
      networks: [NETWORKS[at % 2] ?? ''],
      records: ROWS / INTERFACES,
    })),
    warnings: [],
    cut: false,
    busiest: [],
    receivedMs: 0,
  }
}

/** Fills the ledger with uploads from number to number, each announced once. */
export async function fillDay(store: LatencyStore, from: number, to: number): Promise<void> {
  const lake = { put: async (key: string) => store.fill(key) } as unknown as ObjectStore
  for (let n = from; n < to; n++) {
    const receipt = receiptOf(n)
    await putHints(lake, receipt)
    await markClaim(lake, DAY, { state: 'current', ...hintOf(receipt, DAY) }, `mark-${n}`)
    store.fill(landingKeyOf(DAY, receipt.uploadId, BUILD))
  }
}

/** Answers what a run of so many of these uploads holds; its tables are said to be written. */
export const engineOf = (uploads: () => number): QueryEngine => ({
  async select(sql) {
    if (!sql.includes("'flows' AS side")) return { columns: [], rows: [] }
    const n = uploads()
    const row = (side: string) => [side, BUILD, n, n * ROWS, n * RECORDS, String(n * 1_234_567), String(n * 7_654_321)]
    return { columns: [], rows: [row('flows'), row('inputs')] }
  },
  materialise: async (_sql, _parameters, table, prefix) => [
    { key: `${prefix}part-0.parquet`, rows: table.name === 'flows' ? uploads() * ROWS : 1, bytes: 1000 },
  ],
})
