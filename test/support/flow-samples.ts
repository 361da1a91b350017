import { describe, expect, it } from 'vitest'
import { flowSamples, hasFlowSamples } from './flow-files.ts'

export { flowSamples, hasFlowSamples, readSample } from './flow-files.ts'

/**
 * A block of tests on real files. Where the folder is missing they are skipped and a message says so; under CI=true the
 * missing folder is a failure.
 */
export function describeSamples(name: string, block: () => void): void {
  if (hasFlowSamples) {
    describe(name, block)
    return
  }
  const missing = `${name}: no real flow logs in ${flowSamples} (set FLOW_SAMPLES)`
  if (process.env.CI === 'true') {
    it(name, () => expect.fail(missing))
    return
  }
  describe.skip(missing, block)
  console.warn(`skipped: ${missing}`)
}
