/** `npm run status`: what waits, what was refused, what fails, what is due, and on AWS what it costs. */
import { type DeploymentOptions, deploymentOf } from '../deployment-name.ts'
import { openExistingLake } from '../lake.ts'
import type { ShownOptions } from '../shown-rows.ts'
import { showStatus } from '../status/lines.ts'

export async function status(options: DeploymentOptions & ShownOptions & { lake?: string }): Promise<void> {
  const of = deploymentOf(options)
  if (of !== undefined) {
    const { statusOnAws } = await import('../../aws/commands/status.ts')
    return showStatus(await statusOnAws(of), options)
  }
  const local = await openExistingLake(options.lake)
  try {
    const { localStatus } = await import('../status/local-status.ts')
    await showStatus(await localStatus(local), options)
  } finally {
    await local.close()
  }
}
