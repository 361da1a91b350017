/** What a scheduled report is about, and what is told of it. */
import { z } from 'zod'
import type { WatchedNetwork } from '../lib/networks.ts'
import type { ReportDefinition } from '../lib/report-schedule.ts'
import type { MadeReport } from './make-report.ts'
import { noticeText } from './notice/text.ts'
import { addDays, calendarOf } from './window/calendar.ts'

/** A local day is settled, and can be reported on, this long after its end: files come late. */
const SETTLE_MS = 24 * 3_600_000

const eventSchema = z.object({ report: z.string(), scheduledTime: z.iso.datetime({ offset: true }) })

/** The definition that the scheduler's event asks for, and when it was due. Throws for anything else. */
export function parseReportEvent(
  event: unknown,
  definitions: readonly ReportDefinition[],
): { definition: ReportDefinition; scheduledMs: number } {
  const parsed = eventSchema.safeParse(event)
  if (!parsed.success)
    throw new Error(`event: expected {"report", "scheduledTime"}, found ${JSON.stringify(event)?.slice(0, 200)}`)
  const { report, scheduledTime } = parsed.data
  const definition = definitions.find(({ name }) => name === report)
  if (definition === undefined)
    throw new Error(
      `event: expected a report of ${definitions.map(({ name }) => name).join(', ')}, found ${JSON.stringify(report)}`,
    )
  return { definition, scheduledMs: Date.parse(scheduledTime) }
}

/**
 * The report's local days: the last `days` that were settled in every zone at the scheduled time. It follows from the
 * scheduled time alone, so a late or repeated run is about the same days.
 */
export function scheduledDays(
  { days }: ReportDefinition,
  scheduledMs: number,
  networks: readonly Pick<WatchedNetwork, 'timeZone'>[],
): { fromDay: string; toDay: string } {
  const zones = ['', ...networks.map(({ timeZone }) => timeZone)]
  const lastDays = zones.map(zone => addDays(calendarOf(zone).at(scheduledMs - SETTLE_MS).day, -1))
  const toDay = lastDays.sort()[0] ?? ''
  return { fromDay: addDays(toDay, 1 - days), toDay }
}

/** Plain text, without links: where it lies is for those who may read the bucket. */
export function noticeOf(
  made: Pick<MadeReport, 'indexKey' | 'revision' | 'partial' | 'generated' | 'notice'>,
  { name }: ReportDefinition,
  bucket: string,
): { subject: string; body: string } {
  const day = made.indexKey.split('/')[1] ?? ''
  const partial = made.partial ? ', partial' : ''
  return {
    subject: `flowcensus: ${made.generated ? 'GENERATED DATA, ' : ''}report ${name} to ${day}, revision ${made.revision}${partial}`,
    body: noticeText(made.notice, [`Bucket: ${bucket}`, `Key: ${made.indexKey}`]),
  }
}
