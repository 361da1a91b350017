import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'

const projectRoot = resolve(import.meta.dirname, '../..')

/**
 * Folder of real flow logs that other projects and tools wrote: the variable FLOW_SAMPLES, by default
 * `../shared/flowdata` beside the project. They are not part of the project (licences differ).
 */
export const flowSamples = resolve(projectRoot, process.env.FLOW_SAMPLES ?? '../shared/flowdata')

export const hasFlowSamples = existsSync(join(flowSamples, 'INDEX.md'))

/** The decompressed content of a sample, by its path below the folder. */
export function readSample(path: string): Uint8Array {
  const bytes = readFileSync(join(flowSamples, path))
  return new Uint8Array(path.endsWith('.gz') ? gunzipSync(bytes) : bytes)
}
