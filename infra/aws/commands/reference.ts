/** `npm run reference -- … --aws <stage>`: moves the reference set of a deployed lake, or says which one is current. */
import { currentReference } from '../../../functions/lib/reference/reference-set.ts'
import { REPORTS_FILE } from '../../../functions/lib/reports/parse-reports.ts'
import { definitionLines } from '../../local/definition-lines.ts'
import { type DeploymentName, wordsOf } from '../../local/deployment-name.ts'
import { typedCommand } from '../../local/installation.ts'
import { putOnStageLines } from '../../local/reference/put-words.ts'
import { useFiles } from '../../local/reference-file.ts'
import { printable } from '../../local/terminal.ts'
import { openDeployment } from '../open-deployment.ts'

/** Resolves to the line that names the current set of a deployment. */
export async function currentOnAws(of: DeploymentName): Promise<string> {
  const { lake } = await openDeployment(of)
  const hash = await currentReference(lake)
  return hash === undefined ? 'no reference set yet; the first upload makes it' : `reference ${hash}`
}

/** Puts files into the lake of a deployment, all or none. Resolves to what is to be printed. Throws where one is malformed. */
export async function putOnAws(files: readonly string[], of: DeploymentName): Promise<string> {
  const { lake } = await openDeployment(of)
  const before = await currentReference(lake)
  const { set, names } = await useFiles(lake, files)
  if (before === set.hash) return `reference ${set.hash}: the same as before`
  const lines = putOnStageLines(set.hash, names, typedCommand('replay', ...wordsOf(of, '--aws')))
  if (names.includes(REPORTS_FILE))
    for (const line of await definitionLines(lake, Date.now())) lines.push(`  ${printable(line)}`)
  return lines.join('\n')
}
