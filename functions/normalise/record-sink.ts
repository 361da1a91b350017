/**
 * Where every format puts what it reads: checks a record's times, finds its watched end, orients it, and stores it in
 * each UTC day that it touches. Counts what becomes of every unit.
 */
import { beganByPort } from './began-by-port.ts'
import { createBusiestPrefixes } from './busiest.ts'
import { foundCounters, implausibleCounter } from './counters.ts'
import type { Deletions } from './deletions.ts'
import { createDraft } from './draft.ts'
import type { Enricher } from './enrich/enricher.ts'
import { BY_LOG, BY_NONE, type End, type RecordSink, SOURCE, UNKNOWN } from './formats/format.ts'
import { cutText } from './formats/framing/cut-text.ts'
import type { Spool } from './landing/spool.ts'
import { createLivenessLog, MAX_EXPORTER_DAYS } from './liveness.ts'
import { type CountedRows, createPlainRows } from './plain-rows.ts'
import { createRejectLog } from './reject-log.ts'
import type { RejectReason } from './rejects.ts'

const DAY_MS = 86_400_000
/** 1990-01-01T00:00Z. */
const EARLIEST_MS = 631_152_000_000
const LONGEST_MS = 31 * DAY_MS
/** Distinct UTC days beyond which an upload is refused whole. */
export const MAX_DAYS = 400

const SLOT_MS = 900_000
/** Quarter-hours that any upload may touch; more only where its records last a tenth of the longest on average. */
const LEAST_SLOTS = 1_000_000

/** Texts on the whole file that are kept, and characters of each. */
const MOST_WARNINGS = 20
const LONGEST_WARNING = 500

const SCOPE_EXTERNAL = 0
const SCOPE_INTERNAL = 1
const SCOPE_SPECIAL = 2
const PORT_RULE = 3
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
  const { strings, addresses } = spool
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
    const problem = timeProblem(startMs, endMs, latestMs)
    if (problem !== undefined) {
      reject(problem, columnOf(problem, startMs), `${isoOf(startMs)} to ${isoOf(endMs)}`)
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
    if (rows !== undefined) rows.recorded = { day: Math.floor(startMs / DAY_MS), exporter: draft.exporter }
    if (network < 0) {
      outOfScope++
      busiest.add(source, destination)
      return
    }
    const remoteNetwork = sourceIsLocal ? destinationNetwork : -1
    const local = addresses.id(sourceIsLocal ? source : destination)
    const remote = addresses.id(sourceIsLocal ? destination : source)
    const scope = remoteNetwork >= 0 ? SCOPE_INTERNAL : addresses.isSpecial(remote) ? SCOPE_SPECIAL : SCOPE_EXTERNAL
    const localPort = sourceIsLocal ? draft.sourcePort : draft.destinationPort
    const remotePort = sourceIsLocal ? draft.destinationPort : draft.sourcePort
    let began = orient(draft.began, sourceIsLocal)
    let beganBy: number = draft.beganBy
    if (began === UNKNOWN) {
      began = beganByPort(enricher, draft.protocol, localPort, remotePort)
      beganBy = began === UNKNOWN ? BY_NONE : PORT_RULE
    } else if (beganBy === BY_NONE) beganBy = BY_LOG

    accepted++
    slots += Math.floor(endMs / SLOT_MS) - Math.floor(startMs / SLOT_MS) + 1
    const firstDay = Math.floor(startMs / DAY_MS)
    const lastDay = Math.floor(endMs / DAY_MS)
    for (let day = firstDay; day <= lastDay; day++) {
      const buffer = spool.bufferOf(day)
      const i = buffer.rows
      buffer.startMs[i] = startMs
      buffer.endMs[i] = endMs
      buffer.part[i] = day - firstDay
      buffer.network[i] = network
      buffer.remoteNetwork[i] = remoteNetwork
      buffer.scope[i] = scope
      buffer.local[i] = local
      buffer.remote[i] = remote
      buffer.localPort[i] = localPort
      buffer.remotePort[i] = remotePort
      buffer.protocol[i] = draft.protocol
      buffer.icmpType[i] = draft.icmpType
      buffer.icmpCode[i] = draft.icmpCode
      buffer.bytesOut[i] = sourceIsLocal ? draft.sourceBytes : draft.destinationBytes
      buffer.bytesIn[i] = sourceIsLocal ? draft.destinationBytes : draft.sourceBytes
      buffer.packetsOut[i] = sourceIsLocal ? draft.sourcePackets : draft.destinationPackets
      buffer.packetsIn[i] = sourceIsLocal ? draft.destinationPackets : draft.sourcePackets
      buffer.bytesLayer[i] = draft.bytesLayer
      buffer.sampling[i] = draft.sampling
      buffer.flagsOut[i] = sourceIsLocal ? draft.sourceFlags : draft.destinationFlags
      buffer.flagsIn[i] = sourceIsLocal ? draft.destinationFlags : draft.sourceFlags
      buffer.state[i] = draft.state
      buffer.action[i] = draft.action
      buffer.began[i] = began
      buffer.beganBy[i] = beganBy
      buffer.answered[i] = draft.answered
      buffer.app[i] = draft.app
      buffer.host[i] = draft.host
      buffer.exporter[i] = draft.exporter
      buffer.record[i] = ordinal
      spool.added(buffer)
    }
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

  /** Which of the two times is wrong. */
  function columnOf(problem: RejectReason, startMs: number): 'start' | 'end' {
    if (problem === 'end_before_start') return 'end'
    return problem === 'in_the_future' && startMs <= latestMs ? 'end' : 'start'
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
      if (rows !== undefined) rows.recorded = undefined
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
      const problem = timeProblem(start, end, latestMs)
      if (problem !== undefined) {
        reject(problem, columnOf(problem, start), `${isoOf(start)} to ${isoOf(end)}`)
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

function timeProblem(startMs: number, endMs: number, latestMs: number): RejectReason | undefined {
  if (Number.isNaN(startMs) || Number.isNaN(endMs)) return 'bad_time'
  if (endMs < startMs) return 'end_before_start'
  if (startMs < EARLIEST_MS) return 'before_1990'
  if (endMs > latestMs) return 'in_the_future'
  return endMs - startMs > LONGEST_MS ? 'too_long_lasting' : undefined
}

const isoOf = (ms: number): string =>
  Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : Number.isNaN(ms) ? 'no time' : String(ms)

/** Turns source/destination into local (1) and remote (2), the codes of BEGAN. */
const orient = (end: End, sourceIsLocal: boolean): number =>
  end === UNKNOWN ? 0 : (end === SOURCE) === sourceIsLocal ? 1 : 2
