/** When a record began and ended, from what it says and from the header of its message. */
import type { RecordDraft, RecordSink } from '../format.ts'
import { slotOf } from './values.ts'

const START = slotOf('start')
const END = slotOf('end')
const START_UPTIME = slotOf('startUptime')
const END_UPTIME = slotOf('endUptime')
const START_BEFORE = slotOf('startBefore')
const END_BEFORE = slotOf('endBefore')
const DURATION = slotOf('duration')
const OBSERVED = slotOf('observed')
const BOOT_TIME = slotOf('bootTime')

/** Exporters wait at most half an hour before they send; what seems later by more began anew. */
const LONGEST_WAIT_MS = 3_600_000

const NO_BOOT =
  'times count from when the exporter started, which the file does not say: it is worked out from when the messages were ' +
  'sent, so that times may be late by as long as the exporter waits before it sends (seconds, minutes at most)'
const NO_TIMES = 'some records have no time of their own: the time at which they were sent stands for it'

/** When an exporter started, epoch ms: as it says, and as its messages show. */
export interface BootTime {
  said: number
  shown: number
}

export interface ExportTime {
  /** The header of the messages to come. `uptimeMs`: NaN where it has none (IPFIX). */
  begin(exportMs: number, uptimeMs: number, boot: BootTime): void
  /** Sets the draft's times from a record's values. */
  set(draft: RecordDraft, of: Float64Array): void
  readonly exportMs: number
  readonly uptimeMs: number
}

export function createExportTime(sink: Pick<RecordSink, 'warn'>): ExportTime {
  let exportMs = 0
  let uptimeMs = Number.NaN
  let boot: BootTime = { said: Number.NaN, shown: Number.NaN }

  /**
   * Epoch ms of a time since the exporter's start, which is a 32-bit number of ms and begins anew after 49.7 days: the one
   * nearest to the header's (RFC 3954, section 5.1).
   */
  function ofUptime(sinceBoot: number, of: Float64Array): number {
    if (!Number.isNaN(uptimeMs)) return exportMs + ((sinceBoot - uptimeMs) | 0)
    const said = of[BOOT_TIME] as number
    if (said >= 0) return said + sinceBoot
    if (boot.said >= 0) return boot.said + sinceBoot
    return boot.shown + sinceBoot
  }

  /** A record is sent after it ended: the earliest start that any record leaves is nearest to the true one. */
  function showBoot(of: Float64Array): void {
    const last = of[END_UPTIME] as number
    const latest = exportMs - (last >= 0 ? last : (of[START_UPTIME] as number))
    if (!(boot.shown <= latest && latest - boot.shown < LONGEST_WAIT_MS)) boot.shown = latest
    sink.warn(NO_BOOT)
  }

  return {
    begin(sentMs, sinceBoot, of) {
      exportMs = sentMs
      uptimeMs = sinceBoot
      boot = of
    },
    set(draft, of) {
      let start = of[START] as number
      let end = of[END] as number
      const first = of[START_UPTIME] as number
      const last = of[END_UPTIME] as number
      const isRelative = (Number.isNaN(start) && first >= 0) || (Number.isNaN(end) && last >= 0)
      if (isRelative) {
        if (Number.isNaN(uptimeMs) && Number.isNaN(of[BOOT_TIME] as number) && Number.isNaN(boot.said)) showBoot(of)
        if (Number.isNaN(start)) start = ofUptime(first, of)
        if (Number.isNaN(end)) end = ofUptime(last, of)
      }
      if (Number.isNaN(start)) start = exportMs - (of[START_BEFORE] as number)
      if (Number.isNaN(end)) end = exportMs - (of[END_BEFORE] as number)
      const duration = of[DURATION] as number
      if (Number.isNaN(end)) end = start + duration
      if (Number.isNaN(start)) start = end - duration
      const observed = of[OBSERVED] as number
      if (Number.isNaN(end)) end = observed >= start || Number.isNaN(start) ? observed : start
      if (Number.isNaN(start)) start = end
      if (Number.isNaN(end)) {
        sink.warn(NO_TIMES)
        start = exportMs
        end = exportMs
      }
      draft.startMs = start
      draft.endMs = end
    },
    get exportMs() {
      return exportMs
    },
    get uptimeMs() {
      return uptimeMs
    },
  }
}
