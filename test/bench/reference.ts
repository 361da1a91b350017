import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openReference, type ReferenceSet } from '../../functions/lib/reference/reference-set.ts'
import { buildReferenceFiles } from '../../infra/local/reference-files.ts'
import { WATCHED } from './inputs.ts'

const NETWORKS = `cidr,name,time_zone,home_country,provider_asns\n${WATCHED.map((cidr, at) => `${cidr},network ${at},Asia/Pyongyang,KP,131279 4837`).join('\n')}\n`

/** The reference set of the benchmark; compiled ranges are kept between runs. */
export async function benchReference(
  cacheDir = process.env.BENCH_CACHE ?? mkdtempSync(join(tmpdir(), 'bench-cache-')),
): Promise<ReferenceSet> {
  return openReference(await buildReferenceFiles(NETWORKS, cacheDir))
}
