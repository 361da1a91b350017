/**
 * Ends an upload before the function's time ends. The first time the message fails, and is tried again with a whole
 * invocation; the second time the upload is refused with a receipt that says how small it must be.
 */
import type { Clock, ObjectStore } from '../lib/ports.ts'
import { UploadRefused } from './record-sink.ts'

/** Enough to land the days that were read, and to write the receipt and what follows it. */
export const RESERVE_MS = 45_000
/** What is read in the time is no promise for the next file: the advice keeps a fifth away from it. */
const ADVICE = 0.8

/** There was not enough time for this upload in this invocation: it is to be tried again. */
export class OutOfTime extends Error {
  override name = 'OutOfTime'
}

export interface TimeGuard {
  clock: Clock
  /** When the function is ended from outside, epoch ms. */
  endsMs: number
  /** Whether this is the last try: what does not fit is refused. */
  last: boolean
}

/** An upload that is read in time. */
export interface Guarded<T> {
  /** The same store, whose streams end with an error RESERVE_MS before the function's end. */
  uploads: T
  /** Throws the same error then. Few bytes may hold many units, so that it is asked by these too; `units`: framed so far. */
  checkTime(units: number): void
}

export function guardTime<T extends Pick<ObjectStore, 'stream'>>(
  store: T,
  { clock, endsMs, last }: TimeGuard,
): Guarded<T> {
  const deadlineMs = endsMs - RESERVE_MS
  const beganMs = clock.nowMs()
  let given = 0
  let reading = ''

  function checkTime(units: number): void {
    if (clock.nowMs() < deadlineMs) return
    const seconds = Math.round((deadlineMs - beganMs) / 1000)
    if (!last)
      throw new OutOfTime(`${reading}: expected to be read within ${seconds} s, found more; it is tried once more`)
    const found = units > 0 ? `${given} bytes and ${units} records` : `${given} bytes`
    const records = units > 0 ? ` and ${Math.max(1, Math.floor(units * ADVICE))} records` : ''
    throw new UploadRefused(
      `expected an upload that is normalised within ${seconds} s, found more after ${found}; ` +
        `split below ${adviceOf(given)}${records}`,
    )
  }

  const uploads: T = {
    ...store,
    async stream(key, range, of) {
      reading = key
      checkTime(0)
      const { head, body } = await store.stream(key, range, of)
      return { head, body: guarded(body) }
    },
  }
  return { uploads, checkTime }

  async function* guarded(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of body) {
      checkTime(0)
      given += chunk.length
      yield chunk
    }
  }
}

/** Two digits, downwards. */
function adviceOf(bytes: number): string {
  const gigabytes = (bytes * ADVICE) / 1e9
  if (gigabytes >= 0.1) return `${Math.floor(gigabytes * 10) / 10} GB`
  return `${Math.max(1, Math.floor((bytes * ADVICE) / 1e6))} MB`
}
