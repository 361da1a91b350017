/** What is measured: quiet days of the generated study, a busy day, reports of both, a wake that finds nothing to do. */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Receipt } from '../../../functions/lib/receipt.ts'
import { publishedTables } from '../../../functions/lib/tables/index.ts'
import { buildReferenceFiles } from '../../../infra/local/reference-files.ts'
import { generateStudy } from '../../../infra/local/study/generate.ts'
import { writeVpc } from '../inputs.ts'
import type { Part } from './figures.ts'
import { type MeasuredLake, startMeasuredLake } from './measured-lake.ts'

/** UTC days of the study with all its exporters and without anything special. */
const QUIET_DAYS = ['2017-06-07', '2017-06-08', '2017-06-09']
const BUSY_DAY = '2017-04-01'
const BUSY_ROWS = 400_000

export interface Measured {
  /** Sums over the quiet days: one delivery of each of their files, one publish of each day. */
  quiet: DayWork & { days: number }
  busy: DayWork
  coldStart: Part
  /** Report over the quiet days, and of the busy day. */
  quietReport: Part
  busyReport: Part
  /** A wake of publish that finds nothing due. */
  idleWake: Part
}

export interface DayWork {
  uploads: number
  rows: number
  /** Decompressed text, and as uploaded. */
  rawBytes: number
  uploadedBytes: number
  landingBytes: number
  tableBytes: number
  normalise: Part
  publish: Part
}

export async function measureCost(folder: string, say: (text: string) => void): Promise<Measured> {
  const cache = join(folder, 'cache')
  mkdirSync(cache)
  say('the study')
  const study = join(folder, 'study')
  await generateStudy({ outDir: study })
  const reference = await buildReferenceFiles(readFileSync(join(study, 'networks.csv'), 'utf8'), cache)
  say('ministack, Trino')
  const lake = await startMeasuredLake(reference)
  try {
    const coldStart = await lake.coldStart()
    say(`quiet days ${QUIET_DAYS.join(', ')}`)
    const keys = await putStudy(lake, join(study, 'uploads'))
    const quiet = await dayWork(lake, keys, QUIET_DAYS)
    say('a report of them')
    const [fromDay = '', toDay = ''] = [QUIET_DAYS[0], QUIET_DAYS.at(-1)]
    const quietReport = await lake.report('quiet', fromDay, toDay)
    say(`a busy day: ${BUSY_ROWS} rows`)
    const path = join(folder, 'busy.log')
    writeVpc({ path, rows: BUSY_ROWS, days: 1, seed: 1 })
    await lake.put('cloud/busy.log', path)
    const busy = await dayWork(lake, ['cloud/busy.log'], [BUSY_DAY])
    say('a report of it')
    const busyReport = await lake.report('busy', BUSY_DAY, BUSY_DAY)
    const idleWake = await lake.idleWake()
    const days = { ...quiet, days: QUIET_DAYS.length }
    return { quiet: days, busy, coldStart, quietReport, busyReport, idleWake }
  } finally {
    await lake.stop()
  }
}

/** Puts the files of the quiet days; resolves to their keys. */
async function putStudy(lake: MeasuredLake, folder: string): Promise<string[]> {
  const names = QUIET_DAYS.flatMap(day => [day, day.replaceAll('-', '/')])
  const keys = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(key => key.endsWith('.gz') && names.some(name => key.includes(`/${name}/`)))
    .sort()
  for (const key of keys) await lake.put(key, join(folder, key))
  return keys
}

async function dayWork(lake: MeasuredLake, keys: readonly string[], days: readonly string[]): Promise<DayWork> {
  const { part: normalise, receipts } = await lake.normalise(keys)
  const parts: Part[] = []
  let rows = 0
  let tableBytes = 0
  for (const dt of days) {
    const published = await lake.publish(dt)
    parts.push(published.part)
    rows += published.rows
    for (const { schema } of publishedTables) tableBytes += await lake.bytesBelow(`${schema.name}/dt=${dt}/`)
  }
  const sum = (of: (receipt: Receipt) => number) => receipts.reduce((total, receipt) => total + of(receipt), 0)
  return {
    uploads: keys.length,
    rows,
    rawBytes: sum(({ contentBytes }) => contentBytes),
    uploadedBytes: sum(({ objectBytes }) => objectBytes),
    landingBytes: sum(({ outputs }) => outputs.reduce((bytes, output) => bytes + output.bytes, 0)),
    tableBytes,
    normalise,
    publish: parts.reduce(addParts),
  }
}

function addParts(a: Part, b: Part): Part {
  const add = (x: Part['s3'], y: Part['s3']) => ({ writes: x.writes + y.writes, reads: x.reads + y.reads })
  return {
    memoryMb: a.memoryMb,
    coreSeconds: a.coreSeconds + b.coreSeconds,
    clockSeconds: a.clockSeconds + b.clockSeconds,
    invocations: a.invocations + b.invocations,
    messages: a.messages + b.messages,
    s3: add(a.s3, b.s3),
    engineS3: add(a.engineS3, b.engineS3),
    glue: a.glue + b.glue,
    athena: a.athena + b.athena,
    queries: [...a.queries, ...b.queries],
  }
}
