/** The zone that a user gives to the logs that are named. */
import { buildOf } from '../../functions/lib/ledger/ids.ts'
import type { ObjectStore } from '../../functions/lib/ports.ts'
import type { ReferenceSet } from '../../functions/lib/reference/reference-set.ts'
import { sourcesCsv, withZone } from '../../functions/lib/reference/sources.ts'
import { originOf } from '../../functions/normalise/upload-key.ts'
import { NORMALISE_VERSION } from '../../functions/normalise/version.ts'
import type { UploadFile } from './find-uploads.ts'
import { commandOn } from './lake-folders.ts'
import { useSources } from './put-files.ts'
import type { StandingUpload } from './standings.ts'

/** Makes a set current in which the sources of these files have the zone; what is known of them besides stays. */
export function useSourceZone(
  lake: ObjectStore,
  { sources }: ReferenceSet,
  files: readonly UploadFile[],
  zone: string,
): Promise<ReferenceSet> {
  const named = new Set(files.map(({ key, folder }) => originOf(key, folder).source))
  return useSources(lake, sourcesCsv(withZone(sources, named, zone)))
}

/** What is to be said where some of the files were read with another set, so perhaps without their zone. */
export function readOtherwise(
  uploads: readonly StandingUpload[],
  files: readonly UploadFile[],
  { enrichment }: ReferenceSet,
  folder: string,
): string | undefined {
  const build = buildOf(NORMALISE_VERSION, enrichment)
  const keys = new Set(files.map(({ key }) => key))
  const count = uploads.filter(
    ({ receipt, standing }) => standing === 'counts' && keys.has(receipt.key) && receipt.build !== build,
  ).length
  if (count === 0) return undefined
  return (
    `${count} of these uploads were read before, with another reference set, so without this zone if it is new; ` +
    `${commandOn(folder, 'replay', '--run')} reads them again`
  )
}
