/** The tables that say to SQL which uploads count for a day. */
import { type DayLiveness, readLiveness } from '../lib/ledger/facts.ts'
import type { NetworkFacts } from '../lib/network-facts.ts'
import type { ObjectStore } from '../lib/ports.ts'
import { inputsLiveness, inputsNetworks, inputsOutcomes, inputsServices, inputsUploads } from '../lib/tables/inputs.ts'
import type { CountingUpload, DayUploads } from './day-uploads.ts'
import { createLivenessMerge } from './liveness-merge.ts'
import { networkNames, networkRow } from './networks.ts'
import { outcomeRows } from './outcomes.ts'
import { overlappingUploads, type TimedUpload } from './overlaps.ts'
import { encodeTable, type TableRow } from './parquet-table.ts'

/** A service as SQL knows it. */
export interface ServiceRow {
  service: string
  category: string
  exclusion: string
  /** `*`, or country codes separated by spaces, or empty. */
  wideUse: string
  /** The service that stands for all of its owner's, or empty. */
  family: string
}

/** Services of a reference set, by its hash. */
export type ServicesOf = (reference: string) => Promise<readonly ServiceRow[]>

/** All that a day's tables are made of. */
export interface DayInputs extends DayUploads {
  /** What is said of the networks of the uploads that count. */
  networks: NetworkFacts[]
}

/** Writes the input tables of a run. */
export async function writeInputs(
  lake: ObjectStore,
  dt: string,
  run: string,
  { counting: uploads, outcomes, networks }: DayInputs,
  servicesOf: ServicesOf,
): Promise<void> {
  const liveness = createLivenessMerge(dt)
  const namesOf = networkNames(dt, networks)
  const timed: TimedUpload[] = []
  for (const upload of uploads) {
    const entries: DayLiveness[] = []
    for (const entry of readLiveness(upload.facts))
      entries.push({ ...entry, networks: namesOf(upload.reference, entry.networks) })
    timed.push({ ...upload, liveness: entries.map(({ exporter, slots }) => ({ exporter, slots })) })
    liveness.add(upload, entries)
  }
  const place = `dt=${dt}/run=${run}/part-0.parquet`
  const overlapping = overlappingUploads(dt, timed)
  await lake.put(
    `inputs_uploads/${place}`,
    encodeTable(
      inputsUploads,
      uploads.map(upload => uploadRow(upload, overlapping)),
    ),
  )
  await lake.put(`inputs_liveness/${place}`, encodeTable(inputsLiveness, liveness.rows()))
  await lake.put(`inputs_outcomes/${place}`, encodeTable(inputsOutcomes, outcomeRows(outcomes)))
  const networkRows = networks.map(facts => networkRow(dt, facts))
  await lake.put(`inputs_networks/${place}`, encodeTable(inputsNetworks, networkRows))
  await lake.put(`inputs_services/${place}`, await encodeServices(uploads, servicesOf))
}

/** The services that were encoded last: most days are of the same reference sets, whose names say what they hold. */
let lastServices = { references: '', bytes: new Uint8Array() }

async function encodeServices(uploads: readonly CountingUpload[], servicesOf: ServicesOf): Promise<Uint8Array> {
  const references = [...new Set(uploads.map(({ reference }) => reference))].sort()
  if (lastServices.references !== references.join()) {
    const rows: TableRow[] = []
    for (const reference of references) {
      for (const { service, category, exclusion, wideUse, family } of await servicesOf(reference))
        rows.push([reference, service, category, exclusion, wideUse, family])
    }
    lastServices = { references: references.join(), bytes: new Uint8Array(encodeTable(inputsServices, rows)) }
  }
  return lastServices.bytes
}

function uploadRow(upload: CountingUpload, overlapping: ReadonlyMap<string, number>): TableRow {
  const { output } = upload
  return [
    upload.uploadId,
    upload.build,
    upload.landingBuild,
    upload.reference,
    upload.source,
    upload.format,
    upload.directions,
    output?.rows ?? 0,
    output?.records ?? 0,
    BigInt(output?.bytesOut ?? 0),
    BigInt(output?.bytesIn ?? 0),
    // Of all records that began on the day, the landing object has those with a watched end.
    upload.began - (output?.records ?? 0),
    overlapping.get(upload.uploadId) ?? 0,
  ]
}
