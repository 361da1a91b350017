/** The command line of a checkout, for tools of tests: what it prints, as text. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** What it ends with where no local day is whole: a result, and no failure. */
const PARTIAL = 3

/** Throws where a command fails. Its messages go to this process's own, or nowhere. */
export function checkoutCli(checkout: string, messages: 'inherit' | 'ignore'): (...args: string[]) => string {
  return (...args) => {
    const { status, stdout, error } = spawnSync(process.execPath, [join(checkout, 'infra/local/cli.mjs'), ...args], {
      cwd: checkout,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', messages],
      maxBuffer: 2 ** 28,
    })
    if (error !== undefined) throw error
    if (status !== 0 && status !== PARTIAL)
      throw new Error(`${checkout}: expected the command ${args[0]} to end with 0 or ${PARTIAL}, found ${status}`)
    return stdout
  }
}
