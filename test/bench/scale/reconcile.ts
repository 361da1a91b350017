/**
 * `npm run bench:reconcile`: a wake of reconcile over three years of 100,000 uploads a day, on stores that are far away: a
 * call takes 15 ms, calls begin 5 ms apart, one in 200 is answered 503 and made again after 100 ms. Prints, writes
 * reconcile.json beside, and ends with 1 where a promise is not held. Objects are worked out, not kept: there are 110 million.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FolderPage, Folders } from '../../../functions/lib/aws/s3-folders.ts'
import { markSettled, SETTLED } from '../../../functions/lib/ledger/settled.ts'
import type { ObjectHead, ObjectStore } from '../../../functions/lib/ports.ts'
import { reconcileUploads } from '../../../functions/reconcile/reconcile-uploads.ts'

const SENSORS = 100
const UPLOADS_A_DAY = 100_000
const EACH = UPLOADS_A_DAY / SENSORS
const DAY_MS = 86_400_000
const FIRST_MS = Date.parse('2021-11-29')
const NOW_MS = Date.parse('2024-11-28T12:00:00Z')
/** Of the function. Late files get what recent ones leave of it; here no more than ten seconds. */
const BUDGET_MS = 270_000
const OLD_MS = 10_000
const CALL_MS = 15
const APART_MS = 5
const FAILS_EVERY = 200

let calls = 0
let nextStartMs = 0

async function call(): Promise<void> {
  for (let isAgain = false; ; isAgain = true) {
    const failed = ++calls % FAILS_EVERY === 0 && !isAgain
    const startMs = Math.max(performance.now(), nextStartMs)
    nextStartMs = startMs + APART_MS
    await sleep(Math.max(1, startMs - performance.now() + CALL_MS))
    if (!failed) return
    await sleep(100)
  }
}

const dayText = (ms: number): string => new Date(ms).toISOString().slice(0, 10)
const sensorText = (sensor: number): string => `team/sensor-${String(sensor).padStart(3, '0')}/`

/** The uploads of a sensor and day, in order of key; each written on its day. */
function uploadsOf(sensor: string, dayMs: number): ObjectHead[] {
  const folder = `${sensor}${dayText(dayMs).replaceAll('-', '/')}/`
  return Array.from({ length: EACH }, (_, n) => ({
    key: `${folder}${String(n).padStart(6, '0')}.log.gz`,
    size: 1,
    etag: `"${sensor.length}${dayMs}${n}"`,
    modifiedMs: Math.min(dayMs + Math.floor((n * DAY_MS) / EACH), NOW_MS),
  }))
}
/** One upload a day was seen by no delivery. */
const isLost = (key: string): boolean => Number(key.slice(-13, -7)) === 7 && key.startsWith(sensorText(7))

/** Everything below `team/<sensor>/`, folder by folder or, a day a page, flat. */
const folders: Folders = {
  async page(prefix, flat, after): Promise<FolderPage> {
    await call()
    const [team, sensor, ...date] = prefix.split('/').slice(0, -1)
    if (team === undefined) return { objects: [], folders: ['team/'] }
    if (sensor === undefined) return { objects: [], folders: Array.from({ length: SENSORS }, (_, n) => sensorText(n)) }
    const wanted = date.join('-')
    const days: number[] = []
    for (let ms = FIRST_MS; ms <= NOW_MS; ms += DAY_MS) if (dayText(ms).startsWith(wanted)) days.push(ms)
    const root = `team/${sensor}/`
    if (!flat) {
      const parts = new Set(
        days.map(ms =>
          dayText(ms)
            .split('-')
            .slice(0, date.length + 1)
            .join('/'),
        ),
      )
      return { objects: [], folders: [...parts].map(part => `${root}${part}/`) }
    }
    const done = after === undefined ? '' : after.split('/').slice(2, 5).join('-')
    const at = days.findIndex(ms => dayText(ms) > done)
    if (at < 0) return { objects: [], folders: [] }
    const objects = uploadsOf(root, days[at] ?? 0)
    const last = objects.at(-1)?.key ?? ''
    return at === days.length - 1 ? { objects, folders: [] } : { objects, folders: [], next: last }
  },
}

const RECEIPT = {
  ...({ status: 'ok', contentBytes: 1, source: 'team', unreadForm: false, uploadId: '' } as const),
  ...{ accepted: 1, outOfScope: 0, skipped: {}, rejected: {} },
}

/** Marks of the days that a wake looks back to, made before it is timed. */
const settled = new Map<number, { key: string; modifiedMs: number }[]>()
for (let dayMs = Date.parse(dayText(NOW_MS)) - 9 * DAY_MS; dayMs <= NOW_MS; dayMs += DAY_MS) {
  const marks: { key: string; modifiedMs: number }[] = []
  for (let sensor = 0; sensor < SENSORS; sensor++) {
    for (const head of uploadsOf(sensorText(sensor), dayMs)) {
      const put = async (key: string) => {
        marks.push({ key, modifiedMs: head.modifiedMs })
        return { key, size: 0, etag: '"e"' }
      }
      if (!isLost(head.key))
        await markSettled({ put }, { bucket: 'uploads', key: head.key }, head, RECEIPT, head.modifiedMs)
    }
  }
  settled.set(dayMs, marks)
}

/** What deliveries settled; nothing else is in this lake. */
const lake: ObjectStore = {
  head: () => call().then(() => undefined),
  get: () => call().then(() => undefined),
  stream: async () => Promise.reject(new Error('expected no reading')),
  put: (key, bytes) => call().then(() => ({ key, size: bytes.length, etag: '"e"' })),
  putFile: async () => Promise.reject(new Error('expected no file')),
  delete: () => call(),
  async *list(prefix) {
    const dayMs = Date.parse(prefix.slice(`${SETTLED}dt=`.length, -1))
    let listed = 0
    for (const { key, modifiedMs } of settled.get(dayMs) ?? []) {
      if (listed++ % 1000 === 0) await call()
      yield { key, size: 0, etag: '"e"', modifiedMs }
    }
  },
}

let recentSeconds = 0
let recentCalls = 0
const timed: Folders = {
  async page(prefix, flat, after) {
    const year = /\/(\d{4})\//.exec(prefix)?.[1]
    // The first folder of an old date that is listed: recent ones are done.
    if (recentSeconds === 0 && flat && (year === '2021' || year === '2022')) {
      recentSeconds = (performance.now() - beganMs) / 1000
      recentCalls = calls
    }
    return folders.page(prefix, flat, after)
  },
}
globalThis.gc?.()
const before = process.memoryUsage().rss
let most = before
const timer = setInterval(() => {
  most = Math.max(most, process.memoryUsage().rss)
}, 50)
const beganMs = performance.now()
const queued: string[] = []
const { listed, announced, whole } = await reconcileUploads({
  folders: timed,
  uploads: { head: key => call().then(() => ({ key, size: 1, etag: '"e"', modifiedMs: NOW_MS - DAY_MS })) },
  lake,
  bucket: 'uploads',
  clock: {
    nowMs() {
      const elapsedMs = performance.now() - beganMs
      const isEnough = recentSeconds > 0 && elapsedMs > recentSeconds * 1000 + OLD_MS
      return NOW_MS + (isEnough ? 2 * BUDGET_MS : elapsedMs)
    },
  },
  budgetMs: BUDGET_MS,
  announce: async keys => {
    for (const key of keys) queued.push(key)
  },
})
clearInterval(timer)
const seconds = (performance.now() - beganMs) / 1000
const round = (value: number): number => Math.round(value * 10) / 10
const results = {
  uploadsADay: UPLOADS_A_DAY,
  years: 3,
  recent: { seconds: round(recentSeconds), calls: recentCalls },
  wake: { seconds: round(seconds), calls, listed },
  megabytes: Math.round((most - before) / 1e6),
  announced: announced.length,
}
console.log(JSON.stringify(results, null, 1))
writeFileSync(join(import.meta.dirname, 'reconcile.json'), `${JSON.stringify(results, null, 1)}\n`)
const promises: [string, boolean][] = [
  ['recent uploads are looked at whole', whole],
  ['within 240 s, their share of a wake', recentSeconds > 0 && recentSeconds < 240],
  ['within 512 MB', most - before < 512e6],
  [
    'every lost upload of eight days is found, and no other',
    queued.length === announced.length && announced.every(isLost) && announced.length >= 8,
  ],
]
for (const [promise, isHeld] of promises) console.log(`${isHeld ? 'held    ' : 'NOT HELD'} ${promise}`)
if (promises.some(([, isHeld]) => !isHeld)) process.exitCode = 1
