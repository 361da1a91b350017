/** Which uploads count for a day, and the tables that say so to SQL. */
import { createHash } from 'node:crypto'
import { listHints } from '../lib/ledger/days.ts'
import { keyFileKey, readKeyFile } from '../lib/ledger/key-files.ts'
import { readReceipt } from '../lib/ledger/receipts.ts'
import type { NetworkFacts } from '../lib/network-facts.ts'
import type { ObjectStore } from '../lib/ports.ts'
import type { LandingOutput, Receipt } from '../lib/receipt.ts'
import { inputsLiveness, inputsNetworks, inputsOutcomes, inputsServices, inputsUploads } from '../lib/tables/inputs.ts'
import { createLivenessMerge } from './liveness-merge.ts'
import { networkNames, networkRow } from './networks.ts'
import { outcomeOf, outcomeRows, type UploadOutcome } from './outcomes.ts'
import { encodeTable, type TableRow } from './parquet-table.ts'

/** An upload that counts, with its landing object of the day where it has one. */
export interface CountingUpload {
  /** Without the outputs and the liveness of other days. */
  receipt: Receipt
  output: LandingOutput | undefined
}

/** A service as SQL knows it. */
export interface ServiceRow {
  service: string
  category: string
  exclusion: string
  /** `*`, or country codes separated by spaces, or empty. */
  wideUse: string
}

/** Services of a reference set, by its hash. */
export type ServicesOf = (reference: string) => Promise<readonly ServiceRow[]>

/** The uploads of a day: those that count, in order of upload id, and what became of all that say something of it. */
export interface DayUploads {
  counting: CountingUpload[]
  outcomes: UploadOutcome[]
}

/** All that a day's tables are made of. */
export interface DayInputs extends DayUploads {
  /** What is said of the networks of the uploads that count. */
  networks: NetworkFacts[]
}

/**
 * Uploads that count for a day: their receipt exists and says something of the day, their key file says that they are
 * current, and of equal content only the one with the smallest key.
 */
export async function uploadsOf(lake: ObjectStore, dt: string): Promise<DayUploads> {
  const byContent = new Map<string, CountingUpload>()
  const outcomes: UploadOutcome[] = []
  const share = sharing()
  // Each key file is read once: read again, it may have moved on, and both versions of the key would count.
  const current = new Map<string, string | null>()
  for (const uploadId of await listHints(lake, dt)) {
    const whole = await readReceipt(lake, uploadId)
    if (whole === undefined) continue
    const receipt = ofDay(whole, dt, share)
    const [output] = receipt.outputs
    // A replay may have taken the day away; its hint stays, and must not stand in a copy's way.
    if (whole.status === 'ok' && output === undefined && receipt.liveness.length === 0) continue
    const { bucket, key, contentHash } = receipt
    const name = keyFileKey(bucket, key)
    if (!current.has(name)) current.set(name, (await readKeyFile(lake, bucket, key))?.current ?? null)
    // What was overwritten before anyone read it left no trace: told here, tables would depend on the order of events.
    if (current.get(name) !== uploadId) continue
    if (whole.status !== 'ok') {
      const outcome = outcomeOf(whole.status)
      if (outcome !== undefined) outcomes.push({ outcome, receipt })
      continue
    }
    const known = byContent.get(contentHash)
    if (known !== undefined) {
      const isCopy = known.receipt.key <= key
      outcomes.push({ outcome: 'copy', receipt: isCopy ? receipt : known.receipt })
      if (isCopy) continue
    }
    byContent.set(contentHash, { receipt, output })
  }
  const counting = [...byContent.values()].sort((a, b) => (a.receipt.uploadId < b.receipt.uploadId ? -1 : 1))
  for (const { receipt } of counting) outcomes.push({ outcome: receipt.cut ? 'cut' : 'counts', receipt })
  return { counting, outcomes }
}

/** What a receipt says of one day. Its texts are shared with those before it: exporters write the same ones all day. */
function ofDay(receipt: Receipt, dt: string, share: (text: string) => string): Receipt {
  const liveness = receipt.liveness
    .filter(entry => entry.dt === dt)
    .map(entry => ({
      ...entry,
      exporter: share(entry.exporter),
      dt,
      slots: share(entry.slots),
      lost: share(entry.lost),
      networks: entry.networks.map(share),
    }))
  return { ...receipt, outputs: receipt.outputs.filter(output => output.dt === dt), liveness }
}

function sharing(): (text: string) => string {
  const texts = new Map<string, string>()
  return text => {
    const known = texts.get(text)
    if (known === undefined) texts.set(text, text)
    return known ?? text
  }
}

/**
 * Names what goes into a day: the uploads with their builds, what became of others, what is said of their networks, and
 * what makes tables of them.
 */
export function fingerprintOf({ counting, outcomes, networks }: DayInputs, code: string): string {
  const hash = createHash('sha256').update(code)
  for (const { receipt } of counting) hash.update(`\n${receipt.uploadId} ${receipt.build} ${receipt.reference}`)
  hash.update(JSON.stringify([outcomeRows(outcomes), networks]))
  return hash.digest('hex').slice(0, 16)
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
  for (const { receipt } of uploads) {
    const entries = receipt.liveness.map(entry => ({ ...entry, networks: namesOf(receipt.reference, entry.networks) }))
    liveness.add({ ...receipt, format: receipt.format ?? '' }, entries)
  }
  const place = `dt=${dt}/run=${run}/part-0.parquet`
  await lake.put(`inputs_uploads/${place}`, encodeTable(inputsUploads, uploads.map(uploadRow)))
  await lake.put(`inputs_liveness/${place}`, encodeTable(inputsLiveness, liveness.rows()))
  await lake.put(`inputs_outcomes/${place}`, encodeTable(inputsOutcomes, outcomeRows(outcomes)))
  const networkRows = networks.map(facts => networkRow(dt, facts))
  await lake.put(`inputs_networks/${place}`, encodeTable(inputsNetworks, networkRows))
  await lake.put(`inputs_services/${place}`, await encodeServices(uploads, servicesOf))
}

/** The services that were encoded last: most days are of the same reference sets, whose names say what they hold. */
let lastServices = { references: '', bytes: new Uint8Array() }

async function encodeServices(uploads: readonly CountingUpload[], servicesOf: ServicesOf): Promise<Uint8Array> {
  const references = [...new Set(uploads.map(({ receipt }) => receipt.reference))].sort()
  if (lastServices.references !== references.join()) {
    const rows: TableRow[] = []
    for (const reference of references) {
      for (const { service, category, exclusion, wideUse } of await servicesOf(reference))
        rows.push([reference, service, category, exclusion, wideUse])
    }
    lastServices = { references: references.join(), bytes: new Uint8Array(encodeTable(inputsServices, rows)) }
  }
  return lastServices.bytes
}

function uploadRow({ receipt, output }: CountingUpload): TableRow {
  // Liveness counts every record that began on the day, the landing object those with a watched end.
  const began = receipt.liveness.reduce((sum, { records }) => sum + records, 0)
  return [
    receipt.uploadId,
    receipt.build,
    receipt.reference,
    receipt.source,
    receipt.format ?? '',
    receipt.directions,
    output?.rows ?? 0,
    output?.records ?? 0,
    BigInt(output?.bytesOut ?? 0),
    BigInt(output?.bytesIn ?? 0),
    began - (output?.records ?? 0),
  ]
}
