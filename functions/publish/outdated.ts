/**
 * Published days that would be made otherwise now, though no upload of theirs changed: by other SQL or rules, or with other
 * words on their networks. They are published anew without a record being read again.
 */
import { listManifests } from '../lib/ledger/manifests.ts'
import { factsOfDay } from '../lib/network-facts.ts'
import type { ReportDefinition } from '../lib/reports/definition.ts'
import { openDays } from '../lib/reports/due.ts'
import { type PublishDependencies, tablesCode } from './publish-day.ts'

export interface OutdatedDay {
  dt: string
  /** What is not as it is now: what makes tables, or what networks.csv says of the day's networks. */
  why: 'code' | 'networks'
  /** When it was published, epoch ms. */
  publishedMs: number
}

/** Published days, and which of them are outdated; in order of day. Throws where a reference set of theirs is not whole. */
export async function listOutdated({
  lake,
  networks,
  callsAtOnce,
}: Pick<PublishDependencies, 'lake' | 'networks' | 'callsAtOnce'>): Promise<{
  outdated: OutdatedDay[]
  publishedMs: number[]
}> {
  const modified = new Map<string, number>()
  const isChosen = (dt: string, modifiedMs: number) => {
    modified.set(dt, modifiedMs)
    return true
  }
  const manifests = await listManifests(lake, isChosen, callsAtOnce)
  // One answer for all days: which set is current costs a call.
  const now = await networks.current()
  const source = { of: networks.of, current: async () => now }
  const outdated: OutdatedDay[] = []
  for (const { dt, run, code, networks: said } of manifests) {
    // Nothing was made of a day without uploads that count.
    if (run === null) continue
    const publishedMs = modified.get(dt) ?? 0
    if (code !== tablesCode()) outdated.push({ dt, why: 'code', publishedMs })
    else if (JSON.stringify(await factsOfDay(dt, said, source)) !== JSON.stringify(said))
      outdated.push({ dt, why: 'networks', publishedMs })
  }
  return { outdated, publishedMs: [...modified.values()] }
}

/**
 * The order in which outdated days are published anew: those of the windows of the next reports first, of the report that
 * is due first its oldest day first; then all others, newest first.
 */
export function inReportOrder(
  days: readonly string[],
  definitions: readonly ReportDefinition[],
  nowMs: number,
): string[] {
  const windows = definitions.flatMap(definition => openDays(definition, nowMs) ?? [])
  windows.sort((a, b) => a.dueMs - b.dueMs)
  const oldestFirst = [...days].sort()
  const ordered = new Set<string>()
  for (const { fromDt, toDt } of windows) for (const dt of oldestFirst) if (dt >= fromDt && dt <= toDt) ordered.add(dt)
  for (const dt of oldestFirst.reverse()) ordered.add(dt)
  return [...ordered]
}
