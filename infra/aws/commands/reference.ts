/** `npm run reference -- … --aws <stage>`: moves the reference set of a deployed lake, or says which one is current. */
import { currentReference } from '../../../functions/lib/reference/reference-set.ts'
import { useReference } from '../../local/lake.ts'
import { readNetworksFile } from '../../local/networks-file.ts'
import { openDeployment } from '../open-deployment.ts'

/** Resolves to the line to be printed. Throws where the file or the action is not what it should be. */
export async function referenceOnAws(
  action: string | undefined,
  file: string | undefined,
  stage: string,
): Promise<string> {
  const { lake } = await openDeployment(stage)
  const before = await currentReference(lake)
  if (action === undefined)
    return before === undefined ? 'no reference set yet; the first upload makes it' : `reference ${before}`
  if (action !== 'put') throw new Error(`reference: expected put or nothing, found ${JSON.stringify(action)}`)
  if (file === undefined) throw new Error('reference put: expected the path of a networks.csv, found none')
  const { hash } = await useReference(lake, await readNetworksFile(file))
  return before === hash
    ? `reference ${hash}: the same as before`
    : `reference ${hash} is current: its prefixes and dates for uploads from now on, what it says of networks for published ` +
        'days too, which the next wakes of publish make anew'
}
