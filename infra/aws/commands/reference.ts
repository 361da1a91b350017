/** `npm run reference -- … --aws <stage>`: moves the reference set of a deployed lake, or says which one is current. */
import { currentReference } from '../../../functions/lib/reference/reference-set.ts'
import { REPORTS_FILE } from '../../../functions/lib/reports/parse-reports.ts'
import { definitionLines } from '../../local/definition-lines.ts'
import { type DeploymentName, wordsOf } from '../../local/deployment-name.ts'
import { typedCommand } from '../../local/installation.ts'
import { useFile } from '../../local/reference-file.ts'
import { printable } from '../../local/terminal.ts'
import { openDeployment } from '../open-deployment.ts'

/** Resolves to the line that names the current set of a deployment. */
export async function currentOnAws(of: DeploymentName): Promise<string> {
  const { lake } = await openDeployment(of)
  const hash = await currentReference(lake)
  return hash === undefined ? 'no reference set yet; the first upload makes it' : `reference ${hash}`
}

/** Puts a file into the lake of a deployment. Resolves to what is to be printed. Throws where the file is malformed. */
export async function putOnAws(file: string, of: DeploymentName): Promise<string> {
  const { lake } = await openDeployment(of)
  const before = await currentReference(lake)
  const { set, what } = await useFile(lake, file)
  const { hash } = set
  if (before === hash) return `reference ${hash}: the same as before`
  if (what === REPORTS_FILE) {
    const lines = (await definitionLines(lake, Date.now())).map(line => `\n  ${printable(line)}`)
    return `reference ${hash} is current, with this ${what}: the schedule follows within a quarter of an hour${lines.join('')}`
  }
  if (what === 'events.csv') return `reference ${hash} is current, with this ${what}: for reports from now on`
  const replay = typedCommand('replay', ...wordsOf(of, '--aws'))
  return what !== 'networks.csv'
    ? `reference ${hash} is current, with this ${what}: for uploads from now on; ${replay} says which ` +
        'were made without'
    : `reference ${hash} is current: its prefixes and dates for uploads from now on, what it says of networks for published ` +
        'days too, which the next wakes of publish make anew'
}
