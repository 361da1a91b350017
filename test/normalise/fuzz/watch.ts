/** The side that stays alive: a thread that hangs or takes too much memory is ended, which is a failure of its input. */
import { Worker } from 'node:worker_threads'
import { addCounts, type Counts, type Failed, nothingCounted, type Run, type Said, type Try } from './serve.ts'

export interface WatchLimits {
  /** CPU time of one input after which it hangs; far above what is slow, which the thread tells itself. */
  cpuMs: number
  /** Of the whole process. */
  rssBytes: number
}

export const LIMITS: WatchLimits = { cpuMs: 20_000, rssBytes: 700_000_000 }

const LOOKS_EVERY_MS = 100
const HEAP_MB = 400

/** Why a thread was ended, or undefined where it did what was asked. `said` hears the rest. */
function ask(
  script: URL,
  asked: Run | Try,
  limits: WatchLimits,
  said: (what: Said) => void,
): Promise<string | undefined> {
  const worker = new Worker(script, { resourceLimits: { maxOldGenerationSizeMb: HEAP_MB } })
  const cpuMs = () => (process.cpuUsage().user + process.cpuUsage().system) / 1000
  const at = asked.kind === 'run' ? asked.at : new Int32Array(1)
  let last = -1
  let since = cpuMs()
  return new Promise(resolve => {
    const end = (why: string | undefined) => {
      clearInterval(looking)
      worker.terminate().then(() => resolve(why))
    }
    const looking = setInterval(() => {
      const now = Atomics.load(at, 0)
      if (now !== last) {
        last = now
        since = cpuMs()
      }
      const rss = process.memoryUsage.rss()
      if (rss > limits.rssBytes) end(`takes ${Math.round(rss / 1e6)} MB`)
      else if (cpuMs() - since > limits.cpuMs) end(`hangs: no end after ${limits.cpuMs} ms of CPU`)
    }, LOOKS_EVERY_MS)
    worker.on('message', (what: Said) => {
      said(what)
      if (what.kind === 'tried') end(undefined)
    })
    worker.on('error', error => end(`ends the thread: ${error.message}`))
    worker.postMessage(asked)
  })
}

/** The failure of these bytes, in a thread of their own. */
export async function tryBytes(script: URL, asked: Omit<Try, 'kind'>, limits = LIMITS): Promise<string | undefined> {
  let failure: string | undefined
  const ended = await ask(script, { kind: 'try', ...asked }, limits, said => {
    if (said.kind === 'tried') failure = said.failure
  })
  return ended ?? failure
}

export interface FamilyRun extends Pick<Run, 'family' | 'seed' | 'from' | 'to' | 'folder'> {
  /** Hears of a failure; `failed` lacks all but its number and failure where the thread was ended. */
  onFailure(failed: Partial<Failed> & Pick<Failed, 'number' | 'failure'>): void
  /** Hears, after every hundred inputs or so, what was counted until then. */
  onCounts(counts: Counts): void
}

/** A family that ends so many threads needs no more of them. */
const MOST_ENDED = 20

/** Tries all inputs, in as many threads as it takes. */
export async function runFamily(script: URL, run: FamilyRun, limits = LIMITS): Promise<Counts> {
  const { onFailure, onCounts, ...asked } = run
  let counts = nothingCounted
  for (let from = run.from, ended = 0; from < run.to && ended < MOST_ENDED; ended++) {
    const at = new Int32Array(new SharedArrayBuffer(4))
    at[0] = from
    const why = await ask(script, { kind: 'run', ...asked, from, at }, limits, said => {
      if (said.kind === 'failed') onFailure(said.failed)
      if (said.kind !== 'counts') return
      counts = addCounts(counts, said.counts)
      onCounts(counts)
    })
    if (why === undefined) break
    const number = Atomics.load(at, 0)
    onFailure({ number, failure: why })
    from = number + 1
  }
  return counts
}
