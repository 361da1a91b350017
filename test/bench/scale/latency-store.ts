/**
 * A store in memory that takes the time of one far away: each call 15 ms, calls begin at least 5 ms apart (200 a second),
 * and now and then one is answered 503 and made again, as SDKs do. Calls are counted as S3 counts them: a page of a listing
 * has 1,000 keys, a deletion takes 1,000.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { type ObjectHead, type ObjectStore, PreconditionFailed } from '../../../functions/lib/ports.ts'

const CALL_MS = 15
const APART_MS = 5
const PAGE_KEYS = 1000
/** Of more that go at once the order of all is made anew when it is asked for. */
const FEW_KEYS = 10
/** Every so many calls one is answered 503; it is made again after so long. */
const FAILS_EVERY = 200
const AGAIN_AFTER_MS = 100

interface Held {
  bytes: Uint8Array
  etag: string
  modifiedMs: number
}

export interface LatencyStore extends ObjectStore {
  /** Puts an object without a call: what others did before. */
  fill(key: string, bytes?: Uint8Array | string, modifiedMs?: number): void
  /** Calls since the last time that this was asked. */
  takeCalls(): number
}

const NOTHING = new Uint8Array()

export function createLatencyStore(nowMs: () => number): LatencyStore {
  const held = new Map<string, Held>()
  let sorted: string[] | undefined
  let writes = 0
  let calls = 0
  let nextStartMs = 0

  async function call(): Promise<void> {
    for (let isAgain = false; ; isAgain = true) {
      const failed = ++calls % FAILS_EVERY === 0 && !isAgain
      const startMs = Math.max(performance.now(), nextStartMs)
      nextStartMs = startMs + APART_MS
      await sleep(startMs - performance.now() + CALL_MS)
      if (!failed) return
      await sleep(AGAIN_AFTER_MS)
    }
  }

  const headOf = (key: string, { bytes, etag, modifiedMs }: Held): ObjectHead => ({
    key,
    size: bytes.length,
    etag,
    modifiedMs,
  })

  function set(key: string, content: Uint8Array | string, modifiedMs: number): Held {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
    if (!held.has(key)) placeKey(key)
    const object = { bytes: bytes.length === 0 ? NOTHING : bytes, etag: String(++writes), modifiedMs }
    held.set(key, object)
    return object
  }

  /** One key more is put into its place: sorting all anew would be the store's time, not that of who is measured. */
  function placeKey(key: string): void {
    sorted?.splice(placeOf(sorted, key), 0, key)
  }

  function placeOf(keys: readonly string[], wanted: string): number {
    let low = 0
    for (let high = keys.length; low < high; ) {
      const middle = (low + high) >> 1
      if ((keys[middle] ?? '') < wanted) low = middle + 1
      else high = middle
    }
    return low
  }

  function keysFrom(prefix: string): { keys: string[]; at: number } {
    sorted ??= [...held.keys()].sort()
    return { keys: sorted, at: placeOf(sorted, prefix) }
  }

  const store: LatencyStore = {
    fill(key, bytes = NOTHING, modifiedMs = nowMs()) {
      set(key, bytes, modifiedMs)
    },
    takeCalls() {
      const taken = calls
      calls = 0
      return taken
    },
    async head(key) {
      await call()
      const object = held.get(key)
      return object && headOf(key, object)
    },
    async get(key) {
      await call()
      const object = held.get(key)
      return object && { head: headOf(key, object), bytes: object.bytes }
    },
    async stream(key) {
      await call()
      const object = held.get(key)
      if (object === undefined) throw new Error(`expected ${key}, found nothing`)
      const body = (async function* () {
        yield object.bytes
      })()
      return { head: headOf(key, object), body }
    },
    async put(key, content, condition) {
      await call()
      const known = held.get(key)
      if (condition?.ifNoneMatch !== undefined && known !== undefined) throw new PreconditionFailed(key)
      if (condition?.ifMatch !== undefined && known?.etag !== condition.ifMatch) throw new PreconditionFailed(key)
      return headOf(key, set(key, content, nowMs()))
    },
    putFile: key => store.put(key, NOTHING),
    async *list(prefix) {
      const { keys, at } = keysFrom(prefix)
      for (let next = at; ; ) {
        await call()
        const page: ObjectHead[] = []
        for (; page.length < PAGE_KEYS && keys[next]?.startsWith(prefix) === true; next++) {
          const object = held.get(keys[next] ?? '')
          if (object !== undefined) page.push(headOf(keys[next] ?? '', object))
        }
        yield* page
        if (keys[next]?.startsWith(prefix) !== true) return
      }
    },
    async delete(keys) {
      for (let at = 0; at < keys.length; at += PAGE_KEYS) {
        await call()
        const page = new Set(keys.slice(at, at + PAGE_KEYS))
        for (const key of page) held.delete(key)
        sorted = page.size > FEW_KEYS ? undefined : sorted?.filter(key => !page.has(key))
      }
    },
  }
  return store
}
