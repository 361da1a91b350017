/** What a scheduled report is about, and what is told of it. */
import * as z from 'zod'
import type { WatchedNetwork } from '../lib/networks.ts'
import { type ReportDefinition, ROLLING_WINDOWS } from '../lib/reports/definition.ts'
import { SETTLE_MS } from '../lib/reports/due.ts'
import type { MadeReport } from './make-report.ts'
import { noticeText } from './notice/text.ts'
import { addDays, calendarOf } from './window/calendar.ts'

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
      `event: expected a report of ${definitions.map(({ name }) => name).join(', ') || 'none'}, found ` +
        `${JSON.stringify(report)}; put reports.json with it`,
    )
  return { definition, scheduledMs: Date.parse(scheduledTime) }
}

/**
 * The report's local days: those that its definition names, else the last that were settled in every zone at the scheduled
 * time. They follow from the scheduled time alone, so a late or repeated run is about the same days.
 */
export function scheduledDays(
  { window, networks: names }: Pick<ReportDefinition, 'window' | 'networks'>,
  scheduledMs: number,
  networks: readonly Pick<WatchedNetwork, 'name' | 'timeZone'>[],
): { fromDay: string; toDay: string } {
  if (typeof window !== 'string') return window
  const own = networks.filter(({ name }) => names?.includes(name) ?? true)
  const zones = ['', ...own.map(({ timeZone }) => timeZone)]
  const lastDays = zones.map(zone => addDays(calendarOf(zone).at(scheduledMs - SETTLE_MS).day, -1))
  const toDay = lastDays.sort()[0] ?? ''
  return { fromDay: addDays(toDay, 1 - ROLLING_WINDOWS[window]), toDay }
}

/** Plain text, without links: where it lies is for those who may read the bucket. */
export function noticeOf(
  made: Pick<MadeReport, 'indexKey' | 'revision' | 'partial' | 'generated' | 'notice'>,
  { name }: Pick<ReportDefinition, 'name'>,
  bucket: string,
): { subject: string; body: string } {
  const day = made.indexKey.split('/')[1] ?? ''
  const partial = made.partial ? ', partial' : ''
  return {
    subject: `flowcensus: ${made.generated ? 'GENERATED DATA, ' : ''}report ${name} to ${day}, revision ${made.revision}${partial}`,
    body: noticeText(made.notice, [`Bucket: ${bucket}`, `Key: ${made.indexKey}`]),
  }
}
