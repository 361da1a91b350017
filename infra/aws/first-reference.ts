/** The reference set that seeds an empty lake: the installed data and catalogue; private networks are watched. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DEFAULT_NETWORKS_CSV } from '../../functions/lib/networks.ts'
import { nameKindsFileOf } from '../../functions/lib/reference/name-kinds.ts'
import { hashOfReference, openReference } from '../../functions/lib/reference/reference-set.ts'
import { buildReferenceFiles } from '../local/reference-files.ts'

/** Writes it below `cache`, where what was compiled before is found again; resolves to its folder. */
export async function writeFirstReference(cache: string): Promise<string> {
  const { files, ranges } = await buildReferenceFiles(DEFAULT_NETWORKS_CSV, cache)
  const folder = join(cache, 'first', hashOfReference(files))
  await mkdir(join(folder, 'ranges'), { recursive: true })
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes)
  const { editions, rules } = openReference(files)
  const { country, asn } = editions
  for (const { ranges: hash } of [...country, ...asn])
    await writeFile(join(folder, 'ranges', `${hash}.bin`), ranges.read(hash))
  for (const { ranges: hash } of asn) {
    const file = nameKindsFileOf(hash, rules)
    const bytes = ranges.nameKinds?.(file)
    if (bytes !== undefined) await writeFile(join(folder, 'ranges', file), bytes)
  }
  return folder
}
