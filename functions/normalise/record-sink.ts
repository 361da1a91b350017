/**
 * Where every format puts what it reads: checks a record's times, finds its watched end, orients it, and stores it in
 * each UTC day that it touches. Counts what becomes of every unit.
 */
import { createBusiestPrefixes } from './busiest.ts'
import { foundCounters, implausibleCounter } from './counters.ts'
import type { Deletions } from './deletions.ts'
import { createDraft } from './draft.ts'
import type { Enricher } from './enrich/enricher.ts'
import type { RecordSink } from './formats/format.ts'
import { cutText } from './formats/framing/cut-text.ts'
import type { Spool } from './landing/spool.ts'
import { createLivenessLog, MAX_EXPORTER_DAYS } from './liveness.ts'
import { type CountedRows, createPlainRows, NO_DAY } from './plain-rows.ts'
import { wrongTimes } from './record-times.ts'
import { createRejectLog } from './reject-log.ts'
import type { RejectReason } from './rejects.ts'
import { storeRecord } from './store-record.ts'

const DAY_MS = 86_400_000
/** Distinct UTC days beyond which an upload is refused whole. */
export const MAX_DAYS = 400

const SLOT_MS = 900_000
/** Quarter-hours that any upload may touch; more only where its records last a tenth of the longest on average. */
const LEAST_SLOTS = 1_000_000

/** Texts on the whole file that are kept, and characters of each. */
const MOST_WARNINGS = 20
const LONGEST_WARNING = 500

/** What a record that is to be kept nowhere is skipped as. */
export const DELETED = 'deleted'

/** The upload is refused whole; the message is for its owner. */
export class UploadRefused extends Error {
  override name = 'UploadRefused'
  /** Whether for its form, which its format does not read. */
  readonly unreadForm: boolean

  constructor(message: string, unreadForm = false) {
    super(message)
    this.unreadForm = unreadForm
  }
}

export interface RecordSinkOptions {
  spool: Spool
  enricher: Enricher
  /** Records that end later are `in_the_future`: a day after the upload was received. */
  latestMs: number
  /** Asked every 1,024 units with their number so far; throws where there is no more time. */
  checkTime?: ((units: number) => void) | undefined
  /** Where in what is around the lines a unit is, for the text of its rejection. */
  placeOf?: ((record: number) => string | undefined) | undefined
  /** Records that are to be kept nowhere. */
  deletions?: Deletions | undefined
  /** Whether plain lines are read by the kernel, which knows nothing of deletions. */
  kernel?: boolean
}

/** What the sink counted and collected. */
export interface SinkTotals {
  outOfScope: number
  skipped: Record<string, number>
  firstMs: number | null
  lastMs: number | null
  warnings: string[]
}

export interface CollectingSink extends RecordSink {
  readonly liveness: ReturnType<typeof createLivenessLog>
  readonly rejects: ReturnType<typeof createRejectLog>
  readonly busiest: ReturnType<typeof createBusiestPrefixes>
  /**
   * To be called at the end, before what was collected is asked for. Throws UploadRefused where the records touch too many
   * quarter-hours: each makes a contact.
   */
  checkSlots(): void
  totals(): SinkTotals
}

export function createRecordSink({
  spool,
  enricher,
  latestMs,
  checkTime,
  placeOf,
  deletions,
  kernel = false,
}: RecordSinkOptions): CollectingSink {
  const draft = createDraft()
  const liveness = createLivenessLog()
  const rejects = createRejectLog(placeOf, deletions?.hidesTexts)
  const busiest = createBusiestPrefixes()
  const skipped = new Map<string, number>()
  const warnings = new Set<string>()
  const { strings } = spool
  let outOfScope = 0
  /** Records with a watched end, and the quarter-hours that they touch. */
  let accepted = 0
  let slots = 0
  /** First and last time; in an array, as a variable of the closure would make an object of each new value. */
  const span = Float64Array.of(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY)
  let ordinal = 0
  let units = 0
  let unitBuffer: Uint8Array = new Uint8Array()
  let unitStart = 0
  let unitEnd = 0
  const rows =
    kernel && deletions === undefined
      ? createPlainRows({ spool, enricher, latestMs, liveness, busiest }, { lines: countUnits, rows: countRows })
      : undefined

  function countUnits(lines: number): void {
    const before = units >>> 10
    units += lines
    if (checkTime !== undefined && units >>> 10 > before) checkTime(units)
  }

  function countRows({ rows: count, slots: touched, firstMs, lastMs, unwatched }: CountedRows): void {
    accepted += count
    slots += touched
    outOfScope += unwatched
    if (firstMs < (span[0] as number)) span[0] = firstMs
    if (lastMs > (span[1] as number)) span[1] = lastMs
  }

  function reject(reason: RejectReason, column: string, found: string): void {
    rejects.add(ordinal, reason, column, found, unitBuffer.subarray(unitStart, unitEnd))
  }

  function skip(kind: string): void {
    skipped.set(kind, (skipped.get(kind) ?? 0) + 1)
  }

  function record(): void {
    const startMs = Math.floor(draft.startMs)
    const endMs = Math.floor(draft.endMs)
    const wrong = wrongTimes(startMs, endMs, latestMs)
    if (wrong !== undefined) {
      reject(wrong.reason, wrong.column, wrong.found)
      return
    }
    const implausible = implausibleCounter(draft, endMs - startMs)
    if (implausible !== undefined) {
      reject('implausible_counter', implausible, foundCounters(draft, implausible, endMs - startMs))
      return
    }
    const { source, destination } = draft
    const deleted = deletions?.of(source, destination, startMs, endMs)
    if (deleted !== undefined) skip(DELETED)
    if (deleted === 'all') return
    const sourceNetwork = enricher.watched(source, startMs)
    const destinationNetwork = enricher.watched(destination, startMs)
    // An internal record is counted at the sender's network.
    const sourceIsLocal = sourceNetwork >= 0
    const network = sourceIsLocal ? sourceNetwork : destinationNetwork
    liveness.record(strings.text(draft.exporter) ?? '', startMs, endMs, network)
    checkDays()
    // That something was logged stays: what an address did not do cannot be told from what its exporter did not see.
    if (deleted !== undefined) return
    if (rows !== undefined) {
      rows.recordedDay = Math.floor(startMs / DAY_MS)
      rows.recordedExporter = draft.exporter
    }
    if (network < 0) {
      outOfScope++
      busiest.add(source, destination)
      return
    }
    storeRecord(draft, ordinal, sourceNetwork, destinationNetwork, spool, enricher)
    accepted++
    slots += Math.floor(endMs / SLOT_MS) - Math.floor(startMs / SLOT_MS) + 1
    if (startMs < (span[0] as number)) span[0] = startMs
    if (endMs > (span[1] as number)) span[1] = endMs
    spool.settle()
  }

  /** Of records without a watched end and of markers too: each day is published, and each exporter's stands in the receipt. */
  function checkDays(): void {
    if (liveness.days > MAX_DAYS)
      throw new UploadRefused(
        `expected at most ${MAX_DAYS} distinct days in one upload, found more by record ${ordinal}; split it by date`,
      )
    if (liveness.exporterDays > MAX_EXPORTER_DAYS)
      throw new UploadRefused(
        `expected at most ${MAX_EXPORTER_DAYS} exporters times days in one upload, found more by record ${ordinal}; split it`,
      )
  }

  return {
    plain: rows?.lines,
    draft,
    strings,
    liveness,
    rejects,
    busiest,
    frame(number, buffer, start, end) {
      if (checkTime !== undefined && (++units & 1023) === 0) checkTime(units)
      if (rows !== undefined) rows.recordedDay = NO_DAY
      ordinal = number
      unitBuffer = buffer
      unitStart = start
      unitEnd = end
    },
    record,
    reject,
    skip,
    marker(kind, exporter, startMs, endMs) {
      const start = Math.floor(startMs)
      const end = Math.floor(endMs)
      const wrong = wrongTimes(start, end, latestMs)
      if (wrong !== undefined) {
        reject(wrong.reason, wrong.column, wrong.found)
        return
      }
      liveness.marker(strings.text(exporter) ?? '', start, end, kind === 'skipdata')
      skipped.set(`marker:${kind}`, (skipped.get(`marker:${kind}`) ?? 0) + 1)
      checkDays()
    },
    warn(text) {
      // Some are said of each record.
      if (warnings.size < MOST_WARNINGS && !warnings.has(text)) warnings.add(cutText(text, LONGEST_WARNING))
    },
    refuse(text) {
      throw new UploadRefused(cutText(text, LONGEST_WARNING), true)
    },
    checkSlots() {
      rows?.finish()
      const most = Math.max(LEAST_SLOTS, Math.floor((accepted * 96 * 31) / 10))
      if (slots <= most) return
      throw new UploadRefused(
        `expected at most ${most} quarter-hours touched by ${accepted} records with a watched end, found ${slots}: ` +
          "they last too long together; set the exporter's active timeout to minutes, or leave out what lasts for days",
      )
    },
    totals: () => ({
      outOfScope,
      skipped: Object.fromEntries([...skipped].sort(([a], [b]) => (a < b ? -1 : 1))),
      firstMs: span[0] === Number.POSITIVE_INFINITY ? null : (span[0] ?? null),
      lastMs: span[1] === Number.NEGATIVE_INFINITY ? null : (span[1] ?? null),
      warnings: [...warnings],
    }),
  }
}
