/**
 * `npm run bench:scale`: what publish and deliveries cost where a store is far away. Prints, writes results.json beside,
 * and ends with 1 where a promise is not held.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hintOf, markClaim } from '../../../functions/lib/ledger/days.ts'
import { manifestKey } from '../../../functions/lib/ledger/manifests.ts'
import type { Catalogue } from '../../../functions/lib/ports.ts'
import { inputTables, publishedTables } from '../../../functions/lib/tables/index.ts'
import { deliverCreated } from '../../../functions/normalise/deliver.ts'
import { type PublishDependencies, publishDay, tablesCode } from '../../../functions/publish/publish-day.ts'
import { wake } from '../../../functions/publish/wake.ts'
import { referenceOf } from '../../support/lake-run.ts'
import { createMemoryLake } from '../../support/memory-lake.ts'
import { startMemoryRun } from '../../support/memory-run.ts'
import { createWatch, watched } from '../../support/ports-watch.ts'
import { put, SMALL_NETWORKS, vpcText } from '../../support/small-logs.ts'
import { DAY, engineOf, fillDay, NETWORKS, REFERENCE, receiptOf } from './busy-day.ts'
import { createLatencyStore, type LatencyStore } from './latency-store.ts'

const UPLOADS = [10_000, 100_000]
const MORE = 500
const DAYS = 1100
const NOW_MS = Date.parse('2024-03-05T03:00:00Z')
const clock = { nowMs: () => NOW_MS }

const memoryCatalogue = (): Catalogue => {
  const places = new Map<string, Map<string, string>>()
  const of = (table: string) => {
    const known = places.get(table) ?? new Map<string, string>()
    places.set(table, known)
    return known
  }
  return {
    point: async (table, dt, location) => void of(table).set(dt, location),
    locate: async (table, dt) => of(table).get(dt),
    list: async table =>
      [...of(table)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([dt, location]) => ({ dt, location })),
    remove: async (table, dt) => void of(table).delete(dt),
  }
}

function publishing(lake: LatencyStore, uploads: () => number): PublishDependencies {
  let names = 0
  const networks = NETWORKS.map(cidr => ({
    cidr,
    name: cidr,
    accessPath: '',
    timeZone: 'UTC',
    homeCountry: '',
    providerAsns: [],
    weekend: [6, 7],
    validFromMs: null,
    validToMs: null,
    note: '',
  }))
  return {
    lake,
    engine: engineOf(uploads),
    catalogue: memoryCatalogue(),
    servicesOf: async () => [],
    networks: { current: async () => networks, of: async () => networks },
    unique: () => `u${++names}`,
    callsAtOnce: 32,
  }
}

interface Measured {
  seconds: number
  calls: number
  /** Most memory above what the store held before, MB. */
  megabytes: number
}

/** Times work and counts its calls; memory is looked at every 20 ms. */
async function measure(store: LatencyStore, work: () => Promise<unknown>): Promise<Measured> {
  globalThis.gc?.()
  store.takeCalls()
  const before = process.memoryUsage().rss
  let most = before
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss)
  }, 20)
  const beganMs = performance.now()
  await work()
  const seconds = (performance.now() - beganMs) / 1000
  clearInterval(timer)
  most = Math.max(most, process.memoryUsage().rss)
  return { seconds: round(seconds), calls: store.takeCalls(), megabytes: Math.round((most - before) / 1e6) }
}

const round = (value: number): number => Math.round(value * 100) / 100

async function measureDay(uploads: number) {
  const store = createLatencyStore(clock.nowMs)
  let held = uploads
  const dependencies = publishing(store, () => held)
  await fillDay(store, 0, uploads)
  const first = await measure(store, () => expectOutcome('published', dependencies))
  const unchanged = await measure(store, () => expectOutcome('unchanged', dependencies))
  const again = receiptOf(7)
  for (const n of [1, 2, 3]) await markClaim(store, DAY, { state: 'current', ...hintOf(again, DAY) }, `again-${n}`)
  const duplicates = await measure(store, () => expectOutcome('unchanged', dependencies))
  await fillDay(store, uploads, uploads + MORE)
  held += MORE
  const more = await measure(store, () => expectOutcome('published', dependencies))
  return { uploads, first, unchanged, duplicates, more }
}

async function expectOutcome(outcome: string, dependencies: PublishDependencies): Promise<void> {
  const day = await publishDay(DAY, dependencies)
  if (day.outcome !== outcome) throw new Error(`expected the day ${outcome}, found it ${day.outcome}`)
}

/** A night's wake over years of published days: all was written long ago, as by functions that live no more. */
async function measureNight() {
  const store = createLatencyStore(clock.nowMs)
  const dependencies = publishing(store, () => 0)
  const longAgo = NOW_MS - 48 * 3_600_000
  for (let n = 1; n <= DAYS; n++) {
    const dt = new Date(NOW_MS - (n + 1) * 86_400_000).toISOString().slice(0, 10)
    const run = 'fedcba9876543210-0'
    const tables: Record<string, { location: string; rows: number; bytes: number; files: number }> = {}
    for (const { schema } of publishedTables) {
      const location = `${schema.name}/dt=${dt}/run=${run}/`
      tables[schema.name] = { location, rows: 1, bytes: 1, files: 1 }
      store.fill(`${location}part-0.parquet`, '', longAgo)
      await dependencies.catalogue.point(schema.name, dt, location)
    }
    for (const { name } of inputTables) store.fill(`${name}/dt=${dt}/run=${run}/part-0.parquet`, '', longAgo)
    const named = {
      dt,
      run,
      attempt: `a${n}`,
      fingerprint: 'f',
      code: tablesCode(),
      references: [REFERENCE],
      networks: [],
    }
    store.fill(manifestKey(dt), JSON.stringify({ ...named, uploads: 288, tables }), longAgo)
  }
  // A run of each of the last hundred days that nobody names any more.
  for (let n = 1; n <= 100; n++) {
    const dt = new Date(NOW_MS - (n + 1) * 86_400_000).toISOString().slice(0, 10)
    for (const { name } of [...publishedTables.map(({ schema }) => schema), ...inputTables])
      store.fill(`${name}/dt=${dt}/run=old-0/part-0.parquet`, '', longAgo)
  }
  const options = {
    clock,
    scheduledMs: NOW_MS,
    budget: 8,
    nightBudget: 8,
    reports: async () => [],
    lastBeginMs: NOW_MS + 1,
  }
  let swept = 0
  const first = await measure(store, async () => {
    swept = (await wake(dependencies, options)).swept
  })
  if (swept === 0) throw new Error('expected old runs swept, found none')
  const next = await measure(store, () => wake(dependencies, options))
  return { days: DAYS, first, next }
}

/** Calls of a delivery: of a new upload, of the same once more, of the n-th that takes its key's place, and of two days. */
async function countDeliveries() {
  const folder = mkdtempSync(join(tmpdir(), 'scale-'))
  const memory = await createMemoryLake()
  try {
    const run = startMemoryRun(memory, folder, await referenceOf(SMALL_NETWORKS))
    const cost = async (key: string, text: string): Promise<number> => {
      put(folder, key, text)
      const watch = createWatch(() => {})
      const delivery = run.delivery()
      const lake = watched(memory.lake, 'lake', watch)
      await deliverCreated(key, { ...delivery, lake, uploads: watched(delivery.uploads, 'uploads', watch) })
      return watch.calls
    }
    const first = await cost('a/one.log', vpcText([DAY], 1))
    const again = await cost('a/one.log', vpcText([DAY], 1))
    const overwritten: number[] = []
    for (let n = 2; n <= 40; n++) overwritten.push(await cost('a/one.log', vpcText([DAY], n)))
    const twoDays = await cost('b/two.log', vpcText([DAY, '2024-03-02'], 50))
    return { new: first, again, second: overwritten[0] ?? 0, fortieth: overwritten.at(-1) ?? 0, newOfTwoDays: twoDays }
  } finally {
    memory.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

const show = (name: string, { seconds, calls, megabytes }: Measured) =>
  console.log(
    `${name.padEnd(58)} ${seconds.toFixed(2).padStart(8)} s ${String(calls).padStart(7)} calls ${String(megabytes).padStart(5)} MB`,
  )

const days = []
for (const uploads of UPLOADS) {
  const day = await measureDay(uploads)
  const count = uploads.toLocaleString('en')
  show(`first publish of a day of ${count} uploads`, day.first)
  show('the same day, unchanged', day.unchanged)
  show('the same day after three deliveries of an upload it counts', day.duplicates)
  show(`the same day with ${MORE} uploads more`, day.more)
  days.push(day)
}
const night = await measureNight()
show(`a night's wake over ${DAYS} days, of a new function`, night.first)
show('the next', night.next)
const deliveries = await countDeliveries()
console.log(`calls a delivery: ${JSON.stringify(deliveries)}`)

const [small, large] = days
const timeRatio = round((large?.first.seconds ?? 0) / (small?.first.seconds ?? 1))
console.log(`10 × the uploads take ${timeRatio} × the time`)
writeFileSync(
  join(import.meta.dirname, 'results.json'),
  `${JSON.stringify({ days, timeRatio, night, deliveries }, null, 1)}\n`,
)

const promises: [string, boolean][] = [
  ['a day of 100,000 uploads is published within 120 s', (large?.first.seconds ?? 999) < 120],
  ['and within 512 MB', (large?.first.megabytes ?? 999) < 512],
  ['an unchanged day costs less than 1 s and 10 calls', isCheap(large?.unchanged)],
  ['so does one after duplicate deliveries', isCheap(large?.duplicates)],
  ['10 × the uploads take at most 11 × the time', timeRatio <= 11],
  ["a night's wake over three years takes less than 120 s", night.first.seconds < 120],
  ['a delivery makes at most 15 calls and 4 a day', deliveries.new <= 19 && deliveries.newOfTwoDays <= 23],
  ['also the fortieth of its key', deliveries.fortieth <= 19 && deliveries.fortieth === deliveries.second],
]
function isCheap(measured: Measured | undefined): boolean {
  return measured !== undefined && measured.seconds < 1 && measured.calls < 10
}
for (const [promise, isHeld] of promises) console.log(`${isHeld ? 'held    ' : 'NOT HELD'} ${promise}`)
if (promises.some(([, isHeld]) => !isHeld)) process.exitCode = 1
