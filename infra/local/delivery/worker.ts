/** A thread that delivers uploads. What it loads was compiled by the process, or a thread before it: a third of the time. */
import { enableCompileCache } from 'node:module'
import { workerData } from 'node:worker_threads'
import type { WorkerStart } from './worker-lane.ts'

const { compiledFolder }: WorkerStart = workerData
if (compiledFolder !== undefined) enableCompileCache(compiledFolder)
await import('./deliver-orders.ts')
