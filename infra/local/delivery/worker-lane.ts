/** A worker thread in which uploads are delivered. One that ends (of memory, say) fails the upload that it had; another begins. */
import { getCompileCacheDir } from 'node:module'
import { dirname, extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { YOUNG_GENERATION_MB } from '../../../functions/lib/node-heap.ts'
import { ObjectMissing } from '../../../functions/lib/ports.ts'
import type { Delivery } from '../../../functions/normalise/deliver.ts'
import type { Remembered } from '../upload-memory.ts'
import type { UploadStore } from '../uploads.ts'
import type { Lane } from './in-order.ts'
import { JOB_BYTES } from './jobs.ts'

/** What a thread is given at its start. */
export interface WorkerStart {
  /** Folder that the keys of the lake are paths below. */
  root: string
  /** Folder that the roots of uploads are paths from. */
  base: string
  referenceHash: string
  /** Where compiled code is kept; undefined where it is not. */
  compiledFolder: string | undefined
}

/** An upload to deliver, with where it lies. */
export interface Order {
  key: string
  entry: Remembered
}

/** What came of an order; `entry` with the hash of the file, where the thread read it. */
export type Answer = { entry: Remembered } & (
  | { delivery: Delivery }
  | { error: { message: string; stack: string | undefined } }
)

/** Compiled files of the package have another ending, and no types to strip. */
const SCRIPT = new URL(`worker${extname(import.meta.filename)}`, import.meta.url)

/** The folder that the process enabled; below it one of this version of Node is used. */
function compiledFolder(): string | undefined {
  const used = getCompileCacheDir()
  return used === undefined ? undefined : dirname(used)
}

/** The thread begins with the first upload. */
export function createWorkerLane(start: Omit<WorkerStart, 'base' | 'compiledFolder'>, uploads: UploadStore): Lane {
  let worker: Worker | undefined
  let settle: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | undefined

  function begin(): Worker {
    const begun = new Worker(SCRIPT, {
      workerData: { ...start, base: uploads.base, compiledFolder: compiledFolder() } satisfies WorkerStart,
      // Not those of the process: what they load is not for threads.
      execArgv: ['--disable-warning=ExperimentalWarning'],
      resourceLimits: { maxOldGenerationSizeMb: JOB_BYTES / 2 ** 20, maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    })
    const end = (error: Error) => {
      // Of an error the exit follows: by then another thread may have begun.
      if (worker !== begun) return
      worker = undefined
      settle?.reject(error)
    }
    begun.on('message', (answer: Answer) => settle?.resolve(answer))
    begun.on('error', end)
    begun.on('exit', () => end(new Error('expected a thread that delivers it, found that it ended')))
    return begun
  }

  return {
    async deliver(key) {
      const entry = uploads.entryOf(key)
      if (entry === undefined) throw new ObjectMissing(key)
      worker ??= begin()
      const thread = worker
      try {
        const answer = await new Promise<Answer>((resolve, reject) => {
          settle = { resolve, reject }
          thread.postMessage({ key, entry } satisfies Order)
        })
        uploads.learn(key, answer.entry)
        if ('delivery' in answer) return answer.delivery
        throw Object.assign(new Error(answer.error.message), { stack: answer.error.stack })
      } finally {
        settle = undefined
      }
    },
    async close() {
      await worker?.terminate()
    },
  }
}
