import { openReference, type ReferenceContent, type ReferenceSet } from '../../functions/lib/reference/reference-set.ts'
import { buildReferenceFiles } from '../../infra/local/reference-files.ts'
import { WATCHED } from './inputs.ts'

const NETWORKS = `cidr,name,time_zone,home_country,provider_asns\n${WATCHED.map((cidr, at) => `${cidr},network ${at},Asia/Pyongyang,KP,131279 4837`).join('\n')}\n`

/** The reference set of the benchmark; compiled ranges are kept in `cacheDir` between runs. */
export async function benchReference(cacheDir: string): Promise<ReferenceContent & { set: ReferenceSet }> {
  const content = await buildReferenceFiles(NETWORKS, cacheDir)
  return { ...content, set: openReference(content.files) }
}
